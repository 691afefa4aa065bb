package io.penstock.function.announce;

import static java.util.Objects.requireNonNull;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import io.penstock.aws.Environment;
import io.penstock.distributed.registry.DistributedRegistry;
import io.penstock.distributed.registry.SnapshotKeeper;
import io.penstock.function.announce.RegistryStream.Change;
import io.penstock.lambda.Invocation;
import io.penstock.lambda.Parts;
import io.penstock.lambda.QueueBatch;
import io.penstock.operation.Announcer;
import io.penstock.operation.OperationalEvent;
import io.penstock.tenant.TenantUid;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Follows the stream of the registry: announces what is changed there, in its order, and keeps the snapshots of tenants
/// whose subscriptions were changed. From the first change on with which that fails, all of it comes again; what was
/// announced before is announced again then, in the same words.
public final class AnnounceHandler implements RequestStreamHandler {
    private static final Duration NEEDED = Duration.ofSeconds(30);
    private static final Logger LOG = LoggerFactory.getLogger(AnnounceHandler.class);

    private final Invocation invocation;
    private final Function<Change, List<OperationalEvent>> announced;
    private final Announcer announcer;
    private final Predicate<TenantUid> keeper;

    /// For Lambda.
    public AnnounceHandler() {
        this(new Parts(new Environment(System.getenv())));
    }

    private AnnounceHandler(Parts parts) {
        this(parts, parts.registryWithoutSecrets());
    }

    private AnnounceHandler(Parts parts, DistributedRegistry registry) {
        var announced = registry.announcedChanges();
        this(
                parts.invocation(),
                change -> announced.of(change.key(), change.before(), change.after(), change.at()),
                parts.announcer(),
                registry.snapshotKeeper()::keep);
    }

    /// @param announced what is announced of a change
    /// @param announcer told of that
    /// @param keeper makes a snapshot of a tenant if it is time for one, and says whether it was
    AnnounceHandler(
            Invocation invocation,
            Function<Change, List<OperationalEvent>> announced,
            Announcer announcer,
            Predicate<TenantUid> keeper) {
        this.invocation = requireNonNull(invocation, "invocation is null");
        this.announced = requireNonNull(announced, "announced is null");
        this.announcer = requireNonNull(announcer, "announcer is null");
        this.keeper = requireNonNull(keeper, "keeper is null");
    }

    @Override
    public void handleRequest(InputStream in, OutputStream out, Context context) throws IOException {
        invocation.begin(context);
        var changes = RegistryStream.read(in);
        int done = keep(changes.subList(0, announce(changes)));
        QueueBatch.write(
                done == changes.size() ? List.of() : List.of(changes.get(done).sequence()), out);
    }

    /// @return of how many changes, from the first one on, everything was announced
    private int announce(List<Change> changes) {
        var events = new ArrayList<OperationalEvent>();
        int read = 0;
        try {
            for (var change : changes) {
                events.addAll(announced.apply(change));
                read++;
            }
        } catch (RuntimeException e) {
            LOG.error("Change {} of the registry comes again", changes.get(read).sequence(), e);
        }
        try {
            announcer.announce(events);
        } catch (RuntimeException e) {
            LOG.error("{} changes of the registry could not be announced", events.size(), e);
            return 0;
        }
        events.forEach(event -> LOG.info("announced: {} {}", event.type(), event.subject()));
        return read;
    }

    /// @return with how many changes, from the first one on, it is done
    private int keep(List<Change> changes) {
        var done = new HashSet<TenantUid>();
        for (int i = 0; i < changes.size(); i++) {
            var tenant = changed(changes.get(i));
            if (tenant.isPresent() && done.add(tenant.get()) && !keep(tenant.get())) {
                return i;
            }
        }
        return changes.size();
    }

    /// What is removed from the log of changes stands in a snapshot already.
    private static Optional<TenantUid> changed(Change change) {
        return change.after() == null
                ? Optional.empty()
                : SnapshotKeeper.tenantOf(change.key().partition());
    }

    private boolean keep(TenantUid tenant) {
        if (invocation.remaining().compareTo(NEEDED) < 0) {
            return false;
        }
        try {
            if (keeper.test(tenant)) {
                LOG.info("A snapshot of tenant {} was made", tenant);
            }
            return true;
        } catch (RuntimeException e) {
            LOG.error("No snapshot of tenant {} could be made", tenant, e);
            return false;
        }
    }
}

package io.penstock.function.announce;

import static java.util.Objects.requireNonNull;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import io.penstock.aws.Environment;
import io.penstock.distributed.registry.SnapshotKeeper;
import io.penstock.lambda.Invocation;
import io.penstock.lambda.Parts;
import io.penstock.lambda.QueueBatch;
import io.penstock.tenant.TenantUid;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Follows the stream of the registry: keeps the snapshots of tenants whose subscriptions were changed.
public final class AnnounceHandler implements RequestStreamHandler {
    private static final Duration NEEDED = Duration.ofSeconds(30);
    private static final Logger LOG = LoggerFactory.getLogger(AnnounceHandler.class);

    private final Invocation invocation;
    private final Predicate<TenantUid> keeper;

    /// For Lambda.
    public AnnounceHandler() {
        this(new Parts(new Environment(System.getenv())));
    }

    private AnnounceHandler(Parts parts) {
        this(parts.invocation(), parts.registryWithoutSecrets().snapshotKeeper()::keep);
    }

    /// @param keeper makes a snapshot of a tenant if it is time for one, and says whether it was
    AnnounceHandler(Invocation invocation, Predicate<TenantUid> keeper) {
        this.invocation = requireNonNull(invocation, "invocation is null");
        this.keeper = requireNonNull(keeper, "keeper is null");
    }

    @Override
    public void handleRequest(InputStream in, OutputStream out, Context context) throws IOException {
        invocation.begin(context);
        var done = new HashSet<TenantUid>();
        for (var change : RegistryStream.read(in)) {
            var tenant = SnapshotKeeper.tenantOf(change.partition());
            if (tenant.isPresent() && done.add(tenant.get()) && !keep(tenant.get())) {
                // From here on, all of it comes again.
                QueueBatch.write(List.of(change.sequence()), out);
                return;
            }
        }
        QueueBatch.write(List.of(), out);
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

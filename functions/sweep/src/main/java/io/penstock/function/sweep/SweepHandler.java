package io.penstock.function.sweep;

import static java.util.Objects.requireNonNull;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import io.penstock.aws.Environment;
import io.penstock.delivery.Releaser;
import io.penstock.distributed.ReplayRequests;
import io.penstock.distributed.Swept;
import io.penstock.lambda.Invocation;
import io.penstock.lambda.Parts;
import io.penstock.replay.StalledReplays;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Each minute: sends what has come due, and releases what was parked and may go; has replays go on that do not; removes
/// what ended tenants have left. What it has no time for is for the next minute. What fails keeps nothing else from its turn, and the
/// invocation fails in the end.
public final class SweepHandler implements RequestStreamHandler {
    /// What has to be left to begin a page of a hundred, whatever of.
    private static final Duration NEEDED = Duration.ofSeconds(15);

    private static final Logger LOG = LoggerFactory.getLogger(SweepHandler.class);

    private final Invocation invocation;
    private final int shards;
    private final Sweeping sweeper;
    private final Function<BooleanSupplier, Releaser.Look> releaser;
    private final Runnable replays;
    private final BooleanSupplier remover;

    /// Sweeps a shard.
    @FunctionalInterface
    interface Sweeping {
        /// Sends what is due in a shard.
        ///
        /// @param shard its number, from 0
        /// @param mayGoOn whether there is time for another page
        Swept sweep(int shard, BooleanSupplier mayGoOn);
    }

    /// For Lambda.
    public SweepHandler() {
        this(new Parts(new Environment(System.getenv())));
    }

    private SweepHandler(Parts parts) {
        var registry = parts.registryWithoutSecrets();
        var steps = parts.announcedSteps(registry, parts.deliveries());
        this(
                parts.invocation(),
                parts.options().dueShards(),
                steps.sweeper()::sweep,
                new Releaser(steps.parking(), registry.subscriptions(), parts.clock())::look,
                stalled(
                        new StalledReplays(steps.replayJobs(registry.tenants()), parts.clock()),
                        parts.replayRequests()),
                registry.endedTenants()::removeSome);
    }

    private static Runnable stalled(StalledReplays stalled, ReplayRequests requests) {
        return () -> stalled.take().forEach(job -> {
            LOG.warn("The replay {} did not go on, and is asked to", job.id());
            requests.send(job);
        });
    }

    /// @param shards how many there are
    /// @param releaser looks at what is parked, as long as there is time
    /// @param replays has those go on that do not
    /// @param remover removes some of what ended tenants have left, and says whether there is more
    SweepHandler(
            Invocation invocation,
            int shards,
            Sweeping sweeper,
            Function<BooleanSupplier, Releaser.Look> releaser,
            Runnable replays,
            BooleanSupplier remover) {
        this.invocation = requireNonNull(invocation, "invocation is null");
        this.shards = shards;
        this.sweeper = requireNonNull(sweeper, "sweeper is null");
        this.releaser = requireNonNull(releaser, "releaser is null");
        this.replays = requireNonNull(replays, "replays is null");
        this.remover = requireNonNull(remover, "remover is null");
    }

    @Override
    public void handleRequest(InputStream in, OutputStream out, Context context) {
        invocation.begin(context);
        var failures = new ArrayList<RuntimeException>();
        for (int each = 0; each < shards && hasTime(); each++) {
            int shard = each;
            attempt(() -> sweep(shard), failures);
        }
        attempt(() -> release(failures), failures);
        attempt(this::goOnWithReplays, failures);
        attempt(this::remove, failures);
        if (!failures.isEmpty()) {
            throw new IllegalStateException(
                    "%d parts of the sweep failed, the first of them so".formatted(failures.size()),
                    failures.getFirst());
        }
    }

    private static void attempt(Runnable part, List<RuntimeException> failures) {
        try {
            part.run();
        } catch (RuntimeException e) {
            LOG.error("A part of the sweep failed; it is tried again in the next minute", e);
            failures.add(e);
        }
    }

    private void sweep(int shard) {
        var swept = sweeper.sweep(shard, this::hasTime);
        if (swept.sent() + swept.failed() > 0) {
            LOG.info("shard {}: {} wake-ups sent, {} could not be", shard, swept.sent(), swept.failed());
        }
    }

    /// Looks until nothing moves any more.
    private void release(List<RuntimeException> failures) {
        int moved = 0;
        int last = -1;
        while (last != 0 && hasTime()) {
            var look = releaser.apply(this::hasTime);
            last = look.moved();
            moved += last;
            failures.addAll(look.failures());
        }
        if (moved > 0) {
            LOG.info("{} parked deliveries moved", moved);
        }
    }

    private void goOnWithReplays() {
        if (hasTime()) {
            replays.run();
        }
    }

    private void remove() {
        while (hasTime() && remover.getAsBoolean()) {
            LOG.info("There is more that ended tenants have left");
        }
    }

    private boolean hasTime() {
        return invocation.remaining().compareTo(NEEDED) > 0;
    }
}

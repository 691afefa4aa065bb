package io.penstock.function.sweep;

import static java.util.Objects.requireNonNull;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import io.penstock.aws.Environment;
import io.penstock.delivery.Releaser;
import io.penstock.distributed.Swept;
import io.penstock.lambda.Invocation;
import io.penstock.lambda.Parts;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Each minute: sends what has come due, and releases what was parked and may go; removes what ended tenants
/// have left. What it does not come to is for the
/// next minute.
public final class SweepHandler implements RequestStreamHandler {
    private static final Duration NEEDED = Duration.ofSeconds(15);
    private static final Logger LOG = LoggerFactory.getLogger(SweepHandler.class);

    private final Invocation invocation;
    private final int shards;
    private final IntFunction<Swept> sweeper;
    private final IntSupplier releaser;
    private final BooleanSupplier remover;

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
                registry.endedTenants()::removeSome);
    }

    /// @param shards how many there are
    /// @param sweeper sweeps the shard of this number
    /// @param releaser says how many deliveries it moved
    /// @param remover removes some of what ended tenants have left, and says whether there is more
    SweepHandler(
            Invocation invocation,
            int shards,
            IntFunction<Swept> sweeper,
            IntSupplier releaser,
            BooleanSupplier remover) {
        this.invocation = requireNonNull(invocation, "invocation is null");
        this.shards = shards;
        this.sweeper = requireNonNull(sweeper, "sweeper is null");
        this.releaser = requireNonNull(releaser, "releaser is null");
        this.remover = requireNonNull(remover, "remover is null");
    }

    @Override
    public void handleRequest(InputStream in, OutputStream out, Context context) {
        invocation.begin(context);
        for (int shard = 0; shard < shards && hasTime(); shard++) {
            var swept = sweeper.apply(shard);
            if (swept.sent() + swept.failed() > 0) {
                LOG.info("shard {}: {} wake-ups sent, {} could not be", shard, swept.sent(), swept.failed());
            }
        }
        int moved = 0;
        int last = -1;
        while (last != 0 && hasTime()) {
            last = releaser.getAsInt();
            moved += last;
        }
        if (moved > 0) {
            LOG.info("{} parked deliveries moved", moved);
        }
        while (hasTime() && remover.getAsBoolean()) {
            LOG.info("There is more that ended tenants have left");
        }
    }

    private boolean hasTime() {
        return invocation.remaining().compareTo(NEEDED) > 0;
    }
}

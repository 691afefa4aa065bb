package io.penstock.server;

import io.penstock.delivery.Releaser;
import io.penstock.embedded.EmbeddedEngine;
import java.time.InstantSource;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What is done every second, whether anyone asks for it or not, in small steps that follow closely while there is more
/// to do; and the checkpoints of the database, on a thread of their own.
final class Housekeeping implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);

    private static final long CHECKPOINT_MILLIS = 200;
    private static final long HOUSEKEEPING_MILLIS = 1_000;

    /// Between two steps of the same work: whoever serves goes first.
    private static final long PAUSE_MILLIS = 5;

    private final EmbeddedEngine engine;
    private final Releaser releaser;
    private final InstantSource clock;
    private final ScheduledExecutorService housekeeper = executor("housekeeping");
    private final ScheduledExecutorService checkpointer = executor("checkpoints");

    Housekeeping(EmbeddedEngine engine, Releaser releaser, InstantSource clock) {
        this.engine = engine;
        this.releaser = releaser;
        this.clock = clock;
    }

    void start() {
        every(housekeeper, HOUSEKEEPING_MILLIS, () -> {
            boolean moreToRemove = engine.housekeep(clock.instant());
            boolean moreToRelease = releaser.look() > 0;
            return moreToRemove || moreToRelease;
        });
        every(checkpointer, CHECKPOINT_MILLIS, () -> {
            engine.checkpoint();
            return false;
        });
    }

    /// Ends the steps that are under way; no other begins.
    @Override
    public void close() {
        housekeeper.close();
        checkpointer.close();
    }

    /// @param step whether there is more to do
    private static void every(ScheduledExecutorService executor, long millis, BooleanSupplier step) {
        if (!executor.isShutdown()) {
            var _ = executor.schedule(
                    () -> every(executor, run(step) ? PAUSE_MILLIS : millis, step), millis, TimeUnit.MILLISECONDS);
        }
    }

    private static boolean run(BooleanSupplier step) {
        try {
            return step.getAsBoolean();
        } catch (RuntimeException e) {
            // The next one may do better; without this there would be none.
            LOG.error("Housekeeping failed; it is tried again", e);
            return false;
        }
    }

    private static ScheduledExecutorService executor(String name) {
        var executor = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().name(name).factory());
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        return executor;
    }
}

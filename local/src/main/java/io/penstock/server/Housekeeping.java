package io.penstock.server;

import io.penstock.delivery.Releaser;
import io.penstock.embedded.EmbeddedEngine;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What is done every second, whether anyone asks for it or not; and the checkpoints of the database, on a thread of
/// their own.
final class Housekeeping implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);

    private static final long CHECKPOINT_MILLIS = 200;
    private static final long HOUSEKEEPING_MILLIS = 1_000;

    private final EmbeddedEngine engine;
    private final Releaser releaser;
    private final InstantSource clock;
    private final ScheduledExecutorService housekeeper = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("housekeeping").factory());
    private final ScheduledExecutorService checkpointer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("checkpoints").factory());

    Housekeeping(EmbeddedEngine engine, Releaser releaser, InstantSource clock) {
        this.engine = engine;
        this.releaser = releaser;
        this.clock = clock;
    }

    void start() {
        every(housekeeper, HOUSEKEEPING_MILLIS, () -> {
            engine.housekeep(clock.instant());
            releaser.look();
        });
        every(checkpointer, CHECKPOINT_MILLIS, engine::checkpoint);
    }

    @Override
    public void close() {
        housekeeper.close();
        checkpointer.close();
    }

    private static void every(ScheduledExecutorService executor, long millis, Runnable step) {
        var _ = executor.scheduleWithFixedDelay(
                () -> {
                    try {
                        step.run();
                    } catch (RuntimeException e) {
                        // The next one may do better; without this there would be none.
                        LOG.error("Housekeeping failed; it is tried again", e);
                    }
                },
                millis,
                millis,
                TimeUnit.MILLISECONDS);
    }
}

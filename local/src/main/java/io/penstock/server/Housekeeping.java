package io.penstock.server;

import io.penstock.delivery.Releaser;
import io.penstock.embedded.EmbeddedEngine;
import io.penstock.embedded.FatalHandler;
import io.penstock.replay.ReplayRunner;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.BooleanSupplier;

/// What is done every second, whether anyone asks for it or not, in small steps that follow closely while there is more
/// to do; and the checkpoints of the database, and replays, on threads of their own.
final class Housekeeping implements AutoCloseable {
    private static final long CHECKPOINT_MILLIS = 200;
    private static final long HOUSEKEEPING_MILLIS = 1_000;
    private static final long REPLAY_MILLIS = 250;

    private final Recurring housekeeper;
    private final Recurring checkpointer;
    private final Recurring replayer;

    /// @param watch accepts what Penstock says about itself, and says whether there may be more
    Housekeeping(
            EmbeddedEngine engine,
            Releaser releaser,
            BooleanSupplier watch,
            ReplayRunner replays,
            InstantSource clock,
            FatalHandler fatal) {
        housekeeper = new Recurring(
                "housekeeping",
                Duration.ofMillis(HOUSEKEEPING_MILLIS),
                List.of(
                        () -> engine.housekeep(clock.instant()),
                        () -> releaser.look(() -> true).moved() > 0,
                        watch),
                fatal);
        checkpointer = new Recurring(
                "checkpoints",
                Duration.ofMillis(CHECKPOINT_MILLIS),
                List.of(() -> {
                    engine.checkpoint();
                    return false;
                }),
                fatal);
        replayer = new Recurring("replays", Duration.ofMillis(REPLAY_MILLIS), List.of(replays::run), fatal);
    }

    void start() {
        housekeeper.start();
        checkpointer.start();
        replayer.start();
    }

    /// Ends the steps that are under way; no other begins.
    @Override
    public void close() {
        housekeeper.close();
        checkpointer.close();
        replayer.close();
    }
}

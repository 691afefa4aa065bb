package io.penstock.command;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/// Waits until something is so.
final class Await {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration PAUSE = Duration.ofMillis(10);

    private Await() {}

    /// Asks again and again, until `condition` holds.
    ///
    /// @param condition null, or false, while it does not
    /// @throws AssertionError if it does not in time
    static void until(String what, Supplier<Boolean> condition) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.get()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("not within %s: %s".formatted(PATIENCE, what));
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }
}

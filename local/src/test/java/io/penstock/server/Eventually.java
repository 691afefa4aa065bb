package io.penstock.server;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// Waits for what is to become true.
final class Eventually {
    private static final long STEP_NANOS = Duration.ofMillis(5).toNanos();

    private Eventually() {}

    /// Returns as soon as `condition` holds.
    ///
    /// @param what is waited for, for the message
    /// @throws AssertionError if it does not hold within `limit`
    static void await(Duration limit, String what, BooleanSupplier condition) {
        await(limit, () -> what, condition);
    }

    /// Returns as soon as `condition` holds.
    ///
    /// @param what is waited for, and how far it is, for the message
    /// @throws AssertionError if it does not hold within `limit`
    static void await(Duration limit, Supplier<String> what, BooleanSupplier condition) {
        long end = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("not within %s: %s".formatted(limit, what.get()));
            }
            LockSupport.parkNanos(STEP_NANOS);
        }
    }
}

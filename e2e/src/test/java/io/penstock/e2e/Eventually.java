package io.penstock.e2e;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.function.Predicate;

/// Waits for what is to come.
final class Eventually {
    private static final Duration PAUSE = Duration.ofMillis(200);

    private Eventually() {}

    /// What `look` finds, as soon as it is as `wanted`.
    ///
    /// @throws AssertionError if it is not within `patience`
    static <T> T see(String what, Duration patience, Callable<T> look, Predicate<T> wanted) throws Exception {
        var end = Instant.now().plus(patience);
        while (true) {
            var seen = look.call();
            if (wanted.test(seen)) {
                return seen;
            }
            if (Instant.now().isAfter(end)) {
                throw new AssertionError("%s, was not seen within %s; last seen: %s".formatted(what, patience, seen));
            }
            Thread.sleep(PAUSE);
        }
    }
}

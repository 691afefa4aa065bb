package io.penstock.delivery;

import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// Lets the same thing be said once in a while only, and counts what was left unsaid. Safe for use by many threads.
final class LogLimit {
    private final Duration interval;
    private @Nullable Instant said;
    private long unsaid;

    LogLimit(Duration interval) {
        this.interval = interval;
    }

    /// Whether it may be said at `now`: then, how often it was not since it was said last.
    synchronized OptionalLong admit(Instant now) {
        // A clock that was set back must not silence it for long.
        if (said != null && !now.isBefore(said) && now.isBefore(said.plus(interval))) {
            unsaid++;
            return OptionalLong.empty();
        }
        var left = OptionalLong.of(unsaid);
        said = now;
        unsaid = 0;
        return left;
    }
}

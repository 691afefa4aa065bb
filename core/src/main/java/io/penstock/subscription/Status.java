package io.penstock.subscription;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Whether a subscription's deliveries go out.
///
/// @param state what happens to its deliveries
/// @param reason why it is disabled, in a few words; only then
/// @param since when it came into this state
public record Status(State state, @Nullable String reason, Instant since) {
    /// What happens to a subscription's deliveries.
    public enum State {
        /// They go out.
        ACTIVE,
        /// They are parked, because someone asked for it.
        PAUSED,
        /// They are parked, because Penstock saw a reason for it.
        DISABLED
    }

    public Status {
        requireNonNull(state, "state is null");
        requireNonNull(since, "since is null");
    }

    /// In force since `since`.
    public static Status active(Instant since) {
        return new Status(State.ACTIVE, null, since);
    }

    /// Paused by hand.
    public static Status paused(Instant since) {
        return new Status(State.PAUSED, null, since);
    }

    /// Disabled by Penstock for `reason`.
    public static Status disabled(String reason, Instant since) {
        return new Status(State.DISABLED, reason, since);
    }
}

package io.penstock.subscription;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Whether a subscription's deliveries go out.
///
/// @param state what happens to its deliveries
/// @param reason why it is disabled, in a few words; only then
/// @param since when it came into this state
/// @param failing what follows from its receiver's failures; null if nothing does, and of one that is not active
public record Status(
        State state,
        @Nullable String reason,
        Instant since,
        @Nullable Failing failing) {
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
        if (failing != null && state != State.ACTIVE) {
            throw new IllegalArgumentException("failing, and not active: " + state);
        }
    }

    /// In force since `since`.
    public static Status active(Instant since) {
        return new Status(State.ACTIVE, null, since, null);
    }

    /// Paused by hand.
    public static Status paused(Instant since) {
        return new Status(State.PAUSED, null, since, null);
    }

    /// Disabled by Penstock for `reason`.
    public static Status disabled(String reason, Instant since) {
        return new Status(State.DISABLED, reason, since, null);
    }

    /// The same, failing so; null if it does not.
    public Status with(@Nullable Failing failing) {
        return new Status(state, reason, since, failing);
    }

    /// Its circuit, if that is open.
    public Failing.@Nullable Circuit circuit() {
        return failing == null ? null : failing.circuit();
    }

    /// The same whose circuit, if it is open, may be tried from `now` on.
    Status hopeful(Instant now) {
        var circuit = circuit();
        return failing == null || circuit == null || circuit.mayBeTried(now)
                ? this
                : with(failing.with(circuit.until(now)));
    }
}

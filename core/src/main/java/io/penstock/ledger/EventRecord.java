package io.penstock.ledger;

import static java.util.Objects.requireNonNull;

import io.penstock.event.Event;
import io.penstock.event.EventKey;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// An accepted event, as it is looked up.
///
/// @param key its name
/// @param event itself; once it is erased what [Event#erased] leaves
/// @param acceptedAt when it was accepted
/// @param registryVersion what was in force when it was matched
/// @param matched how many subscriptions it was planned for
/// @param state where its deliveries stand, taken together
/// @param duplicates how often it was handed in again
/// @param conflicts how often of these with another content
/// @param reason why it has no deliveries, if no subscription was asked; null if those were found that want it
/// @param erasedAt when it was erased; null if it was not
public record EventRecord(
        EventKey key,
        Event event,
        Instant acceptedAt,
        long registryVersion,
        int matched,
        State state,
        long duplicates,
        long conflicts,
        @Nullable String reason,
        @Nullable Instant erasedAt) {
    /// Where the deliveries of an event stand, taken together.
    public enum State {
        /// It has none: nobody wanted it, or nobody was asked.
        UNMATCHED,
        /// Some are unfinished.
        PENDING,
        /// All were delivered.
        DELIVERED,
        /// All have ended, not all of them delivered.
        FAILED
    }

    public EventRecord {
        requireNonNull(key, "key is null");
        requireNonNull(event, "event is null");
        requireNonNull(acceptedAt, "acceptedAt is null");
        requireNonNull(state, "state is null");
    }
}

package io.penstock.embedded;

import static java.util.Objects.requireNonNull;

import io.penstock.event.Event;
import io.penstock.event.EventKey;
import java.time.Instant;

/// An event that has its row.
///
/// @param seq of its row
/// @param key its name
/// @param acceptedAt when it was handed in
/// @param event itself
record StoredEvent(long seq, EventKey key, Instant acceptedAt, Event event) {
    StoredEvent {
        requireNonNull(key, "key is null");
        requireNonNull(acceptedAt, "acceptedAt is null");
        requireNonNull(event, "event is null");
    }
}

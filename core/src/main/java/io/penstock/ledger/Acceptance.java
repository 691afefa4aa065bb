package io.penstock.ledger;

import static java.util.Objects.requireNonNull;

import io.penstock.event.EventKey;

/// What became of an event that was handed in.
///
/// @param event its key
/// @param kind whether it is new
public record Acceptance(EventKey event, Kind kind) {
    /// Whether an event is new.
    public enum Kind {
        /// It is, and goes its way.
        NEW,
        /// The same event is there already: it is counted, and not delivered again.
        DUPLICATE,
        /// An event with the same `source` and `id` and *another* content is there already: it is counted,
        /// flagged, and not delivered.
        CONFLICT
    }

    public Acceptance {
        requireNonNull(event, "event is null");
        requireNonNull(kind, "kind is null");
    }
}

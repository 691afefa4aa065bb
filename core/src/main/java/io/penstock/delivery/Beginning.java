package io.penstock.delivery;

import static java.util.Objects.requireNonNull;

import io.penstock.event.Event;
import java.time.Instant;

/// Whether the attempt that a message asks for is to be made.
public sealed interface Beginning {
    /// It is: nobody has made it, as far as anyone can know.
    ///
    /// @param event what is to be delivered
    /// @param acceptedAt when that was handed in
    /// @param expires when the delivery is given up
    /// @param waited whether it was put off before
    record Begun(Event event, Instant acceptedAt, Instant expires, boolean waited) implements Beginning {
        public Begun {
            requireNonNull(event, "event is null");
            requireNonNull(acceptedAt, "acceptedAt is null");
            requireNonNull(expires, "expires is null");
        }

        /// One of which it is of no interest whether it was put off.
        public Begun(Event event, Instant acceptedAt, Instant expires) {
            this(event, acceptedAt, expires, false);
        }
    }

    /// It is not: it was made, or the delivery has ended, was replayed, parked or erased. What follows from
    /// that has been done.
    record Passed() implements Beginning {}
}

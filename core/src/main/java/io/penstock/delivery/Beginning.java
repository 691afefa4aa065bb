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
    record Begun(Event event, Instant acceptedAt, Instant expires) implements Beginning {
        public Begun {
            requireNonNull(event, "event is null");
            requireNonNull(acceptedAt, "acceptedAt is null");
            requireNonNull(expires, "expires is null");
        }
    }

    /// It is not: it was made, or the delivery has ended, was replayed, parked or erased. What follows from
    /// that has been done.
    record Passed() implements Beginning {}
}

package io.penstock.distributed;

import static java.util.Objects.requireNonNull;

/// Where the steps send messages.
///
/// @param events what [Planner] plans: further pages of long plans; in no order
/// @param deliveries what asks for attempts
public record Queues(MessageQueue events, MessageQueue deliveries) {
    public Queues {
        requireNonNull(events, "events is null");
        requireNonNull(deliveries, "deliveries is null");
    }
}

package io.penstock.routing;

import static java.util.Objects.requireNonNull;

/// A condition on an event: an [EventBridge event
/// pattern](https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html),
/// evaluated on the event's JSON form.
///
/// @param pattern the pattern as compact JSON, keys in the order that they came in
public record Filter(String pattern) {
    public Filter {
        requireNonNull(pattern, "pattern is null");
    }
}

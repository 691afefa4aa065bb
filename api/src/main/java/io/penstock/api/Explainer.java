package io.penstock.api;

import io.penstock.event.Event;
import io.penstock.routing.Explanation;
import io.penstock.subscription.Selection;

/// Knows why a subscription wants an event, or why not.
@FunctionalInterface
public interface Explainer {
    /// What `selection`, as it is or once was, says to `event`.
    Explanation explain(Selection selection, Event event);
}

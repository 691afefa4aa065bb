package io.penstock.operation;

import java.util.List;

/// Tells whoever wants to know what Penstock says about itself.
public interface Announcer {
    /// Tells nobody.
    Announcer NONE = _ -> {};

    /// Announces `events`; what was announced is durable when the call returns. If it throws, some may have been
    /// announced, and the step that led to it is done again: so each is announced once or more often, under the same id
    /// every time.
    void announce(List<OperationalEvent> events);
}

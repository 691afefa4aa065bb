package io.penstock.api;

import java.util.Optional;

/// Whether events can be accepted.
@FunctionalInterface
public interface Readiness {
    /// What stands in the way, in a sentence; empty if nothing does.
    Optional<String> obstacle();
}

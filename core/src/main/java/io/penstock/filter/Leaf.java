package io.penstock.filter;

import java.util.List;
import java.util.Set;

/// One member of a pattern with its array.
///
/// @param path where the values are
/// @param matches one of which must match one value
/// @param absent whether having no value is a match too
record Leaf(String path, List<Match> matches, boolean absent) {
    Leaf {
        matches = List.copyOf(matches);
    }

    /// The texts that a value must be one of; empty if there are other ways to match.
    Set<String> texts() {
        return !absent && matches.size() == 1 && matches.getFirst() instanceof Match.Exactly(var texts)
                ? texts
                : Set.of();
    }

    boolean matches(Value value) {
        for (var match : matches) {
            if (match.matches(value)) {
                return true;
            }
        }
        return false;
    }
}

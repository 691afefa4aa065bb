package io.penstock.filter;

import io.penstock.filter.Clause.Answer;
import java.util.List;
import java.util.Set;

/// One member of a pattern with its array.
///
/// @param path where the values are
/// @param matches not changed by anyone; one of which must match one value
/// @param absent whether having no value is a match too
record Leaf(String path, Match[] matches, boolean absent) {
    /// The texts that a value must be one of; empty if there are other ways to match.
    Set<String> texts() {
        return !absent && matches.length == 1 && matches[0] instanceof Match.Exactly(var texts) ? texts : Set.of();
    }

    /// @param values those at its path
    Answer answer(List<Value> values, Steps steps) {
        steps.take(1);
        if (values.isEmpty()) {
            return absent ? Answer.YES : Answer.NO;
        }
        var answer = absent ? Answer.DEPENDS : Answer.NO;
        for (var value : values) {
            if (matches(value, steps)) {
                if (value.element() == null) {
                    return Answer.YES;
                }
                answer = Answer.DEPENDS;
            }
            if (steps.areUsedUp()) {
                return Answer.NO;
            }
        }
        return answer;
    }

    boolean matches(Value value, Steps steps) {
        return anyMatches(matches, value, steps);
    }

    /// Means nothing once the steps are used up.
    static boolean anyMatches(Match[] matches, Value value, Steps steps) {
        for (var match : matches) {
            steps.take(1);
            if (steps.areUsedUp()) {
                return false;
            }
            if (match.matches(value, steps)) {
                return true;
            }
        }
        return false;
    }
}

package io.penstock.filter;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Why a filter does not match an event.
public sealed interface Mismatch {
    /// Some members of the pattern do not match.
    ///
    /// @param paths these members, each taken alone, in the pattern's order: `data.amount`. A `$or` is one of them:
    ///     `data.$or`
    record Members(List<String> paths) implements Mismatch {
        public Members {
            paths = List.copyOf(paths);
        }
    }

    /// Every member matches taken alone, but some do so in different elements of the same array.
    record Apart() implements Mismatch {}

    /// The event's arrays allow more combinations than are tried, and none that was tried matches. It counts as not
    /// matched.
    record GivenUp() implements Mismatch {}

    /// Finds out by asking each member alone.
    ///
    /// @param json the event's JSON form
    /// @return empty if it matches
    static Optional<Mismatch> between(Filter filter, byte[] json) {
        var clause = FilterReader.read(filter);
        var condition = Condition.of(clause.alternatives());
        var paths = new PathTree();
        condition.paths().forEach(paths::add);
        var event = EventValues.read(json, paths);
        return switch (condition.matches(event)) {
            case MATCHED -> Optional.empty();
            case GIVEN_UP -> Optional.of(new GivenUp());
            case NOT_MATCHED -> {
                var unmatched = unmatched(clause, event);
                yield Optional.of(unmatched.isEmpty() ? new Apart() : new Members(unmatched));
            }
        };
    }

    private static List<String> unmatched(Clause clause, EventValues event) {
        var unmatched = new ArrayList<String>();
        for (var leaf : clause.leaves()) {
            if (isUnmatched(List.of(List.of(leaf)), event)) {
                unmatched.add(leaf.path());
            }
        }
        for (var choice : clause.choices()) {
            if (isUnmatched(choice.alternatives(), event)) {
                unmatched.add(choice.path());
            }
        }
        return unmatched;
    }

    private static boolean isUnmatched(List<List<Leaf>> alternatives, EventValues event) {
        return Condition.of(alternatives).matches(event) == Condition.Verdict.NOT_MATCHED;
    }
}

package io.penstock.filter;

import io.penstock.filter.Condition.Verdict;
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

    /// Finding out takes more than [Steps#PER_FILTER]. It counts as not matched.
    record GivenUp() implements Mismatch {}

    /// Finds out by asking each member alone.
    ///
    /// @param json the event's JSON form
    /// @return empty if it matches
    static Optional<Mismatch> between(Filter filter, byte[] json) {
        var condition = Condition.of(filter);
        var paths = PathTree.EMPTY.with(condition.paths());
        var event = EventValues.read(json, paths);
        return switch (condition.matches(event, new Steps())) {
            case MATCHED -> Optional.empty();
            case GIVEN_UP -> Optional.of(new GivenUp());
            case NOT_MATCHED -> Optional.of(whereNot(FilterReader.read(filter.pattern()), event));
        };
    }

    /// Takes as many steps as a filter may for all members together.
    private static Mismatch whereNot(Clause clause, EventValues event) {
        var unmatched = new ArrayList<String>();
        var steps = new Steps();
        for (var leaf : clause.leaves()) {
            if (Clause.of(List.of(leaf), List.of()).matches(event, steps) == Verdict.NOT_MATCHED) {
                unmatched.add(leaf.path());
            }
        }
        for (var choice : clause.choices()) {
            if (Clause.of(List.of(), List.of(choice)).matches(event, steps) == Verdict.NOT_MATCHED) {
                unmatched.add(choice.path());
            }
        }
        if (!unmatched.isEmpty()) {
            return new Members(unmatched);
        }
        return steps.areUsedUp() ? new GivenUp() : new Apart();
    }
}

package io.penstock.filter;

import io.penstock.filter.Condition.Verdict;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/// A pattern as it is written: all of `leaves`, and of every choice one branch. It is evaluated as it is written, too:
/// the combinations of all branches may be a thousand times as long. In arrays, since this is what matching spends its
/// time on.
///
/// @param leaves not changed by anyone
/// @param choices not changed by anyone
record Clause(Leaf[] leaves, Choice[] choices) {
    static Clause of(List<Leaf> leaves, List<Choice> choices) {
        return new Clause(leaves.toArray(Leaf[]::new), choices.toArray(Choice[]::new));
    }

    /// A `$or`.
    ///
    /// @param path where it stands: `data.$or`
    record Choice(String path, List<Clause> branches) {
        Choice {
            branches = List.copyOf(branches);
        }

        private Answer answer(EventValues event, Steps steps) {
            var best = Answer.NO;
            for (var branch : branches) {
                var answer = branch.answer(event, steps);
                if (answer == Answer.YES) {
                    return answer;
                }
                best = answer == Answer.DEPENDS ? answer : best;
            }
            return best;
        }
    }

    /// What can be said of a part of a pattern without looking at the others.
    enum Answer {
        YES,
        NO,
        /// On which elements of arrays the other parts match in.
        DEPENDS
    }

    /// The same in an order that does not depend on how the pattern was written: of filters that are made alike, those
    /// that do not match then fail at the same member, whose values were just compared.
    Clause inOrderOfPaths() {
        return of(
                Arrays.stream(leaves).sorted(Comparator.comparing(Leaf::path)).toList(),
                Arrays.stream(choices)
                        .map(choice -> new Choice(
                                choice.path,
                                choice.branches.stream()
                                        .map(Clause::inOrderOfPaths)
                                        .toList()))
                        .toList());
    }

    void addPaths(Set<String> paths) {
        for (var leaf : leaves) {
            paths.add(leaf.path());
        }
        for (var choice : choices) {
            choice.branches.forEach(branch -> branch.addPaths(paths));
        }
    }

    Verdict matches(EventValues event, Steps steps) {
        boolean matched = switch (answer(event, steps)) {
            case YES -> true;
            case NO -> false;
            case DEPENDS -> Together.in(this, event, steps);
        };
        if (steps.areUsedUp()) {
            return Verdict.GIVEN_UP;
        }
        return matched ? Verdict.MATCHED : Verdict.NOT_MATCHED;
    }

    private Answer answer(EventValues event, Steps steps) {
        var answer = Answer.YES;
        for (var leaf : leaves) {
            switch (leaf.answer(event.at(leaf.path()), steps)) {
                case YES -> {}
                case NO -> {
                    return Answer.NO;
                }
                case DEPENDS -> answer = Answer.DEPENDS;
            }
        }
        for (var choice : choices) {
            switch (choice.answer(event, steps)) {
                case YES -> {}
                case NO -> {
                    return Answer.NO;
                }
                case DEPENDS -> answer = Answer.DEPENDS;
            }
        }
        return answer;
    }
}

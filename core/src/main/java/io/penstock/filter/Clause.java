package io.penstock.filter;

import io.penstock.filter.Condition.Verdict;
import java.util.List;
import java.util.Set;

/// A pattern as it is written: all of `leaves`, and of every choice one branch. It is evaluated as it is written, too:
/// the combinations of all branches may be a thousand times as long.
record Clause(List<Leaf> leaves, List<Choice> choices) {
    Clause {
        leaves = List.copyOf(leaves);
        choices = List.copyOf(choices);
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

    void addPaths(Set<String> paths) {
        leaves.forEach(leaf -> paths.add(leaf.path()));
        choices.forEach(choice -> choice.branches.forEach(branch -> branch.addPaths(paths)));
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

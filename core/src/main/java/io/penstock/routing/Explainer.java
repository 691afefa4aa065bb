package io.penstock.routing;

import java.util.ArrayList;
import java.util.List;

/// Finds out which members of a filter do not match, by asking each alone.
final class Explainer {
    private Explainer() {}

    /// What `filter` says to an event.
    ///
    /// @param json the event's JSON form
    static Explanation explain(Filter filter, byte[] json) {
        var clause = FilterReader.read(filter);
        var condition = Condition.of(clause.alternatives());
        var paths = new PathTree();
        condition.paths().forEach(paths::add);
        var fields = Fields.read(json, paths);
        return switch (condition.matches(fields)) {
            case MATCHED -> new Explanation.Matched();
            case GIVEN_UP -> new Explanation.FilterGivenUp();
            case NOT_MATCHED -> {
                var unmatched = unmatched(clause, fields);
                yield unmatched.isEmpty()
                        ? new Explanation.FilterNotMatchedTogether()
                        : new Explanation.FilterNotMatched(unmatched);
            }
        };
    }

    private static List<String> unmatched(Clause clause, Fields fields) {
        var unmatched = new ArrayList<String>();
        for (var leaf : clause.leaves()) {
            if (isUnmatched(List.of(List.of(leaf)), fields)) {
                unmatched.add(leaf.path());
            }
        }
        for (var choice : clause.choices()) {
            if (isUnmatched(choice.alternatives(), fields)) {
                unmatched.add(choice.path());
            }
        }
        return unmatched;
    }

    private static boolean isUnmatched(List<List<Leaf>> alternatives, Fields fields) {
        return Condition.of(alternatives).matches(fields) == Condition.Verdict.NOT_MATCHED;
    }
}

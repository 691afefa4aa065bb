package io.penstock.routing;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// A filter made ready to be asked about many events. Safe for use by many threads.
final class Condition {
    /// What became of the question.
    enum Verdict {
        MATCHED,
        NOT_MATCHED,
        /// Finding out takes too many steps: see [Together#MAX_STEPS].
        GIVEN_UP
    }

    private final Leaf[][] alternatives;

    private Condition(Leaf[][] alternatives) {
        this.alternatives = alternatives;
    }

    static Condition of(Filter filter) {
        return of(FilterReader.read(filter).alternatives());
    }

    /// One of these lists must match as a whole.
    static Condition of(List<List<Leaf>> alternatives) {
        return new Condition(
                alternatives.stream().map(leaves -> leaves.toArray(Leaf[]::new)).toArray(Leaf[][]::new));
    }

    /// Every path that is looked at, once.
    Set<String> paths() {
        var paths = new HashSet<String>();
        for (var leaves : alternatives) {
            for (var leaf : leaves) {
                paths.add(leaf.path());
            }
        }
        return paths;
    }

    /// The leaves of which each must have one of a few texts for the condition to hold: what it can be found by.
    List<Leaf> keys(int maxTexts) {
        var keys = new ArrayList<Leaf>();
        if (alternatives.length == 1) {
            for (var leaf : alternatives[0]) {
                if (leaf.texts().size() <= maxTexts && !leaf.texts().isEmpty()) {
                    keys.add(leaf);
                }
            }
        }
        return keys;
    }

    Verdict matches(Fields fields) {
        var verdict = Verdict.NOT_MATCHED;
        for (var leaves : alternatives) {
            switch (matches(leaves, fields)) {
                case MATCHED -> {
                    return Verdict.MATCHED;
                }
                case GIVEN_UP -> verdict = Verdict.GIVEN_UP;
                case NOT_MATCHED -> {}
            }
        }
        return verdict;
    }

    private static Verdict matches(Leaf[] leaves, Fields fields) {
        boolean independent = true;
        for (var leaf : leaves) {
            var values = fields.at(leaf.path());
            if (values.isEmpty()) {
                if (!leaf.absent()) {
                    return Verdict.NOT_MATCHED;
                }
                continue;
            }
            boolean matched = false;
            boolean free = false;
            for (int i = 0; i < values.size() && !free; i++) {
                var value = values.get(i);
                if (leaf.matches(value)) {
                    matched = true;
                    free = value.element() == null;
                }
            }
            if (!matched && !leaf.absent()) {
                return Verdict.NOT_MATCHED;
            }
            independent &= free;
        }
        // Leaves in elements of arrays must all be in the same ones.
        return independent ? Verdict.MATCHED : Together.in(leaves, fields);
    }
}

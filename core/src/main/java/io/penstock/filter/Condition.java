package io.penstock.filter;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// A filter made ready to be asked about many events. Safe for use by many threads.
public final class Condition {
    /// What became of the question.
    public enum Verdict {
        /// It matches.
        MATCHED,
        /// It does not.
        NOT_MATCHED,
        /// Finding out takes too many steps.
        GIVEN_UP
    }

    private final Leaf[][] alternatives;

    private Condition(Leaf[][] alternatives) {
        this.alternatives = alternatives;
    }

    /// What `filter` asks.
    public static Condition of(Filter filter) {
        return of(FilterReader.read(filter).alternatives());
    }

    /// One of these lists must match as a whole.
    static Condition of(List<List<Leaf>> alternatives) {
        return new Condition(
                alternatives.stream().map(leaves -> leaves.toArray(Leaf[]::new)).toArray(Leaf[][]::new));
    }

    /// Every path that is looked at, once.
    public Set<String> paths() {
        var paths = new HashSet<String>();
        for (var leaves : alternatives) {
            for (var leaf : leaves) {
                paths.add(leaf.path());
            }
        }
        return paths;
    }

    /// What it can be found by: at `path` there is one of `texts`, or it does not match.
    ///
    /// @param texts as in [Value#text]
    public record Key(String path, Set<String> texts) {
        public Key {
            texts = Set.copyOf(texts);
        }
    }

    /// All that it can be found by, of at most `maxTexts` texts each.
    public List<Key> keys(int maxTexts) {
        var keys = new ArrayList<Key>();
        if (alternatives.length == 1) {
            for (var leaf : alternatives[0]) {
                if (leaf.texts().size() <= maxTexts && !leaf.texts().isEmpty()) {
                    keys.add(new Key(leaf.path(), leaf.texts()));
                }
            }
        }
        return keys;
    }

    /// Whether it matches the event that has these values.
    ///
    /// @param event read with a tree that has all of [#paths]
    public Verdict matches(EventValues event) {
        var verdict = Verdict.NOT_MATCHED;
        for (var leaves : alternatives) {
            switch (matches(leaves, event)) {
                case MATCHED -> {
                    return Verdict.MATCHED;
                }
                case GIVEN_UP -> verdict = Verdict.GIVEN_UP;
                case NOT_MATCHED -> {}
            }
        }
        return verdict;
    }

    private static Verdict matches(Leaf[] leaves, EventValues event) {
        boolean independent = true;
        for (var leaf : leaves) {
            var values = event.at(leaf.path());
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
        return independent ? Verdict.MATCHED : Together.in(leaves, event);
    }
}

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
        /// Finding out takes more than [Steps#PER_FILTER].
        GIVEN_UP
    }

    private final Filter filter;
    private final Clause clause;

    private Condition(Filter filter, Clause clause) {
        this.filter = filter;
        this.clause = clause;
    }

    /// What `filter` asks.
    public static Condition of(Filter filter) {
        return new Condition(filter, FilterReader.read(filter.pattern()).inOrderOfPaths());
    }

    /// What it was made of.
    public Filter filter() {
        return filter;
    }

    /// Every path that is looked at, once.
    public Set<String> paths() {
        var paths = new HashSet<String>();
        clause.addPaths(paths);
        return paths;
    }

    /// What it can be found by: at `path` there is one of `texts`, or it does not match.
    ///
    /// @param texts as in [EventValues#texts]
    public record Key(String path, Set<String> texts) {
        public Key {
            texts = Set.copyOf(texts);
        }
    }

    /// All that it can be found by, of at most `maxTexts` texts each.
    public List<Key> keys(int maxTexts) {
        var keys = new ArrayList<Key>();
        for (var leaf : clause.leaves()) {
            if (leaf.texts().size() <= maxTexts && !leaf.texts().isEmpty()) {
                keys.add(new Key(leaf.path(), leaf.texts()));
            }
        }
        return keys;
    }

    /// Whether it matches the event that has these values.
    ///
    /// @param event read with a tree that has all of [#paths]
    /// @param steps of that event
    /// @throws io.penstock.input.InvalidInputException if the event has used up all its steps
    public Verdict matches(EventValues event, Steps steps) {
        steps.nextFilter();
        return clause.matches(event, steps);
    }
}

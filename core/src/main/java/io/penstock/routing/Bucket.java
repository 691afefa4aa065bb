package io.penstock.routing;

import io.penstock.filter.Condition;
import io.penstock.filter.EventValues;
import io.penstock.filter.Filter;
import io.penstock.filter.Steps;
import io.penstock.snapshot.SnapshotMap;
import io.penstock.subscription.SubscriptionUid;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// The subscriptions of one type pattern. Equal filters are asked once. A filter that asks for one of a few texts at a
/// path, a customer's id say, is found by the event's text there; the others are asked one after another.
///
/// It never changes.
final class Bucket {
    static final Bucket EMPTY =
            new Bucket(SnapshotMap.empty(), SnapshotMap.empty(), SnapshotMap.empty(), SnapshotMap.empty());

    /// Filters with more texts than this at a path are not found by them: each text is an entry.
    private static final int MAX_KEYS = 16;

    /// A filter and who has it.
    ///
    /// @param key what it is found by, if anything
    record Rule(
            Condition condition,
            Condition.@Nullable Key key,
            SnapshotMap<SubscriptionUid, SubscriptionUid> subscriptions) {
        String pattern() {
            return condition.filter().pattern();
        }

        private Rule of(SnapshotMap<SubscriptionUid, SubscriptionUid> subscriptions) {
            return new Rule(condition, key, subscriptions);
        }
    }

    private final SnapshotMap<SubscriptionUid, SubscriptionUid> unfiltered;
    /// Those that nothing finds, by their patterns.
    private final SnapshotMap<String, Rule> unkeyed;
    /// The others, by their patterns.
    private final SnapshotMap<String, Rule> keyed;
    /// The keyed ones once more: by path, text and pattern.
    private final SnapshotMap<String, SnapshotMap<String, SnapshotMap<String, Rule>>> index;
    /// The values of `unkeyed` side by side, once an event has asked for them. Whoever comes first makes it, or several
    /// do: it is the same.
    private @Nullable List<Rule> asked;

    private Bucket(
            SnapshotMap<SubscriptionUid, SubscriptionUid> unfiltered,
            SnapshotMap<String, Rule> unkeyed,
            SnapshotMap<String, Rule> keyed,
            SnapshotMap<String, SnapshotMap<String, SnapshotMap<String, Rule>>> index) {
        this.unfiltered = unfiltered;
        this.unkeyed = unkeyed;
        this.keyed = keyed;
        this.index = index;
    }

    /// The same with a subscription.
    ///
    /// @param condition its filter's, if it has one
    Bucket with(SubscriptionUid uid, @Nullable Condition condition) {
        if (condition == null) {
            return new Bucket(unfiltered.with(uid, uid), unkeyed, keyed, index);
        }
        var rule = rule(condition.filter());
        var present = rule == null ? new Rule(condition, key(condition), SnapshotMap.empty()) : rule;
        return with(present.of(present.subscriptions.with(uid, uid)));
    }

    /// The same without a subscription that it was made with.
    Bucket without(SubscriptionUid uid, @Nullable Condition condition) {
        if (condition == null) {
            return new Bucket(unfiltered.without(uid), unkeyed, keyed, index);
        }
        var rule = rule(condition.filter());
        if (rule == null) {
            throw new IllegalStateException("a filter was removed that was never added");
        }
        var others = rule.subscriptions.without(uid);
        return others.isEmpty() ? without(rule) : with(rule.of(others));
    }

    private Bucket with(Rule rule) {
        var pattern = rule.pattern();
        return rule.key == null
                ? new Bucket(unfiltered, unkeyed.with(pattern, rule), keyed, index)
                : new Bucket(
                        unfiltered,
                        unkeyed,
                        keyed.with(pattern, rule),
                        indexed(rule.key, rules -> rules.with(pattern, rule)));
    }

    private Bucket without(Rule rule) {
        var pattern = rule.pattern();
        return rule.key == null
                ? new Bucket(unfiltered, unkeyed.without(pattern), keyed, index)
                : new Bucket(
                        unfiltered,
                        unkeyed,
                        keyed.without(pattern),
                        indexed(rule.key, rules -> rules.without(pattern)));
    }

    /// The index with the rules of `key` changed.
    private SnapshotMap<String, SnapshotMap<String, SnapshotMap<String, Rule>>> indexed(
            Condition.Key key, UnaryOperator<SnapshotMap<String, Rule>> change) {
        var texts = index.getOrDefault(key.path(), SnapshotMap.empty());
        for (var text : key.texts()) {
            var rules = change.apply(texts.getOrDefault(text, SnapshotMap.empty()));
            texts = rules.isEmpty() ? texts.without(text) : texts.with(text, rules);
        }
        return texts.isEmpty() ? index.without(key.path()) : index.with(key.path(), texts);
    }

    private @Nullable Rule rule(Filter filter) {
        var rule = keyed.get(filter.pattern());
        return rule == null ? unkeyed.get(filter.pattern()) : rule;
    }

    /// The condition of those who have this filter; null if nobody has.
    @Nullable
    Condition condition(Filter filter) {
        var rule = rule(filter);
        return rule == null ? null : rule.condition;
    }

    /// The key by which the fewest others are found so far: a customer's id rather than a state.
    private Condition.@Nullable Key key(Condition condition) {
        Condition.Key best = null;
        int fewest = Integer.MAX_VALUE;
        for (var key : condition.keys(MAX_KEYS)) {
            var rules = index.getOrDefault(key.path(), SnapshotMap.empty());
            int others = key.texts().stream()
                    .mapToInt(text ->
                            rules.getOrDefault(text, SnapshotMap.empty()).size())
                    .sum();
            if (others < fewest) {
                best = key;
                fewest = others;
            }
        }
        return best;
    }

    boolean isEmpty() {
        return unfiltered.isEmpty() && !hasFilters();
    }

    /// Whether an event's values are needed to ask.
    boolean hasFilters() {
        return !unkeyed.isEmpty() || !keyed.isEmpty();
    }

    void collectUnfiltered(List<SubscriptionUid> found) {
        unfiltered.forEach((uid, _) -> found.add(uid));
    }

    /// Adds whose filter matches; some may be added several times.
    void collectFiltered(EventValues event, Steps steps, List<SubscriptionUid> found) {
        for (var rule : asked()) {
            collect(rule, event, steps, found);
        }
        index.forEach((path, rules) -> {
            var texts = event.texts(path);
            steps.take(1 + texts.size());
            for (var text : texts) {
                rules.getOrDefault(text, SnapshotMap.empty()).forEach((_, rule) -> collect(rule, event, steps, found));
            }
        });
    }

    private List<Rule> asked() {
        var known = asked;
        if (known == null) {
            var rules = new ArrayList<Rule>(unkeyed.size());
            unkeyed.forEach((_, rule) -> rules.add(rule));
            known = List.copyOf(rules);
            asked = known;
        }
        return known;
    }

    private static void collect(Rule rule, EventValues event, Steps steps, List<SubscriptionUid> found) {
        if (rule.condition.matches(event, steps) == Condition.Verdict.MATCHED) {
            rule.subscriptions.forEach((uid, _) -> found.add(uid));
        }
    }
}

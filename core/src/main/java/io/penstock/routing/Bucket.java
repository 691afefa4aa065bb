package io.penstock.routing;

import io.penstock.filter.Condition;
import io.penstock.filter.EventValues;
import io.penstock.filter.Filter;
import io.penstock.filter.Steps;
import io.penstock.subscription.SubscriptionUid;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The subscriptions of one type pattern. Equal filters are asked once. A filter that asks for one of a few texts at a
/// path, a customer's id say, is found by the event's text there; the others are asked one after another.
final class Bucket {
    /// Filters with more texts than this at a path are not found by them: each text is an entry.
    private static final int MAX_KEYS = 16;

    private final List<SubscriptionUid> unfiltered = new ArrayList<>(1);
    private final Map<String, Rule> rules = new HashMap<>();
    private final List<Rule> unkeyed = new ArrayList<>(0);
    private final Map<String, Map<String, List<Rule>>> keyed = new HashMap<>(2);

    /// A filter and who has it.
    ///
    /// @param key what it is found by, if anything
    private record Rule(Condition condition, Condition.@Nullable Key key, List<SubscriptionUid> subscriptions) {}

    /// @param filter with its condition, or null
    void add(SubscriptionUid uid, @Nullable Filter filter, @Nullable Condition condition) {
        if (filter == null || condition == null) {
            unfiltered.add(uid);
            return;
        }
        var rule = rules.get(filter.pattern());
        if (rule == null) {
            rule = new Rule(condition, key(condition), new ArrayList<>(1));
            rules.put(filter.pattern(), rule);
            if (rule.key == null) {
                unkeyed.add(rule);
            } else {
                var byText = keyed.computeIfAbsent(rule.key.path(), _ -> new HashMap<>());
                for (var text : rule.key.texts()) {
                    byText.computeIfAbsent(text, _ -> new ArrayList<>(1)).add(rule);
                }
            }
        }
        rule.subscriptions.add(uid);
    }

    void remove(SubscriptionUid uid, @Nullable Filter filter) {
        if (filter == null) {
            remove(unfiltered, uid);
            return;
        }
        var rule = rules.get(filter.pattern());
        if (rule == null) {
            throw new IllegalStateException("a filter was removed that was never added");
        }
        remove(rule.subscriptions, uid);
        if (rule.subscriptions.isEmpty()) {
            rules.remove(filter.pattern());
            removeRule(rule);
        }
    }

    private void removeRule(Rule rule) {
        if (rule.key == null) {
            remove(unkeyed, rule);
            return;
        }
        var path = rule.key.path();
        for (var text : rule.key.texts()) {
            keyed.computeIfPresent(path, (_, byText) -> {
                byText.computeIfPresent(text, (_, same) -> {
                    remove(same, rule);
                    return same.isEmpty() ? null : same;
                });
                return byText.isEmpty() ? null : byText;
            });
        }
    }

    /// Its order means nothing, so the last one takes the place.
    private static <T> void remove(List<T> list, T element) {
        int at = list.indexOf(element);
        var last = list.removeLast();
        if (at < list.size()) {
            list.set(at, last);
        }
    }

    /// The key by which the fewest others are found so far: a customer's id rather than a state.
    private Condition.@Nullable Key key(Condition condition) {
        Condition.Key best = null;
        int fewest = Integer.MAX_VALUE;
        for (var key : condition.keys(MAX_KEYS)) {
            var byText = keyed.getOrDefault(key.path(), Map.of());
            int others = key.texts().stream()
                    .mapToInt(text -> byText.getOrDefault(text, List.of()).size())
                    .sum();
            if (others < fewest) {
                best = key;
                fewest = others;
            }
        }
        return best;
    }

    boolean isEmpty() {
        return unfiltered.isEmpty() && rules.isEmpty();
    }

    /// Whether an event's values are needed to ask.
    boolean hasFilters() {
        return !rules.isEmpty();
    }

    void collectUnfiltered(List<SubscriptionUid> found) {
        found.addAll(unfiltered);
    }

    /// Adds whose filter matches; some may be added twice.
    void collectFiltered(EventValues event, Steps steps, List<SubscriptionUid> found) {
        for (var rule : unkeyed) {
            collect(rule, event, steps, found);
        }
        keyed.forEach((path, byText) -> {
            var texts = event.texts(path);
            steps.take(1 + texts.size());
            for (var text : texts) {
                for (var rule : byText.getOrDefault(text, List.of())) {
                    collect(rule, event, steps, found);
                }
            }
        });
    }

    private static void collect(Rule rule, EventValues event, Steps steps, List<SubscriptionUid> found) {
        if (rule.condition.matches(event, steps) == Condition.Verdict.MATCHED) {
            found.addAll(rule.subscriptions);
        }
    }
}

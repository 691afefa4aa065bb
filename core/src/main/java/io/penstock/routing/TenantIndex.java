package io.penstock.routing;

import io.penstock.event.Event;
import io.penstock.filter.Condition;
import io.penstock.filter.EventValues;
import io.penstock.filter.PathTree;
import io.penstock.filter.Steps;
import io.penstock.snapshot.SnapshotMap;
import io.penstock.subscription.Selection;
import io.penstock.subscription.SubscriptionUid;
import io.penstock.subscription.TypePattern;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The subscriptions of one tenant at one version of the registry. It never changes: a change makes another index, which
/// shares with this one all that stays. So an event that is matched sees all of a change or nothing, and no change waits
/// until it is.
///
/// @param buckets by the text of their type pattern
/// @param held what is needed to take a subscription out again
/// @param paths all that any filter looks at
/// @param ordered how many want events in order
record TenantIndex(
        long version,
        SnapshotMap<String, Bucket> buckets,
        SnapshotMap<SubscriptionUid, Held> held,
        PathTree paths,
        int ordered) {
    static final TenantIndex EMPTY = new TenantIndex(0, SnapshotMap.empty(), SnapshotMap.empty(), PathTree.EMPTY, 0);

    record Held(
            long version, List<TypePattern> types, @Nullable Condition condition, boolean ordered) {}

    /// The same with `selection` in the place of what has its uid, unless that is newer.
    ///
    /// @param version the registry version that made its subscription what it is
    TenantIndex with(Selection selection, long version) {
        var uid = selection.uid();
        var before = held.get(uid);
        var changed = at(version);
        if (before != null && before.version > version) {
            return changed;
        }
        var now = new Held(version, selection.types(), condition(selection), selection.ordered());
        return (before == null ? changed : changed.without(uid, before)).with(uid, now);
    }

    /// The same without a subscription.
    ///
    /// @param version the registry version without it
    TenantIndex without(SubscriptionUid uid, long version) {
        var before = held.get(uid);
        return before == null ? at(version) : at(version).without(uid, before);
    }

    private TenantIndex at(long version) {
        return new TenantIndex(Math.max(this.version, version), buckets, held, paths, ordered);
    }

    /// The condition of its filter; the one that others of its types have, if they have the same filter.
    private @Nullable Condition condition(Selection selection) {
        var filter = selection.filter();
        if (filter == null) {
            return null;
        }
        for (var type : selection.types()) {
            var known = buckets.getOrDefault(type.text(), Bucket.EMPTY).condition(filter);
            if (known != null) {
                return known;
            }
        }
        return Condition.of(filter);
    }

    private TenantIndex with(SubscriptionUid uid, Held now) {
        var more = buckets;
        for (var type : now.types) {
            var text = type.text();
            more = more.with(text, more.getOrDefault(text, Bucket.EMPTY).with(uid, now.condition));
        }
        return new TenantIndex(
                version,
                more,
                held.with(uid, now),
                now.condition == null ? paths : paths.with(now.condition.paths()),
                now.ordered ? ordered + 1 : ordered);
    }

    private TenantIndex without(SubscriptionUid uid, Held before) {
        var fewer = buckets;
        for (var type : before.types) {
            var text = type.text();
            var rest = fewer.getOrDefault(text, Bucket.EMPTY).without(uid, before.condition);
            fewer = rest.isEmpty() ? fewer.without(text) : fewer.with(text, rest);
        }
        return new TenantIndex(
                version,
                fewer,
                held.without(uid),
                before.condition == null ? paths : paths.without(before.condition.paths()),
                before.ordered ? ordered - 1 : ordered);
    }

    int size() {
        return held.size();
    }

    Plan route(Event event, Function<Event, byte[]> jsonForm) {
        var found = new ArrayList<SubscriptionUid>();
        var steps = new Steps();
        EventValues values = null;
        for (var bucket : bucketsOf(event.type())) {
            bucket.collectUnfiltered(found);
            if (bucket.hasFilters()) {
                values = values == null ? EventValues.read(jsonForm.apply(event), paths) : values;
                bucket.collectFiltered(values, steps, found);
            }
        }
        var matched = eachOnce(found);
        return new Plan(version, matched, ordered == 0 || event.partitionKey() == null ? Set.of() : ordered(matched));
    }

    private Set<SubscriptionUid> ordered(List<SubscriptionUid> matched) {
        return matched.stream().filter(this::isOrdered).collect(Collectors.toUnmodifiableSet());
    }

    private boolean isOrdered(SubscriptionUid uid) {
        var found = held.get(uid);
        return found != null && found.ordered;
    }

    /// The buckets of all patterns that want `type`.
    private List<Bucket> bucketsOf(String type) {
        var wanted = new ArrayList<Bucket>(2);
        if (type.indexOf('*') < 0) {
            addIfThere(wanted, type);
        }
        addIfThere(wanted, new TypePattern.All().text());
        int dot = type.indexOf('.');
        while (dot >= 0 && dot < type.length() - 1 && dot < TypePattern.MAX_LENGTH) {
            addIfThere(wanted, new TypePattern.Prefix(type.substring(0, dot + 1)).text());
            dot = type.indexOf('.', dot + 1);
        }
        return wanted;
    }

    private void addIfThere(List<Bucket> wanted, String pattern) {
        var bucket = buckets.get(pattern);
        if (bucket != null) {
            wanted.add(bucket);
        }
    }

    /// Sorted; a subscription of several types, or whose filter was found by several values, was found several times.
    private static List<SubscriptionUid> eachOnce(List<SubscriptionUid> found) {
        if (found.size() < 2) {
            return found;
        }
        found.sort(Comparator.naturalOrder());
        int kept = 1;
        for (int i = 1; i < found.size(); i++) {
            if (!found.get(i).equals(found.get(kept - 1))) {
                found.set(kept++, found.get(i));
            }
        }
        return found.subList(0, kept);
    }
}

package io.penstock.routing;

import io.penstock.event.Event;
import io.penstock.filter.Condition;
import io.penstock.filter.EventValues;
import io.penstock.filter.Filter;
import io.penstock.filter.PathTree;
import io.penstock.filter.Steps;
import io.penstock.subscription.Subscription;
import io.penstock.subscription.SubscriptionUid;
import io.penstock.subscription.TypePattern;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.StampedLock;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The subscriptions of one tenant. Many threads match at a time; a change waits for those under way and holds up the
/// next ones for microseconds, so that each sees all of it or nothing.
final class TenantIndex {
    private static final Comparator<SubscriptionUid> ORDER = Comparator.comparing(SubscriptionUid::value);

    private final StampedLock lock = new StampedLock();
    private final Map<TypePattern, Bucket> buckets = new HashMap<>();
    private final Map<SubscriptionUid, Held> held = new HashMap<>();
    private final PathTree paths = new PathTree();
    private long version;

    /// What is needed to take a subscription out again.
    private record Held(
            long version, List<TypePattern> types, @Nullable Filter filter) {}

    void put(Subscription subscription) {
        var filter = subscription.filter();
        var condition = filter == null ? null : Condition.of(filter);
        changing(() -> {
            version = Math.max(version, subscription.version());
            var before = held.get(subscription.uid());
            if (before == null || before.version <= subscription.version()) {
                take(subscription.uid());
                add(subscription, condition);
            }
            return true;
        });
    }

    /// Answers whether it was there.
    boolean remove(SubscriptionUid uid, long version) {
        return changing(() -> {
            this.version = Math.max(this.version, version);
            return take(uid);
        });
    }

    private <T> T changing(Supplier<T> change) {
        long stamp = lock.writeLock();
        try {
            return change.get();
        } finally {
            lock.unlockWrite(stamp);
        }
    }

    private void add(Subscription subscription, @Nullable Condition condition) {
        var filter = subscription.filter();
        held.put(subscription.uid(), new Held(subscription.version(), subscription.types(), filter));
        for (var type : subscription.types()) {
            buckets.computeIfAbsent(type, _ -> new Bucket()).add(subscription.uid(), filter, condition);
        }
        if (condition != null) {
            condition.paths().forEach(paths::add);
        }
    }

    private boolean take(SubscriptionUid uid) {
        var gone = held.remove(uid);
        if (gone == null) {
            return false;
        }
        for (var type : gone.types) {
            buckets.computeIfPresent(type, (_, bucket) -> {
                bucket.remove(uid, gone.filter);
                return bucket.isEmpty() ? null : bucket;
            });
        }
        if (gone.filter != null) {
            Condition.of(gone.filter).paths().forEach(paths::remove);
        }
        return true;
    }

    int size() {
        long stamp = lock.readLock();
        try {
            return held.size();
        } finally {
            lock.unlockRead(stamp);
        }
    }

    Plan route(Event event, Function<Event, byte[]> jsonForm) {
        long stamp = lock.readLock();
        try {
            return new Plan(version, find(event, jsonForm));
        } finally {
            lock.unlockRead(stamp);
        }
    }

    private List<SubscriptionUid> find(Event event, Function<Event, byte[]> jsonForm) {
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
        return eachOnce(found);
    }

    /// The buckets of all patterns that want `type`.
    private List<Bucket> bucketsOf(String type) {
        var wanted = new ArrayList<Bucket>(2);
        addIfThere(wanted, new TypePattern.Exact(type));
        addIfThere(wanted, new TypePattern.All());
        int dot = type.indexOf('.');
        while (dot >= 0 && dot < type.length() - 1 && dot < TypePattern.MAX_LENGTH) {
            addIfThere(wanted, new TypePattern.Prefix(type.substring(0, dot + 1)));
            dot = type.indexOf('.', dot + 1);
        }
        return wanted;
    }

    private void addIfThere(List<Bucket> wanted, TypePattern pattern) {
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
        found.sort(ORDER);
        int kept = 1;
        for (int i = 1; i < found.size(); i++) {
            if (!found.get(i).equals(found.get(kept - 1))) {
                found.set(kept++, found.get(i));
            }
        }
        return found.subList(0, kept);
    }
}

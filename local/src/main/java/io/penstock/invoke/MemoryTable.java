package io.penstock.invoke;

import io.penstock.distributed.Item;
import io.penstock.distributed.Key;
import io.penstock.distributed.Table;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A table that lasts as long as its process. Safe for use by many threads.
final class MemoryTable implements Table {
    private static final Comparator<Key> ORDER =
            Comparator.comparing(Key::partition).thenComparing(Key::sort, Key.SORT_ORDER);

    private final NavigableMap<Key, Item> items = new TreeMap<>(ORDER);

    @Override
    public synchronized Optional<Item> get(Key key) {
        return Optional.ofNullable(items.get(key));
    }

    @Override
    public synchronized Map<Key, Item> get(Collection<Key> keys) {
        var found = new HashMap<Key, Item>();
        keys.forEach(key -> get(key).ifPresent(item -> found.put(key, item)));
        return found;
    }

    @Override
    public synchronized Put put(Item item, Condition condition) {
        if (item.size() > Item.MAX_BYTES) {
            throw new IllegalArgumentException("an item has %,d bytes at most".formatted(Item.MAX_BYTES));
        }
        var present = items.get(item.key());
        if (!holds(condition, present)) {
            return new Put.Refused(present);
        }
        items.put(item.key(), item);
        return new Put.Written();
    }

    private static boolean holds(Condition condition, @Nullable Item present) {
        return switch (condition) {
            case Condition.Any() -> true;
            case Condition.Absent() -> present == null;
            case Condition.Unchanged(var revision) ->
                present != null && present.has(Item.REVISION) && present.number(Item.REVISION) == revision;
        };
    }

    @Override
    public synchronized void putAll(List<Item> all) {
        all.forEach(item -> put(item, new Condition.Any()));
    }

    @Override
    public synchronized boolean delete(Key key, Condition condition) {
        var present = items.get(key);
        if (present != null && !holds(condition, present)) {
            return false;
        }
        items.remove(key);
        return true;
    }

    @Override
    public synchronized void deleteAll(List<Key> keys) {
        keys.forEach(items::remove);
    }

    @Override
    public synchronized List<Item> query(Range range, int limit) {
        var all = items.values().stream()
                .filter(item -> item.key().partition().equals(range.partition()))
                .filter(item -> item.key().sort().startsWith(range.prefix()))
                .toList();
        var ordered = range.newestFirst() ? all.reversed() : all;
        return ordered.stream()
                .filter(item -> isBehind(item.key().sort(), range))
                .limit(limit)
                .toList();
    }

    private static boolean isBehind(String sort, Range range) {
        if (range.after() == null) {
            return true;
        }
        int order = Key.SORT_ORDER.compare(sort, range.after());
        return range.newestFirst() ? order < 0 : order > 0;
    }
}

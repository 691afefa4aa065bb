package io.penstock.distributed.memory;

import io.penstock.distributed.Item;
import io.penstock.distributed.Key;
import io.penstock.distributed.Table;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A table that lasts as long as its process. Safe for use by many threads.
public final class InMemoryTable implements Table {
    private final Map<String, NavigableMap<String, Item>> partitions = new HashMap<>();

    /// Everything that it holds.
    public synchronized List<Item> items() {
        return partitions.values().stream()
                .flatMap(partition -> partition.values().stream())
                .toList();
    }

    @Override
    public synchronized Optional<Item> get(Key key) {
        return Optional.ofNullable(find(key));
    }

    private @Nullable Item find(Key key) {
        return present(key.partition()).get(key.sort());
    }

    private NavigableMap<String, Item> present(String name) {
        return partitions.getOrDefault(name, Collections.emptyNavigableMap());
    }

    private NavigableMap<String, Item> partition(String name) {
        return partitions.computeIfAbsent(name, _ -> new TreeMap<>(Key.SORT_ORDER));
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
            throw new IllegalArgumentException(
                    "an item has %,d bytes at most: %,d".formatted(Item.MAX_BYTES, item.size()));
        }
        var present = find(item.key());
        if (!holds(condition, present)) {
            return new Put.Refused(present);
        }
        partition(item.key().partition()).put(item.key().sort(), item);
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
    public synchronized void putAll(List<Item> items) {
        items.forEach(item -> put(item, new Condition.Any()));
    }

    @Override
    public synchronized boolean delete(Key key, Condition condition) {
        var present = find(key);
        if (present == null) {
            return true;
        }
        boolean holds = holds(condition, present);
        if (holds) {
            partition(key.partition()).remove(key.sort());
        }
        return holds;
    }

    @Override
    public synchronized void deleteAll(List<Key> keys) {
        keys.forEach(key -> delete(key, new Condition.Any()));
    }

    @Override
    public synchronized List<Item> query(Range range, int limit) {
        var items = present(range.partition());
        if (range.newestFirst()) {
            items = items.descendingMap();
        }
        if (range.after() != null) {
            items = items.tailMap(range.after(), false);
        }
        return items.values().stream()
                .filter(item -> item.key().sort().startsWith(range.prefix()))
                .limit(limit)
                .toList();
    }
}

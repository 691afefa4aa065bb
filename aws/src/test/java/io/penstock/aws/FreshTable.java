package io.penstock.aws;

import io.penstock.distributed.Item;
import io.penstock.distributed.Key;
import io.penstock.distributed.Table;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A table that was empty and is written by nobody else: partitions that nothing was put into are known to be empty.
final class FreshTable implements Table {
    private final Table table;
    private final Set<String> written = new HashSet<>();

    FreshTable(Table table) {
        this.table = table;
    }

    @Override
    public Optional<Item> get(Key key) {
        return table.get(key);
    }

    @Override
    public Map<Key, Item> get(Collection<Key> keys) {
        return table.get(keys);
    }

    @Override
    public Put put(Item item, Condition condition) {
        written.add(item.key().partition());
        return table.put(item, condition);
    }

    @Override
    public void putAll(List<Item> items) {
        items.forEach(item -> written.add(item.key().partition()));
        table.putAll(items);
    }

    @Override
    public boolean delete(Key key, Condition condition) {
        return table.delete(key, condition);
    }

    @Override
    public void deleteAll(List<Key> keys) {
        table.deleteAll(keys);
    }

    @Override
    public List<Item> query(Range range, int limit) {
        return written.contains(range.partition()) ? table.query(range, limit) : List.of();
    }
}

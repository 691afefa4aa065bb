package io.penstock.distributed;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A table that does all as another one does, but for what a mutant does differently.
public class ChangedTable implements Table {
    private final Table table;

    /// Does as `table` does.
    public ChangedTable(Table table) {
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
        return table.put(item, condition);
    }

    @Override
    public void putAll(List<Item> items) {
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
        return table.query(range, limit);
    }
}

package io.penstock.distributed.registry;

import io.penstock.distributed.ChangedTable;
import io.penstock.distributed.Item;
import io.penstock.distributed.Key;
import io.penstock.distributed.Table;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A table with a stream: what became of its items, in order, and only what was changed.
final class StreamedTable extends ChangedTable {
    private final List<Change> changes = new ArrayList<>();

    /// A change of the item at `key`.
    record Change(Key key, @Nullable Item before, @Nullable Item after) {}

    StreamedTable(Table table) {
        super(table);
    }

    /// The changes since the last call.
    synchronized List<Change> changed() {
        var since = List.copyOf(changes);
        changes.clear();
        return since;
    }

    @Override
    public synchronized Put put(Item item, Condition condition) {
        var before = get(item.key()).orElse(null);
        var put = super.put(item, condition);
        if (put instanceof Put.Written && !item.equals(before)) {
            changes.add(new Change(item.key(), before, item));
        }
        return put;
    }

    @Override
    public synchronized void putAll(List<Item> items) {
        items.forEach(item -> put(item, new Condition.Any()));
    }

    @Override
    public synchronized boolean delete(Key key, Condition condition) {
        var before = get(key).orElse(null);
        boolean deleted = super.delete(key, condition);
        if (deleted && before != null) {
            changes.add(new Change(key, before, null));
        }
        return deleted;
    }

    @Override
    public synchronized void deleteAll(List<Key> keys) {
        keys.forEach(key -> delete(key, new Condition.Any()));
    }
}

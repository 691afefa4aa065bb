package io.penstock.distributed;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A table at whose every effect something can happen, in the middle of several written together too, which it does in any
/// order. A write whose answer is lost is done again by whoever talks to it, and meets itself.
record FaultyTable(Table table, Faults faults) implements Table {
    @Override
    public Optional<Item> get(Key key) {
        faults.othersGoOn(0.03);
        faults.mayFail("get " + key);
        return table.get(key);
    }

    @Override
    public Map<Key, Item> get(Collection<Key> keys) {
        faults.othersGoOn(0.03);
        faults.mayFail("get " + keys);
        return table.get(keys);
    }

    @Override
    public Put put(Item item, Condition condition) {
        return faults.at("put " + item.key() + " if " + condition, () -> {
            var put = table.put(item, condition);
            return faults.isDoneTwice() ? table.put(item, condition) : put;
        });
    }

    @Override
    public void putAll(List<Item> items) {
        faults.shuffled(items).forEach(item -> put(item, new Condition.Any()));
    }

    @Override
    public boolean delete(Key key, Condition condition) {
        return faults.at("delete " + key + " if " + condition, () -> table.delete(key, condition));
    }

    @Override
    public void deleteAll(List<Key> keys) {
        faults.shuffled(keys).forEach(key -> delete(key, new Condition.Any()));
    }

    @Override
    public List<Item> query(Range range, int limit) {
        var found = table.query(range, limit);
        // A sweep asks for a thousand minutes in which there is nothing, and would never come to its end.
        if (!found.isEmpty()) {
            faults.othersGoOn(0.03);
            faults.mayFail("query " + range);
        }
        return found;
    }
}

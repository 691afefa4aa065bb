package io.penstock.distributed;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Counts what another table is asked for as DynamoDB bills it (docs.aws.amazon.com/amazondynamodb, "DynamoDB read and
/// write operations"): a unit for each KiB that is written, item by item, and one for each 4 KiB that is read
/// consistently, at least one for each item that is asked for, whether or not it is there; of a query for all that it
/// reads together.
public final class MeteredTable extends ChangedTable {
    private static final int WRITE_BYTES = 1_024;
    private static final int READ_BYTES = 4_096;

    private final Table table;
    private int writes;
    private int reads;
    private int requests;

    /// @param table which does what this one is asked for
    public MeteredTable(Table table) {
        super(table);
        this.table = table;
    }

    /// Units written.
    public int writeUnits() {
        return writes;
    }

    /// Units read.
    public int readUnits() {
        return reads;
    }

    /// Calls.
    public int requests() {
        return requests;
    }

    /// Counts from zero again.
    public void reset() {
        writes = 0;
        reads = 0;
        requests = 0;
    }

    private static int units(int bytes, int each) {
        return Math.max(1, Math.ceilDiv(bytes, each));
    }

    private void written(int bytes) {
        writes += units(bytes, WRITE_BYTES);
    }

    private void read(int bytes) {
        reads += units(bytes, READ_BYTES);
    }

    /// What is there is paid for, too, if that is more.
    private int size(Item item) {
        return Math.max(item.size(), size(item.key()));
    }

    private int size(Key key) {
        return table.get(key).map(Item::size).orElse(0);
    }

    @Override
    public Optional<Item> get(Key key) {
        requests++;
        read(size(key));
        return table.get(key);
    }

    @Override
    public Map<Key, Item> get(Collection<Key> keys) {
        requests++;
        keys.forEach(key -> read(size(key)));
        return table.get(keys);
    }

    @Override
    public Put put(Item item, Condition condition) {
        requests++;
        written(size(item));
        return table.put(item, condition);
    }

    @Override
    public void putAll(List<Item> items) {
        if (!items.isEmpty()) {
            requests++;
        }
        items.forEach(item -> written(size(item)));
        table.putAll(items);
    }

    @Override
    public boolean delete(Key key, Condition condition) {
        requests++;
        written(size(key));
        return table.delete(key, condition);
    }

    @Override
    public void deleteAll(List<Key> keys) {
        requests++;
        keys.forEach(key -> written(size(key)));
        table.deleteAll(keys);
    }

    @Override
    public List<Item> query(Range range, int limit) {
        requests++;
        var found = table.query(range, limit);
        read(found.stream().mapToInt(Item::size).sum());
        return found;
    }
}

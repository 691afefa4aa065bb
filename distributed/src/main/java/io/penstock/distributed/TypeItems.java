package io.penstock.distributed;

import io.penstock.ledger.EventTypes;
import io.penstock.tenant.TenantUid;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The types of the tenants' events, each an item of its own, and how many they are. A type that is too long for a key
/// is
/// not remembered.
final class TypeItems implements EventTypes {
    private static final int FORM = 1;
    private static final int TRIES = 10;
    private static final String COUNT = "count";

    private final Table table;

    TypeItems(Table table) {
        this.table = table;
    }

    /// Remembers the type of `kept`, unless the tenant has too many. A place for it is taken first: a crash in between
    /// wastes one.
    void put(KeptEvent kept) {
        var type = kept.event().withoutData().type();
        if (type.getBytes(StandardCharsets.UTF_8).length > Key.MAX_SORT_BYTES - Places.TYPES.length()) {
            return;
        }
        var partition = Places.types(kept.tenant());
        var key = new Key(partition, Places.TYPES + type);
        if (table.get(key).isEmpty() && takePlace(new Key(partition, COUNT))) {
            table.put(Item.at(key, FORM).with("firstSeen", kept.acceptedAt()), new Table.Condition.Absent());
        }
    }

    private boolean takePlace(Key key) {
        @Nullable Item present = table.get(key).orElse(null);
        for (int i = 0; i < TRIES; i++) {
            long taken = present == null ? 0 : present.number(Item.REVISION);
            if (taken >= MAX_PER_TENANT) {
                return false;
            }
            var condition = present == null ? new Table.Condition.Absent() : new Table.Condition.Unchanged(taken);
            switch (table.put(Item.at(key, FORM).with(Item.REVISION, taken + 1), condition)) {
                case Table.Put.Written() -> {
                    return true;
                }
                case Table.Put.Refused(var other) -> present = other;
            }
        }
        return false;
    }

    @Override
    public List<Seen> list(TenantUid tenant, String after, int limit) {
        var range = Table.Range.of(Places.types(tenant), Places.TYPES);
        return table.query(range.after(Places.TYPES + after), limit).stream()
                .map(item ->
                        new Seen(item.in(FORM).key().sort().substring(Places.TYPES.length()), item.time("firstSeen")))
                .toList();
    }
}

package io.penstock.distributed.registry;

import static java.util.Objects.requireNonNull;

import io.penstock.access.ApiKey;
import io.penstock.access.Keys;
import io.penstock.distributed.Item;
import io.penstock.distributed.Table;
import io.penstock.identity.Id128;
import io.penstock.tenant.TenantEndedException;
import io.penstock.tenant.TenantUid;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// Keys in the table: the keys of a tenant in its [KeyList], and for each an entry that says whose it is. A key is in
/// force as long as it is in the list, and its tenant is in force: an entry alone is worth nothing.
final class OrderedKeys implements Keys {
    private static final int FORM = 1;

    private final Table table;
    private final Heads heads;
    private final RandomGenerator random;

    OrderedKeys(Table table, Heads heads, RandomGenerator random) {
        this.table = requireNonNull(table, "table is null");
        this.heads = requireNonNull(heads, "heads is null");
        this.random = requireNonNull(random, "random is null");
    }

    @Override
    public Optional<ApiKey> find(String id) {
        return table.get(RegistryPlaces.key(id))
                .map(OrderedKeys::tenant)
                .flatMap(tenant -> inForce(tenant).find(id));
    }

    private static TenantUid tenant(Item entry) {
        return new TenantUid(Id128.parse(entry.in(FORM).text("tenant")));
    }

    /// None, if the tenant is not in force.
    private KeyList inForce(TenantUid tenant) {
        var head = RegistryPlaces.head(tenant);
        var keys = RegistryPlaces.keys(tenant);
        var found = table.get(List.of(head, keys));
        var present = found.get(head);
        return present == null || !Head.read(tenant, present).isInForce()
                ? KeyList.NONE
                : KeyList.read(tenant, found.get(keys));
    }

    @Override
    public List<ApiKey> list(TenantUid tenant) {
        return inForce(tenant).keys();
    }

    /// Its entry comes first: whoever finds it in the list finds it by its id.
    @Override
    public void add(ApiKey key) {
        var tenant = key.tenant();
        for (int i = 0; i < Heads.TRIES; i++) {
            if (!heads.isInForce(tenant)) {
                throw new TenantEndedException(tenant);
            }
            var present = read(tenant);
            ApiKey.checkRoom(present.keys().size());
            putEntry(key, present);
            if (put(tenant, present.with(key))) {
                return;
            }
        }
        throw new IllegalStateException("the keys of %s are changed by too many".formatted(tenant));
    }

    private void putEntry(ApiKey key, KeyList present) {
        var entry = Item.at(RegistryPlaces.key(key.id()), FORM)
                .with("tenant", key.tenant().value().text());
        boolean isNew = switch (table.put(entry, new Table.Condition.Absent())) {
            case Table.Put.Written() -> true;
            // One that someone left who died before the list was written.
            case Table.Put.Refused(var other) ->
                other != null
                        && tenant(other).equals(key.tenant())
                        && present.find(key.id()).isEmpty();
        };
        if (!isNew) {
            throw new IllegalStateException("there is a key of this id already: " + key.id());
        }
    }

    private KeyList read(TenantUid tenant) {
        return KeyList.read(tenant, table.get(RegistryPlaces.keys(tenant)).orElse(null));
    }

    private boolean put(TenantUid tenant, KeyList changed) {
        var condition = changed.revision() == 0
                ? new Table.Condition.Absent()
                : new Table.Condition.Unchanged(changed.revision());
        long revision = 1 + random.nextLong(Long.MAX_VALUE);
        return switch (table.put(changed.write(tenant, revision), condition)) {
            case Table.Put.Written() -> true;
            // It may be this very one: an adapter whose request was not answered has sent it again.
            case Table.Put.Refused(var other) -> other != null && other.number(Item.REVISION) == revision;
        };
    }

    @Override
    public boolean revoke(TenantUid tenant, String id) {
        for (int i = 0; i < Heads.TRIES; i++) {
            var present = read(tenant);
            if (present.find(id).isEmpty()) {
                return false;
            }
            if (put(tenant, present.without(id))) {
                table.delete(RegistryPlaces.key(id), new Table.Condition.Any());
                return true;
            }
        }
        throw new IllegalStateException("the keys of %s are changed by too many".formatted(tenant));
    }
}

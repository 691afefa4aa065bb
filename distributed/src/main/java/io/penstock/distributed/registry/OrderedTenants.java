package io.penstock.distributed.registry;

import static java.util.Objects.requireNonNull;

import io.penstock.distributed.Item;
import io.penstock.distributed.Table;
import io.penstock.identity.Id128;
import io.penstock.tenant.Tenant;
import io.penstock.tenant.TenantUid;
import io.penstock.tenant.Tenants;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// Tenants in the table: each has a head, and an entry that says whose its id is. A tenant is in force from its entry on,
/// until its head says that it has ended; what it leaves then, [EndedTenants] removes.
final class OrderedTenants implements Tenants {
    private static final int FORM = 1;
    private static final int PAGE = 100;

    private final Table table;
    private final Heads heads;
    private final InstantSource clock;
    private final RandomGenerator random;

    OrderedTenants(Table table, Heads heads, InstantSource clock, RandomGenerator random) {
        this.table = requireNonNull(table, "table is null");
        this.heads = requireNonNull(heads, "heads is null");
        this.clock = requireNonNull(clock, "clock is null");
        this.random = requireNonNull(random, "random is null");
    }

    /// Whose id an entry of [RegistryPlaces#TENANTS] is.
    static TenantUid uid(Item entry) {
        return new TenantUid(Id128.parse(entry.in(FORM).text("uid")));
    }

    @Override
    public Optional<Tenant> find(String id) {
        return table.get(RegistryPlaces.tenant(id))
                .flatMap(entry -> heads.find(uid(entry)))
                .filter(Head::isInForce)
                .map(Head::tenant);
    }

    @Override
    public Optional<Tenant> find(TenantUid uid) {
        return heads.find(uid).filter(Head::isInForce).map(Head::tenant);
    }

    @Override
    public List<Tenant> list(String after, int limit) {
        var listed = new ArrayList<Tenant>();
        var range = Table.Range.of(RegistryPlaces.TENANTS, "");
        var page = table.query(after.isEmpty() ? range : range.after(after), PAGE);
        while (!page.isEmpty()) {
            var uids = page.stream().map(OrderedTenants::uid).toList();
            var found = heads.find(uids);
            for (var uid : uids) {
                var head = found.get(uid);
                if (head != null && head.isInForce()) {
                    listed.add(head.tenant());
                    if (listed.size() == limit) {
                        return listed;
                    }
                }
            }
            page = table.query(range.after(page.getLast().key().sort()), PAGE);
        }
        return listed;
    }

    @Override
    public boolean put(Tenant tenant) {
        for (int i = 0; i < Heads.TRIES; i++) {
            var present = heads.find(tenant.uid()).orElse(null);
            if (present != null && !present.isInForce()) {
                return false;
            }
            if (present != null && !present.tenant().id().equals(tenant.id())) {
                throw new IllegalArgumentException(
                        "a tenant's id stays: " + present.tenant().id());
            }
            var put = heads.put(present == null ? Head.of(tenant) : present.with(tenant));
            if (put instanceof Heads.Written(var written)) {
                boolean claimed = claim(tenant);
                if (!claimed) {
                    table.delete(RegistryPlaces.head(tenant.uid()), new Table.Condition.Unchanged(written.revision()));
                }
                return claimed;
            }
        }
        throw new IllegalStateException("the tenant %s is changed by too many".formatted(tenant.uid()));
    }

    /// Takes the id of `tenant` for it, unless another one in force has it.
    private boolean claim(Tenant tenant) {
        var entry = Item.at(RegistryPlaces.tenant(tenant.id()), FORM)
                .with(Item.REVISION, random.nextLong())
                .with("uid", tenant.uid().value().text());
        Table.Condition condition = new Table.Condition.Absent();
        for (int i = 0; i < Heads.TRIES; i++) {
            switch (table.put(entry, condition)) {
                case Table.Put.Written() -> {
                    return true;
                }
                case Table.Put.Refused(var other) -> {
                    if (other == null) {
                        condition = new Table.Condition.Absent();
                    } else if (uid(other).equals(tenant.uid())) {
                        return true;
                    } else if (heads.isInForce(uid(other))) {
                        return false;
                    } else {
                        condition = new Table.Condition.Unchanged(other.number(Item.REVISION));
                    }
                }
            }
        }
        throw new IllegalStateException("the id %s is taken by too many".formatted(tenant.id()));
    }

    /// What it leaves is marked first, so that it is found whatever comes afterwards.
    @Override
    public boolean delete(TenantUid uid) {
        for (int i = 0; i < Heads.TRIES; i++) {
            var present = heads.find(uid).orElse(null);
            if (present == null || !present.isInForce()) {
                return false;
            }
            var now = clock.instant();
            table.put(mark(uid, now), new Table.Condition.Any());
            if (heads.put(present.ended(now)) instanceof Heads.Written) {
                release(present.tenant());
                return true;
            }
        }
        throw new IllegalStateException("the tenant %s is changed by too many".formatted(uid));
    }

    private Item mark(TenantUid uid, Instant now) {
        return Item.at(RegistryPlaces.ended(uid), FORM)
                .with(Item.REVISION, random.nextLong())
                .with("uid", uid.value().text())
                .with("at", now);
    }

    /// Gives back the id of `ended`.
    void release(Tenant ended) {
        var key = RegistryPlaces.tenant(ended.id());
        table.get(key)
                .filter(entry -> uid(entry).equals(ended.uid()))
                .ifPresent(entry -> table.delete(key, new Table.Condition.Unchanged(entry.number(Item.REVISION))));
    }
}

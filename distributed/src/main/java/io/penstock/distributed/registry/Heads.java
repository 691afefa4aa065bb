package io.penstock.distributed.registry;

import io.penstock.distributed.Item;
import io.penstock.distributed.Key;
import io.penstock.distributed.Table;
import io.penstock.tenant.TenantUid;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// The heads of tenants.
///
/// A change of a subscription is in force once it stands in the head. Its effects follow; until all of them are there, the
/// change stays in the head, and whoever reads that does them first: so nobody who has seen the new version finds
/// anything as it was before, and nobody makes the next version before.
final class Heads {
    /// How often something is tried again that others came before: one of them has succeeded each time.
    static final int TRIES = 100;

    private static final int PAGE = 100;

    private final Table table;
    private final Effects effects;
    private final RandomGenerator random;

    Heads(Table table, Effects effects, RandomGenerator random) {
        this.table = table;
        this.effects = effects;
        this.random = random;
    }

    /// As it stands, whatever there is to be done; of one that has ended, too.
    Optional<Head> find(TenantUid tenant) {
        return table.get(RegistryPlaces.head(tenant)).map(item -> Head.read(tenant, item));
    }

    /// Those of them that are there, as they stand.
    Map<TenantUid, Head> find(List<TenantUid> tenants) {
        var keys = new HashMap<Key, TenantUid>();
        tenants.forEach(tenant -> keys.put(RegistryPlaces.head(tenant), tenant));
        var found = new HashMap<TenantUid, Head>();
        if (!keys.isEmpty()) {
            table.get(keys.keySet()).forEach((key, item) -> {
                var tenant = keys.get(key);
                if (tenant != null) {
                    found.put(tenant, Head.read(tenant, item));
                }
            });
        }
        return found;
    }

    /// Whether `tenant` is in force.
    boolean isInForce(TenantUid tenant) {
        return find(tenant).filter(Head::isInForce).isPresent();
    }

    /// With all its changes done; of one that has ended, too.
    Optional<Head> settled(TenantUid tenant) {
        @Nullable Head head = find(tenant).orElse(null);
        for (int i = 0; i < TRIES; i++) {
            if (head == null || head.change() == null) {
                return Optional.ofNullable(head);
            }
            head = switch (finish(head, head.change())) {
                case Written(var written) -> written;
                case Refused(var present) -> present;
            };
        }
        throw new IllegalStateException("the tenant %s is changed by too many".formatted(tenant));
    }

    /// Does what follows from `change`, which stands in `head`, and takes it out of there.
    Result finish(Head head, Change change) {
        effects.of(head.tenant().uid(), change);
        return put(head.done());
    }

    /// What became of a head that was to be put.
    sealed interface Result {}

    /// It is there.
    record Written(Head head) implements Result {}

    /// It is not: it was changed since it was read.
    ///
    /// @param present how it is; null if it is gone
    record Refused(@Nullable Head present) implements Result {}

    /// Puts `head` in the place of what it was read as, if that is still there.
    Result put(Head head) {
        var condition =
                head.revision() == 0 ? new Table.Condition.Absent() : new Table.Condition.Unchanged(head.revision());
        var written = head.at(1 + random.nextLong(Long.MAX_VALUE));
        return switch (table.put(written.write(), condition)) {
            case Table.Put.Written() -> new Written(written);
            case Table.Put.Refused(var present) -> refused(written, present);
        };
    }

    /// What is there may be what was to be: an adapter whose request was not answered has sent it again.
    private static Result refused(Head written, @Nullable Item present) {
        if (present == null) {
            return new Refused(null);
        }
        var head = Head.read(written.tenant().uid(), present);
        return head.revision() == written.revision() ? new Written(written) : new Refused(head);
    }

    /// What the subscriptions of all tenants take, nearly: of what is changed meanwhile some is counted.
    long bytesOfAll() {
        long bytes = 0;
        var range = Table.Range.of(RegistryPlaces.TENANTS, "");
        for (var page = table.query(range, PAGE);
                !page.isEmpty();
                page = table.query(range.after(page.getLast().key().sort()), PAGE)) {
            var tenants = new ArrayList<TenantUid>();
            page.forEach(entry -> tenants.add(OrderedTenants.uid(entry)));
            for (var head : find(tenants).values()) {
                bytes += head.isInForce() ? head.bytes() : 0;
            }
        }
        return bytes;
    }
}

package io.penstock.distributed.registry;

import static java.util.Objects.requireNonNull;

import io.penstock.access.ApiKey;
import io.penstock.distributed.Item;
import io.penstock.distributed.Table;
import io.penstock.identity.Id128;
import io.penstock.subscription.SubscriptionUid;
import io.penstock.tenant.TenantUid;
import java.time.Duration;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Removes what tenants leave in the table and among the blobs that have ended. Nothing of it is in force, so there is no
/// hurry: it goes in steps, of which any may be the last one of a process.
public final class EndedTenants {
    /// How long it is waited for a tenant that is about to end: whoever was about to end it died.
    private static final Duration PATIENCE = Duration.ofHours(1);

    private static final Logger LOG = LoggerFactory.getLogger(EndedTenants.class);
    private static final int FORM = 1;
    private static final int PAGE = 100;

    private final Table table;
    private final Heads heads;
    private final OrderedTenants tenants;
    private final Snapshots snapshots;
    private final InstantSource clock;

    EndedTenants(Table table, Heads heads, OrderedTenants tenants, Snapshots snapshots, InstantSource clock) {
        this.table = requireNonNull(table, "table is null");
        this.heads = requireNonNull(heads, "heads is null");
        this.tenants = requireNonNull(tenants, "tenants is null");
        this.snapshots = requireNonNull(snapshots, "snapshots is null");
        this.clock = requireNonNull(clock, "clock is null");
    }

    /// Removes some of what is there to be removed: of each of up to a hundred tenants a hundred subscriptions. One of them
    /// that it fails with keeps none of the others, and makes it fail in the end.
    ///
    /// @return whether there is more
    public boolean removeSome() {
        var marks = table.query(Table.Range.of(RegistryPlaces.ENDED, ""), PAGE);
        boolean more = marks.size() == PAGE;
        RuntimeException failure = null;
        for (var mark : marks) {
            try {
                more |= removeSome(mark);
            } catch (RuntimeException e) {
                LOG.error("What is left at {} cannot be removed", mark.key(), e);
                failure = e;
            }
        }
        if (failure != null) {
            throw failure;
        }
        return more;
    }

    private boolean removeSome(Item mark) {
        var tenant = new TenantUid(Id128.parse(mark.in(FORM).text("uid")));
        var head = heads.settled(tenant);
        if (head.filter(Head::isInForce).isPresent()) {
            if (!clock.instant().isBefore(mark.time("at").plus(PATIENCE))) {
                remove(mark);
            }
            return false;
        }
        boolean more = removeSubscriptions(tenant);
        more |= snapshots.removeSome(tenant);
        if (more) {
            return true;
        }
        removeKeys(tenant);
        head.ifPresent(ended -> tenants.release(ended.tenant()));
        remove(mark);
        return false;
    }

    /// If it is the one that was read: someone may be about to end the tenant again.
    private void remove(Item mark) {
        table.delete(mark.key(), new Table.Condition.Unchanged(mark.number(Item.REVISION)));
    }

    /// Those that are called by these ids go before the ids.
    private boolean removeSubscriptions(TenantUid tenant) {
        var called = table.query(Table.Range.of(RegistryPlaces.subscriptions(tenant), ""), PAGE);
        if (!called.isEmpty()) {
            table.deleteAll(called.stream()
                    .map(entry -> RegistryPlaces.subscription(
                            new SubscriptionUid(Id128.parse(entry.in(FORM).text("uid")))))
                    .toList());
            table.deleteAll(called.stream().map(Item::key).toList());
        }
        return called.size() == PAGE;
    }

    private void removeKeys(TenantUid tenant) {
        var place = RegistryPlaces.keys(tenant);
        var keys = KeyList.read(tenant, table.get(place).orElse(null)).keys();
        if (!keys.isEmpty()) {
            table.deleteAll(
                    keys.stream().map(ApiKey::id).map(RegistryPlaces::key).toList());
        }
        table.delete(place, new Table.Condition.Any());
    }
}

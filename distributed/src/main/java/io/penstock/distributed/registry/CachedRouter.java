package io.penstock.distributed.registry;

import static java.util.Objects.requireNonNull;

import io.penstock.event.Event;
import io.penstock.event.EventJson;
import io.penstock.routing.Plan;
import io.penstock.routing.Router;
import io.penstock.routing.RoutingTable;
import io.penstock.subscription.Selection;
import io.penstock.subscription.SubscriptionUid;
import io.penstock.tenant.TenantUid;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Finds the subscriptions of events. The subscriptions of the tenants that had events last are held in memory, at the
/// version that they had then; for each event, or for each batch, it is read which version is in force, and what was
/// changed since then. What was not used for longest goes, when all of them take more than they may.
///
/// Safe for use by many threads.
public final class CachedRouter implements Router {
    /// What a tenant takes without any subscriptions, in bytes, roughly.
    private static final long BASE_BYTES = 4_096;

    private final Heads heads;
    private final Snapshots snapshots;
    private final long maxBytes;

    /// In the order of their last use. Guarded by this.
    private final LinkedHashMap<TenantUid, Held> held = new LinkedHashMap<>(16, 0.75f, true);

    /// What they take. Guarded by this.
    private long bytes;

    /// @param maxBytes most bytes that all of them take, as [io.penstock.subscription.Subscription#bytes] counts them; one
    ///     tenant that takes more is held by itself
    CachedRouter(Heads heads, Snapshots snapshots, long maxBytes) {
        this.heads = requireNonNull(heads, "heads is null");
        this.snapshots = requireNonNull(snapshots, "snapshots is null");
        this.maxBytes = maxBytes;
    }

    /// By the version that is in force now. An event of a tenant that has ended goes to nobody.
    @Override
    public Plan route(TenantUid tenant, Event event) {
        return route(tenant, heads.settled(tenant), event);
    }

    private Plan route(TenantUid tenant, Optional<Head> head, Event event) {
        return head.filter(Head::isInForce)
                .map(inForce -> upToDate(inForce).route(tenant, event))
                .orElseGet(() -> new Plan(head.map(Head::version).orElse(0L), List.of()));
    }

    /// One that reads the version of each tenant once: for events that came together. What is changed from now on may be
    /// in force with the next batch.
    public Router forBatch() {
        return new OfBatch();
    }

    private final class OfBatch implements Router {
        private final Map<TenantUid, Optional<Head>> known = new HashMap<>();

        @Override
        public Plan route(TenantUid tenant, Event event) {
            return CachedRouter.this.route(tenant, head(tenant), event);
        }

        private synchronized Optional<Head> head(TenantUid tenant) {
            return known.computeIfAbsent(tenant, heads::settled);
        }
    }

    /// The subscriptions of one tenant, at the version of `head` or a later one.
    private RoutingTable upToDate(Head head) {
        var tenant = head.tenant().uid();
        var held = held(tenant);
        var table = held.upToDate(head.version());
        count(held, BASE_BYTES + head.bytes());
        return table;
    }

    private synchronized Held held(TenantUid tenant) {
        return held.computeIfAbsent(tenant, Held::new);
    }

    private synchronized void count(Held used, long now) {
        if (held.get(used.tenant) != used) {
            return; // It was let go of meanwhile.
        }
        bytes += now - used.bytes;
        used.bytes = now;
        var oldest = held.values().iterator();
        while (bytes > maxBytes && oldest.hasNext()) {
            var next = oldest.next();
            if (next != used) {
                bytes -= next.bytes;
                oldest.remove();
            }
        }
    }

    /// How many tenants are held.
    synchronized int size() {
        return held.size();
    }

    /// A tenant's subscriptions. Whoever finds them behind brings them up to date, and others wait for that.
    private final class Held {
        private final TenantUid tenant;
        private Routes routes;

        /// What it was counted with. Guarded by the router.
        private long bytes;

        Held(TenantUid tenant) {
            this.tenant = tenant;
            this.routes = new Routes(tenant);
        }

        synchronized RoutingTable upToDate(long version) {
            boolean isNew = routes.version() == 0 && version > 0;
            if (isNew || (routes.version() < version && !snapshots.catchUp(tenant, version, routes))) {
                routes = snapshots.load(tenant, version, () -> new Routes(tenant));
            }
            return routes.table;
        }
    }

    /// Subscriptions that events are matched with.
    private static final class Routes implements Selections {
        private final TenantUid tenant;
        private final RoutingTable table = new RoutingTable(EventJson::write);
        private long version;

        Routes(TenantUid tenant) {
            this.tenant = tenant;
        }

        @Override
        public long version() {
            return version;
        }

        @Override
        public void put(Selection selection, long version) {
            table.put(tenant, selection, version);
            reached(version);
        }

        @Override
        public void remove(SubscriptionUid uid, long version) {
            table.remove(tenant, uid, version);
            reached(version);
        }

        @Override
        public void reached(long version) {
            if (version > this.version) {
                this.version = version;
                table.start(version);
            }
        }
    }
}

package io.penstock.distributed.registry;

import static java.util.Objects.requireNonNull;

import io.penstock.access.Keys;
import io.penstock.distributed.Blobs;
import io.penstock.distributed.DistributedOptions;
import io.penstock.distributed.Table;
import io.penstock.distributed.Vault;
import io.penstock.subscription.SubscriptionLimits;
import io.penstock.subscription.SubscriptionUid;
import io.penstock.subscription.Subscriptions;
import io.penstock.tenant.TenantUid;
import io.penstock.tenant.Tenants;
import java.time.InstantSource;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/// Tenants, keys and subscriptions over a table. All of it is safe for use by many threads, if what it is given is.
public final class DistributedRegistry {
    private final Heads heads;
    private final Snapshots snapshots;
    private final EndedTenants endedTenants;
    private final OrderedTenants tenants;
    private final Keys keys;
    private final OrderedSubscriptions subscriptions;

    /// @param blobs where snapshots are
    /// @param vault what seals what is secret
    /// @param limits how many subscriptions there may be. The tenant's are held to exactly; that of all tenants together
    ///     nearly, and it is looked at whenever a subscription takes more room: where there are many tenants it is better
    ///     none, [Long#MAX_VALUE]
    /// @param clock within 500 ms of all others'
    /// @param random for what must differ from all others; safe for use by many threads
    public DistributedRegistry(
            Table table,
            Blobs blobs,
            Vault vault,
            SubscriptionLimits limits,
            DistributedOptions options,
            InstantSource clock,
            RandomGenerator random) {
        requireNonNull(table, "table is null");
        requireNonNull(vault, "vault is null");
        requireNonNull(limits, "limits is null");
        heads = new Heads(table, new Effects(table, options.retention()), random);
        snapshots = new Snapshots(table, blobs, random);
        tenants = new OrderedTenants(table, heads, clock, random);
        keys = new RecentKeys(new OrderedKeys(table, heads, random), clock);
        subscriptions = new OrderedSubscriptions(table, heads, new SubscriptionItems(vault), limits, clock);
        endedTenants = new EndedTenants(table, heads, tenants, snapshots, clock);
    }

    /// All tenants.
    public Tenants tenants() {
        return tenants;
    }

    /// Their keys. One that was found is found for up to 30 seconds after it was revoked.
    public Keys keys() {
        return keys;
    }

    /// Their subscriptions.
    public Subscriptions subscriptions() {
        return subscriptions;
    }

    /// What a subscription is called, or was; its uid, if nobody knows it any more.
    public Function<SubscriptionUid, String> names() {
        return uid -> subscriptions.nameOf(uid).orElseGet(uid::toString);
    }

    /// What a tenant is called, or was; its uid, if nobody knows it any more. What was read once is held.
    public Function<TenantUid, String> tenantNames() {
        return new TenantNames(heads);
    }

    /// Says what is announced of the changes of the table that this registry is in.
    public AnnouncedChanges announcedChanges() {
        return new AnnouncedChanges(heads);
    }

    /// Finds the subscriptions of events: one for as long as its memory is to last.
    ///
    /// @param maxBytes most bytes that what it holds takes, as [io.penstock.subscription.Subscription#bytes] counts them
    public CachedRouter router(long maxBytes) {
        return new CachedRouter(heads, snapshots, maxBytes);
    }

    /// Keeps what routers load: to be told of each tenant whose subscriptions were changed.
    public SnapshotKeeper snapshotKeeper() {
        return new SnapshotKeeper(heads, snapshots, SnapshotKeeper.MIN_CHANGES);
    }

    /// Removes what tenants have left that have ended: to be asked from time to time.
    public EndedTenants endedTenants() {
        return endedTenants;
    }
}

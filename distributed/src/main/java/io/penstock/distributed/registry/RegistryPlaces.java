package io.penstock.distributed.registry;

import io.penstock.distributed.Key;
import io.penstock.identity.Id128;
import io.penstock.subscription.SubscriptionUid;
import io.penstock.tenant.TenantUid;
import java.util.Optional;

/// Where the registry's items and blobs are: the one place that knows how their keys are written. Versions have a fixed
/// width, so that they are in order.
final class RegistryPlaces {
    /// The partition that has the ids of all tenants in force.
    static final String TENANTS = "tenants";

    /// The partition that has the tenants that have ended, or are about to, and left something.
    static final String ENDED = "ended";

    /// What the partitions of changes begin with.
    static final String CHANGES = "changes#";

    /// The sort keys of a tenant's head, and of its keys.
    static final String HEAD = "head";

    static final String KEYS = "keys";

    private static final String TENANT = "tenant#";

    private RegistryPlaces() {}

    /// Which tenant has an id.
    static Key tenant(String id) {
        return new Key(TENANTS, id);
    }

    static Key ended(TenantUid tenant) {
        return new Key(ENDED, tenant.value().text());
    }

    /// What every change of a tenant goes by.
    static Key head(TenantUid tenant) {
        return new Key(ofTenant(tenant), HEAD);
    }

    static Key keys(TenantUid tenant) {
        return new Key(ofTenant(tenant), KEYS);
    }

    /// Where the tenant's snapshot is.
    static Key snapshot(TenantUid tenant) {
        return new Key(ofTenant(tenant), "snapshot");
    }

    private static String ofTenant(TenantUid tenant) {
        return TENANT + tenant.value().text();
    }

    /// Whose item it is that is at `key`: a tenant's head, keys or snapshot; empty if it is another one.
    static Optional<TenantUid> tenantOf(Key key) {
        return key.partition().startsWith(TENANT)
                ? Optional.of(new TenantUid(Id128.parse(key.partition().substring(TENANT.length()))))
                : Optional.empty();
    }

    /// Whose key this is.
    static Key key(String id) {
        return new Key("key#" + id, "key");
    }

    static Key subscription(SubscriptionUid uid) {
        return new Key("subscription#" + uid.value().text(), "subscription");
    }

    /// The ids of a tenant's subscriptions.
    static String subscriptions(TenantUid tenant) {
        return "subscriptions#" + tenant.value().text();
    }

    /// Which subscription has an id.
    static Key subscription(TenantUid tenant, String id) {
        return new Key(subscriptions(tenant), id);
    }

    /// The changes of a tenant's subscriptions.
    static String changes(TenantUid tenant) {
        return CHANGES + tenant.value().text();
    }

    static Key change(TenantUid tenant, long version) {
        return new Key(changes(tenant), version(version));
    }

    /// What a tenant's subscriptions wanted before.
    static String wanted(TenantUid tenant) {
        return "wanted#" + tenant.value().text();
    }

    /// What the sort keys begin with of what the subscriptions of an id wanted. Ids have no `#`.
    static String wanted(String id) {
        return id + "#";
    }

    /// @param selected since which version this was wanted
    static Key wanted(TenantUid tenant, String id, long selected) {
        return new Key(wanted(tenant), wanted(id) + version(selected));
    }

    static String version(long version) {
        return "%019d".formatted(version);
    }

    /// The name of a snapshot.
    ///
    /// @param nonce tells it from every other one of that version
    static String blob(TenantUid tenant, long version, Id128 nonce) {
        return "registry/%s/%d-%s".formatted(tenant.value().text(), version, nonce.text());
    }
}

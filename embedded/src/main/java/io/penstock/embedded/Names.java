package io.penstock.embedded;

import io.penstock.identity.Id128;
import io.penstock.subscription.SubscriptionUid;
import io.penstock.tenant.TenantUid;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The numbers that rows have in the place of uids. All of them are in memory.
final class Names {
    private final Writer writer;
    private final Map<TenantUid, Long> tenants = new ConcurrentHashMap<>();
    private final Map<SubscriptionUid, Name> subscriptions = new ConcurrentHashMap<>();
    private final Map<Long, Name> subscriptionsBySeq = new ConcurrentHashMap<>();

    /// A subscription, for as long as anything is kept of it.
    ///
    /// @param seq its number
    /// @param tenant its tenant's number
    /// @param id what it is called, or was
    record Name(long seq, SubscriptionUid uid, long tenant, String id) {}

    Names(Writer writer) {
        this.writer = writer;
    }

    void load(Statements statements) throws SQLException {
        statements.each(
                row -> tenants.put(new TenantUid(Id128.of(row.getBytes(2))), row.getLong(1)),
                "SELECT seq, uid FROM tenant_names");
        statements.each(
                row -> put(new Name(
                        row.getLong(1),
                        new SubscriptionUid(Id128.of(row.getBytes(2))),
                        row.getLong(3),
                        row.getString(4))),
                "SELECT seq, uid, tenant, id FROM subscription_names");
    }

    private void put(Name name) {
        subscriptions.put(name.uid(), name);
        subscriptionsBySeq.put(name.seq(), name);
    }

    Optional<Long> find(TenantUid tenant) {
        return Optional.ofNullable(tenants.get(tenant));
    }

    Optional<Name> find(SubscriptionUid subscription) {
        return Optional.ofNullable(subscriptions.get(subscription));
    }

    @Nullable
    Name subscription(long seq) {
        return subscriptionsBySeq.get(seq);
    }

    /// The tenant's number; makes one if it has none yet.
    long tenant(TenantUid tenant) {
        var known = tenants.get(tenant);
        return known != null ? known : writer.intake(0, new NameTenant(tenant));
    }

    /// The subscription's number; makes one if it has none yet.
    Name subscription(SubscriptionUid subscription, long tenant) {
        var known = subscriptions.get(subscription);
        return known != null ? known : writer.intake(0, new NameSubscription(subscription, tenant));
    }

    /// As a part of another operation, which calls [#named] when it is committed.
    static Name name(Statements statements, SubscriptionUid uid, long tenant, String id) throws SQLException {
        var bytes = uid.value().bytes();
        statements.update("""
                INSERT INTO subscription_names (uid, tenant, id) VALUES (?, ?, ?)
                ON CONFLICT (uid) DO UPDATE SET id = excluded.id""", bytes, tenant, id);
        long seq = statements.number(0, "SELECT seq FROM subscription_names WHERE uid = ?", bytes);
        return new Name(seq, uid, tenant, id);
    }

    /// What [#name] made is durable.
    void named(Name name) {
        put(name);
    }

    /// All subscriptions, as they are while someone walks through them.
    Collection<Name> subscriptions() {
        return subscriptionsBySeq.values();
    }

    /// All tenants, as they are while someone walks through them.
    Set<TenantUid> tenants() {
        return tenants.keySet();
    }

    /// Nothing is kept any more of the tenant.
    void forget(TenantUid uid) {
        tenants.remove(uid);
    }

    /// Nothing is kept any more of the subscription of this number.
    void forget(long seq) {
        var name = subscriptionsBySeq.remove(seq);
        if (name != null) {
            subscriptions.remove(name.uid());
        }
    }

    private final class NameTenant implements Operation<Long> {
        private final TenantUid uid;

        NameTenant(TenantUid uid) {
            this.uid = uid;
        }

        @Override
        public Long run(Statements statements) throws SQLException {
            var bytes = uid.value().bytes();
            statements.update("INSERT OR IGNORE INTO tenant_names (uid) VALUES (?)", bytes);
            return statements.number(0, "SELECT seq FROM tenant_names WHERE uid = ?", bytes);
        }

        @Override
        public void committed(Long seq) {
            tenants.put(uid, seq);
        }
    }

    private final class NameSubscription implements Operation<Name> {
        private final SubscriptionUid uid;
        private final long tenant;

        NameSubscription(SubscriptionUid uid, long tenant) {
            this.uid = uid;
            this.tenant = tenant;
        }

        @Override
        public Name run(Statements statements) throws SQLException {
            return name(statements, uid, tenant, uid.toString());
        }

        @Override
        public void committed(Name name) {
            named(name);
        }
    }
}

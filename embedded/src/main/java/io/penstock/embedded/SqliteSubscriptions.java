package io.penstock.embedded;

import io.penstock.subscription.ChangedMeanwhileException;
import io.penstock.subscription.Subscription;
import io.penstock.subscription.SubscriptionUid;
import io.penstock.subscription.Subscriptions;
import io.penstock.tenant.TenantUid;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;

/// Subscriptions in the database, and a copy of all of them in memory.
final class SqliteSubscriptions implements Subscriptions {
    private static final String VERSION = "registry.version";

    /// How many subscriptions of a tenant that ends are removed in one operation.
    private static final int STEP = 500;

    private final Writer writer;
    private final Readers readers;
    private final Names names;
    private final SubscriptionRows rows;
    private final SubscriptionListener listener;
    private final InstantSource clock;
    private final Map<SubscriptionUid, Subscription> byUid = new ConcurrentHashMap<>();
    private final Map<TenantUid, NavigableMap<String, Subscription>> byTenant = new ConcurrentHashMap<>();
    private final Map<TenantUid, Integer> counts = new ConcurrentHashMap<>();

    SqliteSubscriptions(
            Writer writer,
            Readers readers,
            Names names,
            SubscriptionRows rows,
            SubscriptionListener listener,
            InstantSource clock) {
        this.writer = writer;
        this.readers = readers;
        this.names = names;
        this.rows = rows;
        this.listener = listener;
        this.clock = clock;
    }

    void load(Statements statements) throws SQLException {
        statements.each(row -> inForce(rows.read(row)), "SELECT " + SubscriptionRows.COLUMNS + " FROM subscriptions");
    }

    private void inForce(Subscription subscription) {
        var before = byUid.put(subscription.uid(), subscription);
        var ofTenant = byTenant.computeIfAbsent(subscription.tenant(), _ -> new ConcurrentSkipListMap<>());
        if (before == null) {
            counts.merge(subscription.tenant(), 1, Integer::sum);
        } else if (!before.id().equals(subscription.id())) {
            ofTenant.remove(before.id());
        }
        ofTenant.put(subscription.id(), subscription);
        listener.put(subscription);
    }

    private void ended(SubscriptionUid uid, long version) {
        var before = byUid.remove(uid);
        if (before == null) {
            return;
        }
        counts.computeIfPresent(before.tenant(), (_, count) -> count == 1 ? null : count - 1);
        byTenant.computeIfPresent(before.tenant(), (_, ofTenant) -> {
            ofTenant.remove(before.id());
            return ofTenant.isEmpty() ? null : ofTenant;
        });
        listener.remove(before, version);
    }

    @Override
    public Optional<Subscription> find(TenantUid tenant, String id) {
        var ofTenant = byTenant.get(tenant);
        return ofTenant == null ? Optional.empty() : Optional.ofNullable(ofTenant.get(id));
    }

    @Override
    public Optional<Subscription> find(SubscriptionUid uid) {
        return Optional.ofNullable(byUid.get(uid));
    }

    @Override
    public List<Subscription> list(TenantUid tenant, String after, int limit) {
        var ofTenant = byTenant.get(tenant);
        return ofTenant == null
                ? List.of()
                : ofTenant.tailMap(after, false).values().stream().limit(limit).toList();
    }

    @Override
    public int count(TenantUid tenant) {
        return counts.getOrDefault(tenant, 0);
    }

    @Override
    public Subscription put(Subscription subscription, long expected) {
        long tenant = names.tenant(subscription.tenant());
        return writer.change(new Put(subscription, expected, tenant, rows.sealed(subscription)))
                .map(Written::subscription)
                .orElseThrow(() -> new ChangedMeanwhileException("the subscription '%s'".formatted(subscription.id())));
    }

    /// Puts `subscription` in the place of its very version, if that is still in force; as a part of another operation.
    Operation<Optional<Written>> replacing(Subscription subscription) {
        return new Put(
                subscription, subscription.version(), names.tenant(subscription.tenant()), rows.sealed(subscription));
    }

    @Override
    public boolean delete(SubscriptionUid uid) {
        return !writer.removal(new Delete(List.of(uid))).isEmpty();
    }

    /// Ends all of a tenant's, in steps.
    void deleteAll(TenantUid tenant) {
        for (var some = list(tenant, "", STEP); !some.isEmpty(); some = list(tenant, "", STEP)) {
            writer.removal(new Delete(some.stream().map(Subscription::uid).toList()));
        }
    }

    @Override
    public Optional<Subscription> asOf(TenantUid tenant, String id, long version) {
        var present = find(tenant, id);
        if (present.isPresent() && present.get().version() <= version) {
            return present;
        }
        return readers.read(statements -> Optional.ofNullable(statements.first(
                rows::read,
                "SELECT " + SubscriptionRows.COLUMNS + """
                         FROM subscription_versions WHERE tenant = ?1 AND id = ?2 AND version <= ?3 AND until > ?3
                        ORDER BY version DESC LIMIT 1""",
                tenant.value().bytes(),
                id,
                version)));
    }

    /// Keeps what a subscription was, and answers the registry's next version.
    private long keep(Statements statements, byte[] uid) throws SQLException {
        long version = 1 + statements.number(0, "SELECT CAST(value AS INTEGER) FROM settings WHERE name = ?", VERSION);
        Settings.put(statements, VERSION, Long.toString(version));
        statements.update("""
                INSERT INTO subscription_versions (tenant, id, version, until, ended_at, uid, body, sealed)
                SELECT tenant, id, version, ?, ?, uid, body, sealed FROM subscriptions WHERE uid = ?""", version, clock.millis(), uid);
        return version;
    }

    /// A subscription as it is in force by now.
    record Written(Subscription subscription, Names.Name name) {}

    private final class Put implements Operation<Optional<Written>> {
        private final Subscription subscription;
        private final long expected;
        private final long tenant;
        private final byte[] sealed;

        Put(Subscription subscription, long expected, long tenant, byte[] sealed) {
            this.subscription = subscription;
            this.expected = expected;
            this.tenant = tenant;
            this.sealed = sealed;
        }

        @Override
        public Optional<Written> run(Statements statements) throws SQLException {
            var uid = subscription.uid().value().bytes();
            var tenantUid = subscription.tenant().value().bytes();
            long present = statements.number(0, "SELECT version FROM subscriptions WHERE uid = ?", uid);
            boolean taken = statements.number(
                            0,
                            "SELECT 1 FROM subscriptions WHERE tenant = ? AND id = ? AND uid <> ?",
                            tenantUid,
                            subscription.id(),
                            uid)
                    > 0;
            if (present != expected || taken) {
                return Optional.empty();
            }
            long version = keep(statements, uid);
            statements.update(
                    """
                    INSERT INTO subscriptions (uid, tenant, id, version, body, sealed) VALUES (?, ?, ?, ?, ?, ?)
                    ON CONFLICT (uid) DO UPDATE SET id = excluded.id, version = excluded.version,
                        body = excluded.body, sealed = excluded.sealed""", uid, tenantUid, subscription.id(), version, SubscriptionRows.body(subscription), sealed);
            var name = Names.name(statements, subscription.uid(), tenant, subscription.id());
            return Optional.of(new Written(SubscriptionRows.withVersion(subscription, version), name));
        }

        @Override
        public void committed(Optional<Written> written) {
            written.ifPresent(put -> {
                names.named(put.name());
                inForce(put.subscription());
            });
        }
    }

    /// @param version the registry version without it
    private record Ended(SubscriptionUid uid, long version) {}

    private final class Delete implements Operation<List<Ended>> {
        private final List<SubscriptionUid> uids;

        Delete(List<SubscriptionUid> uids) {
            this.uids = uids;
        }

        @Override
        public List<Ended> run(Statements statements) throws SQLException {
            var ended = new ArrayList<Ended>();
            for (var uid : uids) {
                long version = keep(statements, uid.value().bytes());
                int deleted = statements.update(
                        "DELETE FROM subscriptions WHERE uid = ?", uid.value().bytes());
                if (deleted > 0) {
                    ended.add(new Ended(uid, version));
                }
            }
            return ended;
        }

        @Override
        public void committed(List<Ended> ended) {
            ended.forEach(one -> ended(one.uid(), one.version()));
        }
    }
}

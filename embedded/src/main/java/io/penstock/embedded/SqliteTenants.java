package io.penstock.embedded;

import io.penstock.arn.ArnPattern;
import io.penstock.identity.Id128;
import io.penstock.operation.OperationalEvent.TenantChanged;
import io.penstock.tenant.Tenant;
import io.penstock.tenant.TenantUid;
import io.penstock.tenant.Tenants;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Collectors;

/// Tenants in the database, and a copy of all of them in memory.
final class SqliteTenants implements Tenants {
    /// How many rows of a tenant that has ended are removed in one operation.
    private static final int STEP = 500;

    private final Writer writer;
    private final SqliteKeys keys;
    private final SqliteSubscriptions subscriptions;
    private final InstantSource clock;
    private final NavigableMap<String, Tenant> byId = new ConcurrentSkipListMap<>();
    private final Map<TenantUid, String> ids = new ConcurrentHashMap<>();

    /// Those that have ended, and left something in the database.
    private final Queue<TenantUid> ended = new ConcurrentLinkedQueue<>();

    SqliteTenants(Writer writer, SqliteKeys keys, SqliteSubscriptions subscriptions, InstantSource clock) {
        this.writer = writer;
        this.keys = keys;
        this.subscriptions = subscriptions;
        this.clock = clock;
    }

    void load(Statements statements) throws SQLException {
        statements.each(
                row -> {
                    var uid = new TenantUid(Id128.of(row.getBytes(1)));
                    if (row.getBoolean(5)) {
                        ended.add(uid);
                    } else {
                        var created = Instant.ofEpochMilli(row.getLong(4));
                        inForce(new Tenant(
                                uid, row.getString(2), row.getString(3), created, patterns(row.getString(6))));
                    }
                },
                "SELECT uid, id, name, created_at, ended, destinations FROM tenants");
    }

    private static List<ArnPattern> patterns(String lines) {
        return lines.lines().map(ArnPattern::new).toList();
    }

    private static String lines(List<ArnPattern> patterns) {
        return patterns.stream().map(ArnPattern::text).collect(Collectors.joining("\n"));
    }

    /// As a part of another operation, which puts something below the tenant of this uid.
    static boolean isInForce(Statements statements, byte[] uid) throws SQLException {
        return statements.number(0, "SELECT 1 FROM tenants WHERE uid = ? AND ended = 0", uid) > 0;
    }

    private void inForce(Tenant tenant) {
        forget(tenant.uid());
        byId.put(tenant.id(), tenant);
        ids.put(tenant.uid(), tenant.id());
    }

    private void forget(TenantUid uid) {
        var id = ids.remove(uid);
        if (id != null) {
            byId.remove(id);
        }
    }

    @Override
    public Optional<Tenant> find(String id) {
        return Optional.ofNullable(byId.get(id));
    }

    @Override
    public Optional<Tenant> find(TenantUid uid) {
        // Another may have taken its id between the two.
        return Optional.ofNullable(ids.get(uid))
                .map(byId::get)
                .filter(tenant -> tenant.uid().equals(uid));
    }

    boolean isInForce(TenantUid uid) {
        return ids.containsKey(uid);
    }

    @Override
    public List<Tenant> list(String after, int limit) {
        return byId.tailMap(after, false).values().stream().limit(limit).toList();
    }

    @Override
    public boolean put(Tenant tenant) {
        return writer.change(new Put(tenant));
    }

    /// Nothing of it is in force any more when this returns; what it leaves in the database goes with
    /// [#removeEnded].
    @Override
    public boolean delete(TenantUid uid) {
        return writer.removal(new End(uid));
    }

    /// Removes some of what a tenant has left that has ended: in steps, since it may be much.
    ///
    /// @return whether there is more
    boolean removeEnded() {
        var uid = ended.peek();
        if (uid == null) {
            return false;
        }
        if (writer.removal(new Remove(uid))) {
            ended.remove(uid);
        }
        return !ended.isEmpty();
    }

    private final class Put implements Operation<Boolean> {
        private final Tenant tenant;

        Put(Tenant tenant) {
            this.tenant = tenant;
        }

        @Override
        public Boolean run(Statements statements) throws SQLException {
            boolean isNew = !isInForce(statements, tenant.uid().value().bytes());
            boolean written = statements.update(
                            """
                            INSERT INTO tenants (uid, id, name, created_at, destinations, ended)
                            SELECT ?1, ?2, ?3, ?4, ?5, 0
                            WHERE NOT EXISTS (SELECT 1 FROM tenants WHERE id = ?2 AND ended = 0 AND uid <> ?1)
                                AND NOT EXISTS (SELECT 1 FROM tenants WHERE uid = ?1 AND ended = 1)
                            ON CONFLICT (uid) DO UPDATE SET id = excluded.id, name = excluded.name,
                                created_at = excluded.created_at, destinations = excluded.destinations""",
                            tenant.uid().value().bytes(),
                            tenant.id(),
                            tenant.name(),
                            tenant.createdAt().toEpochMilli(),
                            lines(tenant.destinations()))
                    > 0;
            if (written && isNew) {
                Outbox.tell(statements, tenant.uid(), _ -> TenantChanged.created(tenant));
            }
            return written;
        }

        @Override
        public void committed(Boolean written) {
            if (written) {
                inForce(tenant);
            }
        }
    }

    private final class End implements Operation<Boolean> {
        private final TenantUid uid;

        End(TenantUid uid) {
            this.uid = uid;
        }

        @Override
        public Boolean run(Statements statements) throws SQLException {
            var bytes = uid.value().bytes();
            statements.update("DELETE FROM keys WHERE tenant = ?", bytes);
            var present = statements.first(
                    row -> new Tenant(uid, row.getString(1), row.getString(2), Instant.ofEpochMilli(row.getLong(3))),
                    "SELECT id, name, created_at FROM tenants WHERE uid = ? AND ended = 0",
                    bytes);
            if (present == null) {
                return false;
            }
            statements.update("UPDATE tenants SET ended = 1 WHERE uid = ?", bytes);
            Outbox.tell(statements, uid, _ -> TenantChanged.deleted(present, clock.instant()));
            return true;
        }

        @Override
        public void committed(Boolean there) {
            if (there) {
                keys.forget(uid);
                subscriptions.forget(uid);
                forget(uid);
                ended.add(uid);
            }
        }
    }

    /// Answers whether that was all; then the tenant's row has gone, too.
    private static final class Remove implements Operation<Boolean> {
        private final TenantUid uid;

        Remove(TenantUid uid) {
            this.uid = uid;
        }

        @Override
        public Boolean run(Statements statements) throws SQLException {
            var bytes = uid.value().bytes();
            int rows = statements.update("""
                    DELETE FROM subscriptions WHERE uid IN (
                        SELECT uid FROM subscriptions WHERE tenant = ? LIMIT ?)""", bytes, STEP);
            rows += statements.update("""
                    DELETE FROM selections WHERE (tenant, id, version) IN (
                        SELECT tenant, id, version FROM selections WHERE tenant = ? LIMIT ?)""", bytes, STEP);
            rows += statements.update("""
                    DELETE FROM replays WHERE seq IN (SELECT seq FROM replays WHERE tenant = ? LIMIT ?)""", bytes, STEP);
            rows += statements.update("""
                    DELETE FROM event_types WHERE (tenant, type) IN (
                        SELECT tenant, type FROM event_types
                        WHERE tenant = (SELECT seq FROM tenant_names WHERE uid = ?) LIMIT ?)""", bytes, STEP);
            if (rows > 0) {
                return false;
            }
            statements.update("DELETE FROM tenants WHERE uid = ? AND ended = 1", bytes);
            return true;
        }
    }
}

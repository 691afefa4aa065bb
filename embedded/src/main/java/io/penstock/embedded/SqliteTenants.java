package io.penstock.embedded;

import io.penstock.identity.Id128;
import io.penstock.tenant.Tenant;
import io.penstock.tenant.TenantUid;
import io.penstock.tenant.Tenants;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;

/// Tenants in the database, and a copy of all of them in memory.
final class SqliteTenants implements Tenants {
    private final Writer writer;
    private final SqliteKeys keys;
    private final SqliteSubscriptions subscriptions;
    private final NavigableMap<String, Tenant> byId = new ConcurrentSkipListMap<>();
    private final Map<TenantUid, String> ids = new ConcurrentHashMap<>();

    SqliteTenants(Writer writer, SqliteKeys keys, SqliteSubscriptions subscriptions) {
        this.writer = writer;
        this.keys = keys;
        this.subscriptions = subscriptions;
    }

    /// Reads all, and ends those whose end was interrupted.
    void load(Statements statements) throws SQLException {
        var ended = new ArrayList<TenantUid>();
        statements.each(
                row -> {
                    var uid = new TenantUid(Id128.of(row.getBytes(1)));
                    if (row.getBoolean(5)) {
                        ended.add(uid);
                    } else {
                        var created = Instant.ofEpochMilli(row.getLong(4));
                        inForce(new Tenant(uid, row.getString(2), row.getString(3), created));
                    }
                },
                "SELECT uid, id, name, created_at, ended FROM tenants");
        ended.forEach(this::finish);
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
    public List<Tenant> list(String after, int limit) {
        return byId.tailMap(after, false).values().stream().limit(limit).toList();
    }

    @Override
    public boolean put(Tenant tenant) {
        return writer.change(new Put(tenant));
    }

    @Override
    public boolean delete(TenantUid uid) {
        boolean there = writer.removal(new End(uid));
        if (there) {
            finish(uid);
        }
        return there;
    }

    /// Removes what a tenant leaves that has ended: in steps, since it may be much. The last one removes
    /// the tenant.
    private void finish(TenantUid uid) {
        subscriptions.deleteAll(uid);
        writer.removal(statements -> statements.update(
                "DELETE FROM tenants WHERE uid = ?", uid.value().bytes()));
    }

    private final class Put implements Operation<Boolean> {
        private final Tenant tenant;

        Put(Tenant tenant) {
            this.tenant = tenant;
        }

        @Override
        public Boolean run(Statements statements) throws SQLException {
            return statements.update(
                            """
                            INSERT INTO tenants (uid, id, name, created_at, ended)
                            SELECT ?1, ?2, ?3, ?4, 0
                            WHERE NOT EXISTS (SELECT 1 FROM tenants WHERE id = ?2 AND ended = 0 AND uid <> ?1)
                                AND NOT EXISTS (SELECT 1 FROM tenants WHERE uid = ?1 AND ended = 1)
                            ON CONFLICT (uid) DO UPDATE SET id = excluded.id, name = excluded.name,
                                created_at = excluded.created_at""",
                            tenant.uid().value().bytes(),
                            tenant.id(),
                            tenant.name(),
                            tenant.createdAt().toEpochMilli())
                    > 0;
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
            return statements.update("UPDATE tenants SET ended = 1 WHERE uid = ? AND ended = 0", bytes) > 0;
        }

        @Override
        public void committed(Boolean there) {
            keys.forget(uid);
            forget(uid);
        }
    }
}

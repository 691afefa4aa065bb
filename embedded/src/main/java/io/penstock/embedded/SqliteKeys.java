package io.penstock.embedded;

import io.penstock.access.ApiKey;
import io.penstock.access.Keys;
import io.penstock.identity.Id128;
import io.penstock.operation.OperationalEvent.KeyChanged;
import io.penstock.tenant.TenantEndedException;
import io.penstock.tenant.TenantUid;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Keys in the database, and a copy of all of them in memory.
final class SqliteKeys implements Keys {
    private static final Comparator<ApiKey> OLDEST_FIRST =
            Comparator.comparing(ApiKey::createdAt).thenComparing(ApiKey::id);

    /// What [#read] reads.
    private static final String COLUMNS = "id, tenant, name, hash, created_at, expires_at";

    private final Writer writer;
    private final InstantSource clock;
    private final Map<String, ApiKey> byId = new ConcurrentHashMap<>();
    private final Map<TenantUid, Set<String>> ofTenant = new ConcurrentHashMap<>();

    SqliteKeys(Writer writer, InstantSource clock) {
        this.writer = writer;
        this.clock = clock;
    }

    void load(Statements statements) throws SQLException {
        statements.each(row -> inForce(read(row)), "SELECT " + COLUMNS + " FROM keys");
    }

    private static ApiKey read(ResultSet row) throws SQLException {
        long expires = row.getLong(6);
        @Nullable Instant expiresAt = row.wasNull() ? null : Instant.ofEpochMilli(expires);
        return new ApiKey(
                row.getString(1),
                new TenantUid(Id128.of(row.getBytes(2))),
                row.getString(3),
                row.getString(4),
                Instant.ofEpochMilli(row.getLong(5)),
                expiresAt);
    }

    private void inForce(ApiKey key) {
        byId.put(key.id(), key);
        ofTenant.computeIfAbsent(key.tenant(), _ -> ConcurrentHashMap.newKeySet())
                .add(key.id());
    }

    @Override
    public Optional<ApiKey> find(String id) {
        return Optional.ofNullable(byId.get(id));
    }

    @Override
    public List<ApiKey> list(TenantUid tenant) {
        return ofTenant.getOrDefault(tenant, Set.of()).stream()
                .flatMap(id -> find(id).stream())
                .sorted(OLDEST_FIRST)
                .toList();
    }

    @Override
    public void add(ApiKey key) {
        var room = writer.change(new Add(key));
        if (!room.tenant()) {
            throw new TenantEndedException(key.tenant());
        }
        ApiKey.checkRoom(room.present());
    }

    /// What there was before a key was to be added.
    ///
    /// @param tenant whether the tenant is in force
    /// @param present how many keys it had
    private record Room(boolean tenant, long present) {
        boolean isThere() {
            return tenant && present < ApiKey.MAX_PER_TENANT;
        }
    }

    private final class Add implements Operation<Room> {
        private final ApiKey key;

        Add(ApiKey key) {
            this.key = key;
        }

        @Override
        public Room run(Statements statements) throws SQLException {
            var tenant = key.tenant().value().bytes();
            var room = new Room(
                    SqliteTenants.isInForce(statements, tenant),
                    statements.number(0, "SELECT count(*) FROM keys WHERE tenant = ?", tenant));
            if (room.isThere()) {
                statements.update(
                        "INSERT INTO keys (id, tenant, name, hash, created_at, expires_at) VALUES (?, ?, ?, ?, ?, ?)",
                        key.id(),
                        tenant,
                        key.name(),
                        key.hash(),
                        key.createdAt().toEpochMilli(),
                        key.expiresAt() == null ? null : key.expiresAt().toEpochMilli());
                Outbox.tell(statements, key.tenant(), id -> KeyChanged.created(id, key));
            }
            return room;
        }

        @Override
        public void committed(Room room) {
            if (room.isThere()) {
                inForce(key);
            }
        }
    }

    @Override
    public boolean revoke(TenantUid tenant, String id) {
        return writer.removal(new Revoke(tenant, id));
    }

    private final class Revoke implements Operation<Boolean> {
        private final TenantUid tenant;
        private final String id;

        Revoke(TenantUid tenant, String id) {
            this.tenant = tenant;
            this.id = id;
        }

        @Override
        public Boolean run(Statements statements) throws SQLException {
            var key = statements.first(
                    SqliteKeys::read,
                    "SELECT " + COLUMNS + " FROM keys WHERE id = ? AND tenant = ?",
                    id,
                    tenant.value().bytes());
            if (key == null) {
                return false;
            }
            statements.update("DELETE FROM keys WHERE id = ?", id);
            Outbox.tell(statements, tenant, name -> KeyChanged.revoked(name, key, clock.instant()));
            return true;
        }

        @Override
        public void committed(Boolean revoked) {
            if (revoked) {
                byId.remove(id);
                ofTenant.getOrDefault(tenant, Set.of()).remove(id);
            }
        }
    }

    /// The tenant has ended, and its keys are not in the database any more.
    void forget(TenantUid tenant) {
        var ids = ofTenant.remove(tenant);
        if (ids != null) {
            ids.forEach(byId::remove);
        }
    }
}

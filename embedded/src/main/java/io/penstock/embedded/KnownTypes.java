package io.penstock.embedded;

import io.penstock.ledger.EventTypes;
import io.penstock.tenant.TenantUid;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Which types were seen; in memory, so that an event of a known type costs no look-up.
final class KnownTypes implements EventTypes {
    private final Names names;
    private final Readers readers;
    private final Map<Long, Set<String>> known = new ConcurrentHashMap<>();

    KnownTypes(Names names, Readers readers) {
        this.names = names;
        this.readers = readers;
    }

    void load(Statements statements) throws SQLException {
        statements.each(row -> seen(row.getLong(1), row.getString(2)), "SELECT tenant, type FROM event_types");
    }

    /// Whether this type is still to be remembered.
    boolean isNew(long tenant, String type) {
        var types = known.get(tenant);
        return types == null || (types.size() < MAX_PER_TENANT && !types.contains(type));
    }

    /// As a part of an operation, which calls [#seen] when it is committed.
    static void remember(Statements statements, long tenant, String type, long at) throws SQLException {
        statements.update(
                "INSERT OR IGNORE INTO event_types (tenant, type, first_seen) VALUES (?, ?, ?)", tenant, type, at);
    }

    void seen(long tenant, String type) {
        known.computeIfAbsent(tenant, _ -> ConcurrentHashMap.newKeySet()).add(type);
    }

    @Override
    public List<Seen> list(TenantUid tenant, String after, int limit) {
        var seq = names.find(tenant);
        if (seq.isEmpty()) {
            return List.of();
        }
        return readers.read(statements -> {
            var types = new ArrayList<Seen>();
            statements.each(
                    row -> types.add(new Seen(row.getString(1), Instant.ofEpochMilli(row.getLong(2)))),
                    "SELECT type, first_seen FROM event_types WHERE tenant = ? AND type > ? ORDER BY type LIMIT ?",
                    seq.get(),
                    after,
                    limit);
            return types;
        });
    }
}

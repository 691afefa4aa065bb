package io.penstock.embedded;

import io.penstock.ledger.EventTypes;
import io.penstock.tenant.TenantUid;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Which types were seen, and when last, to the precision of a [#step]: so that an event of a type that was
/// seen lately costs no write.
final class KnownTypes implements EventTypes {
    /// How many of the types seen lately are held in memory, of all tenants, and of how many characters at most:
    /// an event of any other costs a look-up.
    private static final int HELD = 16_384;

    private static final int HELD_LENGTH = 256;

    private static final Duration MAX_STEP = Duration.ofHours(1);
    private static final int STEPS_OF_RETENTION = 10;

    /// Most rows that an operation removes.
    private static final int ROWS = 2_000;

    /// Most tenants that a call looks at.
    private static final int TENANTS = 20;

    private final Writer writer;
    private final Readers readers;
    private final Names names;
    private final EmbeddedOptions options;

    /// When it was written down last that a type was seen. Used on the writer's turn only.
    private final Map<Type, Long> held = new LinkedHashMap<>(16, 0.75F, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Type, Long> eldest) {
            return size() > HELD;
        }
    };

    /// Tenants that may have new types, and so too many.
    private final Set<Long> grown = ConcurrentHashMap.newKeySet();

    private record Type(long tenant, String type) {}

    KnownTypes(Writer writer, Readers readers, Names names, EmbeddedOptions options) {
        this.writer = writer;
        this.readers = readers;
        this.names = names;
        this.options = options;
    }

    private boolean isHeld(long tenant, String type, long at) {
        var written = held.get(new Type(tenant, type));
        return written != null && at - written < step();
    }

    private long step() {
        return Math.min(MAX_STEP.toMillis(), options.retention().toMillis() / STEPS_OF_RETENTION);
    }

    /// Writes down that a type was seen, if need be: as a part of an operation, which calls [#seen] when it is
    /// committed.
    void remember(Statements statements, long tenant, String type, long at) throws SQLException {
        if (isHeld(tenant, type, at)) {
            return;
        }
        int made = statements.update(
                "INSERT OR IGNORE INTO event_types (tenant, type, first_seen, last_seen) VALUES (?1, ?2, ?3, ?3)",
                tenant,
                type,
                at);
        if (made == 0) {
            statements.update(
                    "UPDATE event_types SET last_seen = ?3 WHERE tenant = ?1 AND type = ?2 AND last_seen <= ?4",
                    tenant,
                    type,
                    at,
                    at - step());
        }
    }

    /// What [#remember] wrote is durable.
    void seen(long tenant, String type, long at) {
        if (isHeld(tenant, type, at)) {
            return;
        }
        grown.add(tenant);
        if (type.length() <= HELD_LENGTH) {
            held.put(new Type(tenant, type), at);
        }
    }

    /// Forgets types that were not seen for as long as events are kept, and of tenants that have too many those
    /// that were not seen for longest.
    ///
    /// @return whether there may be more
    boolean prune(Instant now) {
        boolean more = false;
        long before = options.erased(now.toEpochMilli()) - step();
        if (readers.read(statements ->
                        statements.number(0, "SELECT 1 FROM event_types WHERE last_seen <= ? LIMIT 1", before))
                > 0) {
            more = writer.change(statements -> statements.update("""
                            DELETE FROM event_types WHERE (tenant, type) IN (
                                SELECT tenant, type FROM event_types WHERE last_seen <= ? LIMIT ?)""", before, ROWS)) == ROWS;
        }
        Iterator<Long> tenants = grown.iterator();
        for (int i = 0; i < TENANTS && tenants.hasNext(); i++) {
            long tenant = tenants.next();
            tenants.remove();
            if (hasTooMany(tenant)) {
                writer.change(new Trim(tenant));
                grown.add(tenant);
                more = true;
            }
        }
        return more || tenants.hasNext();
    }

    private boolean hasTooMany(long tenant) {
        return readers.read(statements -> statements.number(
                        0,
                        "SELECT count(*) > ? OR sum(octet_length(type)) > ? FROM event_types WHERE tenant = ?",
                        MAX_PER_TENANT,
                        MAX_BYTES_PER_TENANT,
                        tenant))
                > 0;
    }

    private final class Trim implements Operation<Integer> {
        private final long tenant;

        Trim(long tenant) {
            this.tenant = tenant;
        }

        @Override
        public Integer run(Statements statements) throws SQLException {
            return statements.update("""
                    DELETE FROM event_types WHERE tenant = ?1 AND type IN (
                        SELECT type FROM (
                            SELECT type, row_number() OVER newest AS n, sum(octet_length(type)) OVER newest AS bytes
                            FROM event_types WHERE tenant = ?1
                            WINDOW newest AS (ORDER BY last_seen DESC, type ROWS UNBOUNDED PRECEDING))
                        WHERE n > ?2 OR bytes > ?3 LIMIT ?4)""", tenant, MAX_PER_TENANT, MAX_BYTES_PER_TENANT, ROWS);
        }

        /// One that was seen just now may have gone with those whose last time was written down as early: its next
        /// event brings it back.
        @Override
        public void committed(Integer forgotten) {
            held.keySet().removeIf(known -> known.tenant() == tenant);
        }
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

package io.penstock.embedded;

import io.penstock.delivery.DeliveryId;
import io.penstock.event.EventKey;
import io.penstock.identity.Id128;
import java.sql.SQLException;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/// Finds a delivery by its id alone. Rows hold the first 32 bits of it, in blocks of events; each block is asked, the
/// latest first.
final class DeliveryRows {
    private static final int BLOCK_BITS = 14;

    private DeliveryRows() {}

    /// Where a delivery is.
    record Place(long event, Names.Name subscription) {}

    /// @param tenant the number of the tenant whose it must be
    static @Nullable Place find(Statements statements, Names names, DeliveryId id, long tenant) throws SQLException {
        long last = statements.number(-1, "SELECT max(event_seq) FROM deliveries") >> BLOCK_BITS;
        long first = statements.number(0, "SELECT min(event_seq) FROM deliveries") >> BLOCK_BITS;
        for (long block = last; block >= first; block--) {
            var place = find(statements, names, id, tenant, block);
            if (place != null) {
                return place;
            }
        }
        return null;
    }

    private static @Nullable Place find(Statements statements, Names names, DeliveryId id, long tenant, long block)
            throws SQLException {
        var candidates = new ArrayList<Place>();
        statements.each(
                row -> {
                    var name = names.subscription(row.getLong(2));
                    if (name != null && row.getLong(3) == tenant) {
                        candidates.add(new Place(row.getLong(1), name));
                    }
                },
                """
                SELECT event_seq, subscription_seq, tenant FROM deliveries INDEXED BY deliveries_by_id
                WHERE event_seq >> 14 = ? AND id_hash = ?\
                """,
                block,
                PlanRow.idHash(id));
        for (var candidate : candidates) {
            var key = statements.first(
                    row -> new EventKey(Id128.of(row.getBytes(1))),
                    "SELECT key FROM events WHERE seq = ?",
                    candidate.event());
            if (key != null
                    && DeliveryId.of(key, candidate.subscription().uid()).equals(id)) {
                return candidate;
            }
        }
        return null;
    }
}

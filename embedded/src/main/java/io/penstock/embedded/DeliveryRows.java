package io.penstock.embedded;

import io.penstock.delivery.Attempt;
import io.penstock.delivery.Delivery;
import io.penstock.delivery.DeliveryId;
import io.penstock.delivery.DeliveryState;
import io.penstock.event.EventKey;
import io.penstock.identity.Id128;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The one place that reads deliveries.
final class DeliveryRows {
    private static final String OWN_COLUMNS =
            "SELECT key, type, accepted_at, deliveries.event_seq, deliveries.subscription_seq, run, next, state, reason, due, expires";
    private static final String COLUMNS = OWN_COLUMNS + " FROM ";
    private static final String EVENTS = " JOIN events ON seq = event_seq ";

    /// How many columns [#read] reads.
    static final int COUNT = 11;

    /// What [#read] reads.
    static final String SELECT = COLUMNS + "deliveries" + EVENTS;

    /// The same by an index that SQLite, which knows nothing of how rare states are, would not choose.
    static final String SELECT_RARE = COLUMNS + "deliveries INDEXED BY deliveries_rare_of_subscription" + EVENTS;

    /// The same of what holds back others, with the lane and the event's extensions as two further columns.
    static final String SELECT_BLOCKERS = OWN_COLUMNS + """
            , lane, extensions FROM lanes INDEXED BY lanes_blocked
            JOIN deliveries ON deliveries.event_seq = lanes.event_seq
                AND deliveries.subscription_seq = lanes.subscription_seq
            JOIN events ON seq = deliveries.event_seq
            """;

    private static final String SELECT_BY_ID = COLUMNS + "deliveries INDEXED BY deliveries_by_id" + EVENTS
            + "WHERE event_seq >> 14 = ? AND id_hash = ? AND deliveries.tenant = ?";

    /// In how large blocks of events the index of ids is: see the schema.
    private static final int BLOCK_BITS = 14;

    /// Most attempts that are shown of a delivery, the latest ones.
    private static final int MAX_ATTEMPTS = 1_000;

    private final Names names;

    DeliveryRows(Names names) {
        this.names = names;
    }

    /// A delivery as it was read.
    ///
    /// @param event the number of its event
    /// @param subscription the number of its subscription
    /// @param delivery without its attempts
    record Read(long event, long subscription, Delivery delivery) {
        Delivery with(List<Attempt> attempts) {
            return new Delivery(
                    delivery.id(),
                    delivery.event(),
                    delivery.eventType(),
                    delivery.subscription(),
                    delivery.subscriptionId(),
                    delivery.run(),
                    delivery.next(),
                    delivery.state(),
                    delivery.reason(),
                    delivery.due(),
                    delivery.createdAt(),
                    delivery.expires(),
                    attempts);
        }
    }

    /// Reads a row of [#SELECT]; null if nothing is known any more of its subscription.
    @Nullable
    Read read(ResultSet row) throws SQLException {
        var name = names.subscription(row.getLong(5));
        if (name == null) {
            return null;
        }
        var key = new EventKey(Id128.of(row.getBytes(1)));
        int state = row.getInt(8);
        long due = row.getLong(10);
        var delivery = new Delivery(
                DeliveryId.of(key, name.uid()),
                key,
                row.getString(2),
                name.uid(),
                name.id(),
                row.getInt(6),
                row.getInt(7),
                States.state(state),
                States.isParked(state) ? States.parkReason(state).text() : row.getString(9),
                States.state(state) == DeliveryState.WAITING ? Instant.ofEpochMilli(due) : null,
                Instant.ofEpochMilli(row.getLong(3)),
                Instant.ofEpochMilli(row.getLong(11)),
                List.of());
        return new Read(row.getLong(4), name.seq(), delivery);
    }

    /// A delivery's attempts, in order.
    List<Attempt> attempts(Statements statements, Read read) throws SQLException {
        var attempts = new ArrayList<Attempt>();
        statements.each(
                row -> attempts.add(AttemptRows.attempt(row)),
                "SELECT " + AttemptRows.COLUMNS + """
                         FROM attempts WHERE event_seq = ? AND subscription_seq = ?
                        ORDER BY run DESC, n DESC, copy DESC LIMIT ?""",
                read.event(),
                read.subscription(),
                MAX_ATTEMPTS);
        return attempts.reversed();
    }

    /// Finds a tenant's delivery by its id alone. Rows hold the first 32 bits of it, in blocks of events;
    /// each block is asked, the latest first.
    ///
    /// @param tenant the tenant's number
    @Nullable
    Read find(Statements statements, DeliveryId id, long tenant) throws SQLException {
        long last = statements.number(-1, "SELECT max(event_seq) FROM deliveries") >> BLOCK_BITS;
        long first = statements.number(0, "SELECT min(event_seq) FROM deliveries") >> BLOCK_BITS;
        for (long block = last; block >= first; block--) {
            var found = new ArrayList<Read>();
            statements.each(
                    row -> {
                        var read = read(row);
                        if (read != null && read.delivery().id().equals(id)) {
                            found.add(read);
                        }
                    },
                    SELECT_BY_ID,
                    block,
                    PlanRow.idHash(id),
                    tenant);
            if (!found.isEmpty()) {
                return found.getFirst();
            }
        }
        return null;
    }
}

package io.penstock.embedded;

import io.penstock.delivery.Delivery;
import io.penstock.delivery.DeliveryState;
import io.penstock.identity.Id128;
import io.penstock.ledger.DeliveryQuery;
import io.penstock.ledger.Page;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Reads deliveries in pages, those of the newest events first. How far a page looks is bounded.
final class DeliveryList {
    private static final int MAX_ROWS = 10_000;
    private static final int CHUNK = 250;
    private static final Comparator<DeliveryRows.Read> NEWEST_FIRST = Comparator.comparingLong(DeliveryRows.Read::event)
            .thenComparingLong(DeliveryRows.Read::subscription)
            .reversed();

    private static final String OF_SUBSCRIPTION = DeliveryRows.SELECT
            + "WHERE subscription_seq = ? AND event_seq < ? AND event_seq >= ? ORDER BY event_seq DESC LIMIT ?";
    private static final String OF_EVENT =
            DeliveryRows.SELECT + "WHERE event_seq = ? AND subscription_seq < ? ORDER BY subscription_seq DESC LIMIT ?";

    // The conditions on two states tell SQLite that the partial index has all that is asked for.
    private static final String RARE_OF_SUBSCRIPTION = DeliveryRows.SELECT_RARE
            + "WHERE subscription_seq = ? AND state = ? AND event_seq >= ? AND event_seq < ? "
            + "AND state <> 0 AND state <> 8 ORDER BY event_seq DESC LIMIT ?";
    private static final String RARE_OF_TENANT = DeliveryRows.SELECT
            + "WHERE deliveries.tenant = ? AND state = ? AND event_seq >= ? AND (event_seq, subscription_seq) < (?, ?) "
            + "AND state <> 0 AND state <> 8 ORDER BY event_seq DESC, subscription_seq DESC LIMIT ?";

    private final DeliveryRows rows;

    DeliveryList(DeliveryRows rows) {
        this.rows = rows;
    }

    /// A part of what is looked at.
    ///
    /// @param found what may be on the page, in the list's order
    /// @param last how far it went; null at the end
    private record Part(
            List<DeliveryRows.Read> found, @Nullable Cursor last) {}

    /// A page of a tenant's deliveries.
    ///
    /// @param subscription only of this one; null for any
    /// @param from the least number of an event that is still kept
    Page<Delivery> page(
            Statements statements,
            DeliveryQuery query,
            long tenant,
            Names.@Nullable Name subscription,
            Cursor cursor,
            long from)
            throws SQLException {
        var items = new ArrayList<Delivery>();
        var position = cursor;
        for (int looked = 0; looked < MAX_ROWS; looked += CHUNK) {
            var part = part(statements, query, tenant, subscription, position, from);
            for (var read : part.found()) {
                if (query.wants(read.delivery().state())) {
                    if (items.size() == query.limit()) {
                        return new Page<>(items, Optional.of(position.text(list(query))));
                    }
                    items.add(read.delivery());
                }
                position = new Cursor(read.event(), read.subscription());
            }
            if (part.last() == null) {
                return new Page<>(items, Optional.empty());
            }
            position = part.last();
        }
        return new Page<>(items, Optional.of(position.text(list(query))));
    }

    private Part part(
            Statements statements,
            DeliveryQuery query,
            long tenant,
            Names.@Nullable Name subscription,
            Cursor before,
            long from)
            throws SQLException {
        if (!query.states().isEmpty() && query.states().stream().allMatch(States::isRare)) {
            return rare(statements, query.states(), tenant, subscription, before, from);
        }
        return subscription == null
                ? ofTenant(statements, tenant, before, from)
                : part(read(statements, OF_SUBSCRIPTION, subscription.seq(), before.event(), from, CHUNK));
    }

    /// Of each number that stands for the state, as many as are wanted of all; then in the order of the
    /// list.
    private Part rare(
            Statements statements,
            Set<DeliveryState> states,
            long tenant,
            Names.@Nullable Name subscription,
            Cursor before,
            long from)
            throws SQLException {
        var found = new ArrayList<DeliveryRows.Read>();
        for (int code :
                states.stream().flatMap(state -> States.codes(state).stream()).toList()) {
            found.addAll(
                    subscription == null
                            ? read(
                                    statements,
                                    RARE_OF_TENANT,
                                    tenant,
                                    code,
                                    from,
                                    before.event(),
                                    before.subscription(),
                                    CHUNK)
                            : read(
                                    statements,
                                    RARE_OF_SUBSCRIPTION,
                                    subscription.seq(),
                                    code,
                                    from,
                                    before.event(),
                                    CHUNK));
        }
        return part(found.stream().sorted(NEWEST_FIRST).limit(CHUNK).toList());
    }

    private record EventDeliveries(long event, int matched) {}

    /// By the tenant's events: no index has all deliveries of a tenant, since each entry would cost every
    /// delivery.
    private Part ofTenant(Statements statements, long tenant, Cursor before, long from) throws SQLException {
        var events = new ArrayList<EventDeliveries>();
        // The event of the cursor itself may have more.
        long until = before.event() == Long.MAX_VALUE ? Long.MAX_VALUE : before.event() + 1;
        statements.each(
                row -> events.add(new EventDeliveries(row.getLong(1), row.getInt(2))),
                "SELECT seq, matched FROM events WHERE tenant = ? AND seq < ? AND seq >= ? ORDER BY seq DESC LIMIT ?",
                tenant,
                until,
                from,
                CHUNK);
        var found = new ArrayList<DeliveryRows.Read>();
        for (var event : events) {
            if (event.matched() > 0) {
                found.addAll(read(
                        statements,
                        OF_EVENT,
                        event.event(),
                        event.event() == before.event() ? before.subscription() : Long.MAX_VALUE,
                        CHUNK));
            }
            if (found.size() >= CHUNK) {
                var last = found.getLast();
                return new Part(found, new Cursor(last.event(), last.subscription()));
            }
        }
        return new Part(
                found,
                events.size() < CHUNK ? null : new Cursor(events.getLast().event(), 0));
    }

    private List<DeliveryRows.Read> read(Statements statements, String sql, Object... arguments) throws SQLException {
        var found = new ArrayList<DeliveryRows.Read>();
        statements.each(
                row -> {
                    var read = rows.read(row);
                    if (read != null) {
                        found.add(read);
                    }
                },
                sql,
                arguments);
        return found;
    }

    private static Part part(List<DeliveryRows.Read> found) {
        if (found.size() < CHUNK) {
            return new Part(found, null);
        }
        var last = found.getLast();
        return new Part(found, new Cursor(last.event(), last.subscription()));
    }

    /// What binds a cursor to its list.
    static long list(DeliveryQuery query) {
        return Id128.derive(
                        "deliveries",
                        query.tenant().value().text(),
                        EventList.text(query.subscription()),
                        new TreeSet<>(query.states()).toString())
                .high();
    }
}

package io.penstock.embedded;

import io.penstock.delivery.DeliveryMessage;
import io.penstock.delivery.DeliveryState;
import io.penstock.delivery.ParkReason;
import io.penstock.event.Event;
import io.penstock.identity.Id128;
import io.penstock.ledger.Lanes;
import io.penstock.subscription.Ordering;
import io.penstock.subscription.SubscriptionUid;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The lanes as rows: changed in the transaction of what changes them, and told to memory when that is durable.
final class LaneRows {
    private static final int BEHIND = States.parked(ParkReason.LANE);

    private final Function<SubscriptionUid, Ordering> orderings;
    private final Backlog backlog;
    private final Handover queue;

    /// The subscriptions that may have rows: who is not among them has none, and pays nothing for lanes.
    private final Set<Long> used = ConcurrentHashMap.newKeySet();

    /// @param orderings which order each subscription has now
    LaneRows(Function<SubscriptionUid, Ordering> orderings, Backlog backlog, Handover queue) {
        this.orderings = orderings;
        this.backlog = backlog;
        this.queue = queue;
    }

    void load(Statements statements) throws SQLException {
        statements.each(row -> used.add(row.getLong(1)), "SELECT DISTINCT subscription_seq FROM lanes");
    }

    /// The lane of events with this key; null if they have none.
    static @Nullable Long lane(Event event) {
        var key = event.partitionKey();
        return key == null ? null : Id128.derive("lane", key).high();
    }

    private record Place(long lane, long place) {}

    /// A delivery whose turn has come.
    ///
    /// @param expires when it is given up
    record Released(Names.Name subscription, StoredEvent event, DeliveryMessage message, long expires) {}

    /// Puts a delivery at the end of its lane.
    ///
    /// @return whether it is the first
    boolean append(Statements statements, long subscription, long lane, long event) throws SQLException {
        used.add(subscription);
        long last = statements.number(
                0, "SELECT max(place) FROM lanes WHERE subscription_seq = ? AND lane = ?", subscription, lane);
        statements.update(
                "INSERT INTO lanes (subscription_seq, lane, place, event_seq) VALUES (?, ?, ?, ?)",
                subscription,
                lane,
                last + 1,
                event);
        return last == 0;
    }

    /// The state of a delivery that begins anew: it keeps its place, or comes last if it has none.
    int begunAgain(Statements statements, Names.Name subscription, long event) throws SQLException {
        var place = find(statements, subscription, event);
        if (place == null) {
            var lane = orderings.apply(subscription.uid()).isOrdered() ? lane(statements, event) : null;
            boolean first = lane == null || append(statements, subscription.seq(), lane, event);
            return first ? States.WAITING : BEHIND;
        }
        statements.update(
                "UPDATE lanes SET blocks = 0 WHERE event_seq = ? AND subscription_seq = ? AND blocks <> 0",
                event,
                subscription.seq());
        return isFirst(statements, subscription, place) ? States.WAITING : BEHIND;
    }

    private static @Nullable Long lane(Statements statements, long event) throws SQLException {
        var stored = read(statements, event);
        return stored == null ? null : lane(stored.event());
    }

    private static @Nullable StoredEvent read(Statements statements, long event) throws SQLException {
        return statements.first(
                EventRows::stored, "SELECT " + EventRows.STORED_COLUMNS + " FROM events WHERE seq = ?", event);
    }

    private @Nullable Place find(Statements statements, Names.Name subscription, long event) throws SQLException {
        return used.contains(subscription.seq())
                ? statements.first(
                        row -> new Place(row.getLong(1), row.getLong(2)),
                        "SELECT lane, place FROM lanes WHERE event_seq = ? AND subscription_seq = ?",
                        event,
                        subscription.seq())
                : null;
    }

    private static boolean isFirst(Statements statements, Names.Name subscription, Place place) throws SQLException {
        return statements.number(
                        place.place(),
                        "SELECT min(place) FROM lanes WHERE subscription_seq = ? AND lane = ?",
                        subscription.seq(),
                        place.lane())
                == place.place();
    }

    /// A delivery has ended so. It holds back those behind it, or goes out of their way.
    Optional<Released> ended(Statements statements, Names.Name subscription, long event, DeliveryState state, long now)
            throws SQLException {
        boolean failed = state == DeliveryState.EXHAUSTED || state == DeliveryState.REFUSED;
        if (failed && used.contains(subscription.seq()) && orderings.apply(subscription.uid()) == Ordering.BLOCK) {
            statements.update(
                    "UPDATE lanes SET blocks = 1 WHERE event_seq = ? AND subscription_seq = ?",
                    event,
                    subscription.seq());
            return Optional.empty();
        }
        return leave(statements, subscription, event, now);
    }

    /// Takes a delivery out of its lane, if it is in one; if it was the first, the turn of the next has come.
    Optional<Released> leave(Statements statements, Names.Name subscription, long event, long now) throws SQLException {
        var place = find(statements, subscription, event);
        if (place == null) {
            return Optional.empty();
        }
        boolean first = isFirst(statements, subscription, place);
        statements.update(
                "DELETE FROM lanes WHERE subscription_seq = ? AND lane = ? AND place = ?",
                subscription.seq(),
                place.lane(),
                place.place());
        return first ? release(statements, subscription, place.lane(), now) : Optional.empty();
    }

    private static Optional<Released> release(Statements statements, Names.Name subscription, long lane, long now)
            throws SQLException {
        long event = statements.number(
                0,
                "SELECT event_seq FROM lanes WHERE subscription_seq = ? AND lane = ? ORDER BY place LIMIT 1",
                subscription.seq(),
                lane);
        boolean waits = event > 0
                && statements.update(
                                "UPDATE deliveries SET state = 0, due = ? WHERE event_seq = ? AND subscription_seq = ? AND state = ?",
                                now,
                                event,
                                subscription.seq(),
                                BEHIND)
                        > 0;
        return waits ? Optional.ofNullable(read(statements, subscription, event)) : Optional.empty();
    }

    private static @Nullable Released read(Statements statements, Names.Name subscription, long event)
            throws SQLException {
        return statements.first(
                row -> {
                    var stored = EventRows.stored(row);
                    var message = new DeliveryMessage(
                            stored.key(),
                            subscription.uid(),
                            row.getInt(EventRows.COUNT + 3),
                            row.getInt(EventRows.COUNT + 4));
                    return new Released(subscription, stored, message, row.getLong(EventRows.COUNT + 5));
                },
                "SELECT " + EventRows.STORED_COLUMNS
                        + ", run, next, expires FROM events JOIN deliveries ON event_seq = seq WHERE seq = ? AND subscription_seq = ?",
                event,
                subscription.seq());
    }

    /// Takes all deliveries of these events out of their lanes.
    List<Released> leave(Statements statements, Names names, long firstEvent, long lastEvent, int limit, long now)
            throws SQLException {
        var leaving = new ArrayList<long[]>();
        if (!used.isEmpty()) {
            statements.each(
                    row -> leaving.add(new long[] {row.getLong(1), row.getLong(2)}),
                    "SELECT event_seq, subscription_seq FROM lanes WHERE event_seq BETWEEN ? AND ? ORDER BY event_seq LIMIT ?",
                    firstEvent,
                    lastEvent,
                    limit);
        }
        var released = new ArrayList<Released>();
        for (var delivery : leaving) {
            var subscription = names.subscription(delivery[1]);
            if (subscription != null) {
                leave(statements, subscription, delivery[0], now).ifPresent(released::add);
            }
        }
        return released;
    }

    /// Whether a delivery of an event up to this one is in a lane.
    boolean hasAnyUpTo(Statements statements, long lastEvent) throws SQLException {
        return !used.isEmpty()
                && statements.number(0, "SELECT 1 FROM lanes WHERE event_seq <= ? LIMIT 1", lastEvent) != 0;
    }

    /// Takes those out that hold back others, though their subscription does not want that any more.
    List<Released> leaveUnwantedBlockers(Statements statements, Names.Name subscription, int limit, long now)
            throws SQLException {
        if (orderings.apply(subscription.uid()) == Ordering.BLOCK) {
            return List.of();
        }
        var blockers = new ArrayList<Long>();
        statements.each(
                row -> blockers.add(row.getLong(1)),
                "SELECT event_seq FROM lanes WHERE subscription_seq = ? AND blocks <> 0 LIMIT ?",
                subscription.seq(),
                limit);
        var released = new ArrayList<Released>();
        for (long blocker : blockers) {
            leave(statements, subscription, blocker, now).ifPresent(released::add);
        }
        return released;
    }

    /// Takes out what belongs to a subscription that is gone: nobody's turn comes.
    void forget(Statements statements, Names.Name subscription, long event) throws SQLException {
        if (used.contains(subscription.seq())) {
            statements.update(
                    "DELETE FROM lanes WHERE event_seq = ? AND subscription_seq = ?", event, subscription.seq());
        }
    }

    /// Whether a delivery holds back those behind it, although it has ended.
    boolean isBlocking(Statements statements, Names.Name subscription, long event) throws SQLException {
        return used.contains(subscription.seq())
                && statements.number(
                                0,
                                "SELECT blocks FROM lanes WHERE event_seq = ? AND subscription_seq = ?",
                                event,
                                subscription.seq())
                        != 0;
    }

    /// How many wait in a lane, up to [Lanes#MAX_WAITING].
    static int waiting(Statements statements, long subscription, long lane) throws SQLException {
        return (int) statements.number(
                        1,
                        "SELECT count(*) FROM (SELECT 1 FROM lanes WHERE subscription_seq = ? AND lane = ? LIMIT ?)",
                        subscription,
                        lane,
                        Lanes.MAX_WAITING + 1)
                - 1;
    }

    /// What has its turn is durable.
    void committed(Released released) {
        backlog.moved(released.subscription(), BEHIND, States.WAITING, 1);
        queue.released(released);
    }
}

package io.penstock.embedded;

import io.penstock.delivery.ParkReason;
import io.penstock.delivery.Parking;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// How many deliveries are unfinished, by subscription and state, and by tenant. Counted at the start, and
/// kept up with every commit.
final class Backlog {
    /// New to the database: it was in no state.
    static final int NONE = Integer.MAX_VALUE;

    private static final int UNFINISHED_STATES = States.FINAL;

    private final Names names;
    private final Map<Long, long[]> ofSubscription = new HashMap<>();
    private final Map<Long, Long> ofTenant = new HashMap<>();

    Backlog(Names names) {
        this.names = names;
    }

    synchronized void load(Statements statements) throws SQLException {
        statements.each(
                row -> {
                    var name = names.subscription(row.getLong(1));
                    if (name != null) {
                        add(name, row.getInt(2), row.getLong(3));
                    }
                },
                """
                SELECT subscription_seq, state, count(*) FROM deliveries INDEXED BY deliveries_unfinished
                WHERE state < 8 GROUP BY subscription_seq, state\
                """);
    }

    /// `count` deliveries of a subscription came from one state into another.
    synchronized void moved(Names.Name subscription, int from, int to, long count) {
        if (from != to && count != 0) {
            add(subscription, from, -count);
            add(subscription, to, count);
        }
    }

    private void add(Names.Name subscription, int state, long count) {
        if (state >= UNFINISHED_STATES) {
            return;
        }
        var counts = ofSubscription.computeIfAbsent(subscription.seq(), _ -> new long[UNFINISHED_STATES]);
        counts[state] += count;
        long left = 0;
        for (long some : counts) {
            left += some;
        }
        if (left == 0) {
            ofSubscription.remove(subscription.seq());
        }
        ofTenant.merge(subscription.tenant(), count, Long::sum);
    }

    /// How many of a subscription's deliveries are in `state`, an unfinished one.
    synchronized long count(long subscription, int state) {
        var counts = ofSubscription.get(subscription);
        return counts == null ? 0 : counts[state];
    }

    /// How many of a tenant's deliveries are unfinished.
    synchronized long ofTenant(long tenant) {
        return ofTenant.getOrDefault(tenant, 0L);
    }

    /// All subscriptions that have unfinished deliveries.
    synchronized List<Parking.Unfinished> look() {
        var unfinished = new ArrayList<Parking.Unfinished>(ofSubscription.size());
        ofSubscription.forEach((seq, counts) -> {
            var name = names.subscription(seq);
            if (name != null) {
                var parked = EnumSet.noneOf(ParkReason.class);
                for (var reason : ParkReason.values()) {
                    if (counts[States.parked(reason)] > 0) {
                        parked.add(reason);
                    }
                }
                unfinished.add(new Parking.Unfinished(name.uid(), parked));
            }
        });
        return unfinished;
    }

    /// The numbers of all subscriptions that have deliveries which wait.
    synchronized List<Long> waiting() {
        return ofSubscription.entrySet().stream()
                .filter(entry -> entry.getValue()[States.WAITING] > 0)
                .map(Map.Entry::getKey)
                .toList();
    }
}

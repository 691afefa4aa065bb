package io.penstock.embedded;

import io.penstock.delivery.ParkReason;
import io.penstock.delivery.Parking;
import io.penstock.ledger.IntakeRefusedException;
import io.penstock.subscription.SubscriptionUid;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Releases, cancels and expires by the index of what is unfinished.
final class SqliteParking implements Parking {
    private static final String FIND = """
        SELECT event_seq FROM deliveries INDEXED BY deliveries_unfinished
        WHERE subscription_seq = ? AND state = ? AND state < 8 ORDER BY due, event_seq LIMIT ?\
        """;

    private final Writer writer;
    private final Names names;
    private final Backlog backlog;
    private final Handover queue;
    private final LaneRows lanes;
    private final EmbeddedOptions options;
    private final InstantSource clock;

    SqliteParking(
            Writer writer,
            Names names,
            Backlog backlog,
            Handover queue,
            LaneRows lanes,
            EmbeddedOptions options,
            InstantSource clock) {
        this.writer = writer;
        this.names = names;
        this.backlog = backlog;
        this.queue = queue;
        this.lanes = lanes;
        this.options = options;
        this.clock = clock;
    }

    @Override
    public List<Unfinished> look() {
        return backlog.look();
    }

    @Override
    public int release(SubscriptionUid subscription, ParkReason reason, int limit) {
        var name = names.find(subscription).orElse(null);
        if (name == null) {
            return 0;
        }
        if (reason == ParkReason.LANE) {
            return ifRoom(new LeaveLanes(name, limit), List.of()).size();
        }
        int most = reason == ParkReason.BACKLOG ? (int) Math.min(limit, room(name)) : limit;
        return most <= 0 || backlog.count(name.seq(), States.parked(reason)) == 0
                ? 0
                : ifRoom(new Release(name, States.parked(reason), most), 0);
    }

    private long room(Names.Name name) {
        return options.maxBacklogPerSubscription() - backlog.count(name.seq(), States.WAITING);
    }

    @Override
    public int cancel(SubscriptionUid subscription, String reason, int limit) {
        var name = names.find(subscription).orElse(null);
        return name == null
                ? 0
                : ifRoom(new Cancel(name, reason, limit), Map.<Integer, List<Long>>of()).values().stream()
                        .mapToInt(List::size)
                        .sum();
    }

    @Override
    public int expire(Instant now, int limit) {
        return ifRoom(new Expire(now.toEpochMilli(), limit), AllExpired.NONE)
                .expired()
                .size();
    }

    /// Nothing here is lost by not being done: while the disk is full, it is left for the next look.
    private <T> T ifRoom(Operation<T> operation, T nothing) {
        try {
            return writer.change(operation);
        } catch (IntakeRefusedException e) {
            return nothing;
        }
    }

    private static List<Long> find(Statements statements, long subscription, int state, int limit) throws SQLException {
        var found = new ArrayList<Long>();
        statements.each(row -> found.add(row.getLong(1)), FIND, subscription, state, limit);
        return found;
    }

    private static void end(Statements statements, long event, long subscription, int state, String reason)
            throws SQLException {
        statements.update(
                "UPDATE deliveries SET state = ?, due = NULL, reason = ? WHERE event_seq = ? AND subscription_seq = ?",
                state,
                reason,
                event,
                subscription);
    }

    private final class Release implements Operation<Integer> {
        private final Names.Name subscription;
        private final int from;
        private final int limit;

        Release(Names.Name subscription, int from, int limit) {
            this.subscription = subscription;
            this.from = from;
            this.limit = limit;
        }

        @Override
        public Integer run(Statements statements) throws SQLException {
            var events = find(statements, subscription.seq(), from, limit);
            long now = clock.millis();
            for (long event : events) {
                statements.update(
                        "UPDATE deliveries SET state = 0, due = ? WHERE event_seq = ? AND subscription_seq = ?",
                        now,
                        event,
                        subscription.seq());
            }
            return events.size();
        }

        @Override
        public void committed(Integer count) {
            if (count > 0) {
                backlog.moved(subscription, from, States.WAITING, count);
                queue.more(subscription);
            }
        }
    }

    /// Nothing waits for a blocker any more whose subscription does not want that: all else is released when the one before
    /// it ends, in the same transaction.
    private final class LeaveLanes implements Operation<List<LaneRows.Released>> {
        private final Names.Name subscription;
        private final int limit;

        LeaveLanes(Names.Name subscription, int limit) {
            this.subscription = subscription;
            this.limit = limit;
        }

        @Override
        public List<LaneRows.Released> run(Statements statements) throws SQLException {
            return lanes.leaveUnwantedBlockers(statements, subscription, limit, clock.millis());
        }

        @Override
        public void committed(List<LaneRows.Released> released) {
            released.forEach(lanes::committed);
        }
    }

    private final class Cancel implements Operation<Map<Integer, List<Long>>> {
        private final Names.Name subscription;
        private final String reason;
        private final int limit;

        Cancel(Names.Name subscription, String reason, int limit) {
            this.subscription = subscription;
            this.reason = reason;
            this.limit = limit;
        }

        @Override
        public Map<Integer, List<Long>> run(Statements statements) throws SQLException {
            var cancelled = new HashMap<Integer, List<Long>>();
            int left = limit;
            for (int state = States.WAITING; state < States.FINAL && left > 0; state++) {
                var events = find(statements, subscription.seq(), state, left);
                for (long event : events) {
                    end(statements, event, subscription.seq(), States.CANCELLED, reason);
                    lanes.forget(statements, subscription, event);
                }
                cancelled.put(state, events);
                left -= events.size();
            }
            return cancelled;
        }

        @Override
        public void committed(Map<Integer, List<Long>> cancelled) {
            cancelled.forEach((state, events) -> {
                backlog.moved(subscription, state, States.CANCELLED, events.size());
                queue.stopped(subscription, events);
            });
        }
    }

    private record Expired(long event, long subscription, int state) {}

    private record AllExpired(List<Expired> expired, List<LaneRows.Released> released) {
        static final AllExpired NONE = new AllExpired(List.of(), List.of());
    }

    private final class Expire implements Operation<AllExpired> {
        private final long now;
        private final int limit;

        Expire(long now, int limit) {
            this.now = now;
            this.limit = limit;
        }

        @Override
        public AllExpired run(Statements statements) throws SQLException {
            var found = new ArrayList<Expired>();
            var released = new ArrayList<LaneRows.Released>();
            statements.each(
                    row -> found.add(new Expired(row.getLong(1), row.getLong(2), row.getInt(3))), """
                    SELECT event_seq, subscription_seq, state FROM deliveries INDEXED BY deliveries_parked
                    WHERE expires < ? AND state > 0 AND state < 8 ORDER BY expires LIMIT ?\
                    """, now, limit);
            for (var expired : found) {
                var reason = "it was parked (%s) until its time ran out"
                        .formatted(States.parkReason(expired.state()).text());
                end(statements, expired.event(), expired.subscription(), States.EXPIRED, reason);
                var name = names.subscription(expired.subscription());
                Outbox.expired(statements, expired.event(), name, reason, clock.instant());
                if (name != null) {
                    lanes.leave(statements, name, expired.event(), clock.millis())
                            .ifPresent(released::add);
                }
            }
            return new AllExpired(found, released);
        }

        @Override
        public void committed(AllExpired all) {
            for (var expired : all.expired()) {
                var name = names.subscription(expired.subscription());
                if (name != null) {
                    backlog.moved(name, expired.state(), States.EXPIRED, 1);
                    queue.stopped(name, List.of(expired.event()));
                }
            }
            all.released().forEach(lanes::committed);
        }
    }
}

package io.penstock.embedded;

import io.penstock.delivery.DeliveryId;
import io.penstock.identity.Id128;
import io.penstock.ledger.Lanes;
import io.penstock.ledger.Page;
import io.penstock.subscription.SubscriptionUid;
import io.penstock.tenant.TenantUid;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Shows the lanes that do not go on, and skips what holds them back.
final class SqliteLanes implements Lanes {
    private static final String REASON = "skipped by hand";

    private static final String BLOCKED = DeliveryRows.SELECT_BLOCKERS
            + "WHERE lanes.subscription_seq = ? AND blocks <> 0 AND lane > ? ORDER BY lane LIMIT ?";

    private final Writer writer;
    private final Readers readers;
    private final Names names;
    private final DeliveryRows rows;
    private final LaneRows lanes;
    private final Backlog backlog;
    private final Handover queue;
    private final EmbeddedOptions options;
    private final InstantSource clock;

    SqliteLanes(
            Writer writer,
            Readers readers,
            Names names,
            DeliveryRows rows,
            LaneRows lanes,
            Backlog backlog,
            Handover queue,
            EmbeddedOptions options,
            InstantSource clock) {
        this.writer = writer;
        this.readers = readers;
        this.names = names;
        this.rows = rows;
        this.lanes = lanes;
        this.backlog = backlog;
        this.queue = queue;
        this.options = options;
        this.clock = clock;
    }

    private record Found(long lane, DeliveryRows.Read read, String partitionKey) {}

    @Override
    public Page<Blocked> blocked(TenantUid tenant, SubscriptionUid subscription, @Nullable String cursor, int limit) {
        long list = Id128.derive("lanes", subscription.value().text()).high();
        long after = cursor == null ? Long.MIN_VALUE : Cursor.read(cursor, list).event();
        var name = names.find(subscription).orElse(null);
        if (name == null || !names.find(tenant).equals(Optional.of(name.tenant()))) {
            return new Page<>(List.of(), Optional.empty());
        }
        return readers.read(statements -> page(statements, name, list, after, limit));
    }

    private Page<Blocked> page(Statements statements, Names.Name subscription, long list, long after, int limit)
            throws SQLException {
        var found = new ArrayList<Found>();
        statements.each(row -> add(found, row), BLOCKED, subscription.seq(), after, limit + 1);
        var blocked = new ArrayList<Blocked>();
        for (var each : found.subList(0, Math.min(limit, found.size()))) {
            blocked.add(new Blocked(
                    each.partitionKey(),
                    each.read().delivery(),
                    LaneRows.waiting(statements, subscription.seq(), each.lane())));
        }
        var next = found.size() > limit
                ? Optional.of(new Cursor(found.get(limit - 1).lane(), 0).text(list))
                : Optional.<String>empty();
        return new Page<>(blocked, next);
    }

    private void add(List<Found> found, ResultSet row) throws SQLException {
        var read = rows.read(row);
        var key = EventRows.partitionKey(row.getString(DeliveryRows.COUNT + 2));
        if (read != null && key != null) {
            found.add(new Found(row.getLong(DeliveryRows.COUNT + 1), read, key));
        }
    }

    @Override
    public Skip skip(TenantUid tenant, DeliveryId delivery) {
        var seq = names.find(tenant);
        if (seq.isEmpty()) {
            return Skip.UNKNOWN;
        }
        var read = readers.read(statements -> Optional.ofNullable(rows.find(statements, delivery, seq.get())));
        var subscription = read.flatMap(found -> names.find(found.delivery().subscription()));
        if (subscription.isEmpty()) {
            return Skip.UNKNOWN;
        }
        return writer.change(new SkipOne(read.get().event(), subscription.get()))
                .what();
    }

    /// @param from the state before
    private record Done(Skip what, int from, Optional<LaneRows.Released> released) {
        static Done nothing(Skip what) {
            return new Done(what, 0, Optional.empty());
        }
    }

    private final class SkipOne implements Operation<Done> {
        private final long event;
        private final Names.Name subscription;

        SkipOne(long event, Names.Name subscription) {
            this.event = event;
            this.subscription = subscription;
        }

        @Override
        public Done run(Statements statements) throws SQLException {
            long now = clock.millis();
            long state = statements.number(
                    -1,
                    "SELECT state FROM deliveries WHERE event_seq = ? AND subscription_seq = ? AND expires > ?",
                    event,
                    subscription.seq(),
                    options.lost(now));
            if (state < 0) {
                return Done.nothing(Skip.UNKNOWN);
            }
            if (state >= States.FINAL && !lanes.isBlocking(statements, subscription, event)) {
                return Done.nothing(Skip.HAD_ENDED);
            }
            statements.update(
                    "UPDATE deliveries SET state = ?, due = NULL, reason = ? WHERE event_seq = ? AND subscription_seq = ?",
                    States.SKIPPED,
                    REASON,
                    event,
                    subscription.seq());
            return new Done(Skip.SKIPPED, (int) state, lanes.leave(statements, subscription, event, now));
        }

        @Override
        public void committed(Done done) {
            if (done.what() == Skip.SKIPPED) {
                backlog.moved(subscription, done.from(), States.SKIPPED, 1);
                queue.stopped(subscription, List.of(event));
                done.released().ifPresent(lanes::committed);
            }
        }
    }
}

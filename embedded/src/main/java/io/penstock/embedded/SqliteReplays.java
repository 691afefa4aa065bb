package io.penstock.embedded;

import io.penstock.delivery.DeliveryId;
import io.penstock.delivery.Replays;
import io.penstock.event.EventKey;
import io.penstock.identity.Id128;
import io.penstock.tenant.TenantUid;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Optional;

/// Begins deliveries anew.
final class SqliteReplays implements Replays {
    private final Writer writer;
    private final Readers readers;
    private final Names names;
    private final DeliveryRows rows;
    private final Backlog backlog;
    private final Handover queue;
    private final LaneRows lanes;
    private final EmbeddedOptions options;
    private final InstantSource clock;

    SqliteReplays(
            Writer writer,
            Readers readers,
            Names names,
            DeliveryRows rows,
            Backlog backlog,
            Handover queue,
            LaneRows lanes,
            EmbeddedOptions options,
            InstantSource clock) {
        this.writer = writer;
        this.readers = readers;
        this.names = names;
        this.rows = rows;
        this.backlog = backlog;
        this.queue = queue;
        this.lanes = lanes;
        this.options = options;
        this.clock = clock;
    }

    @Override
    public boolean replay(TenantUid tenant, DeliveryId delivery) {
        var seq = names.find(tenant);
        if (seq.isEmpty()) {
            return false;
        }
        return readers.read(statements -> Optional.ofNullable(rows.find(statements, delivery, seq.get())))
                .map(this::replay)
                .orElse(false);
    }

    private boolean replay(DeliveryRows.Read read) {
        return names.find(read.delivery().subscription())
                .map(subscription ->
                        writer.change(new Replay(read.event(), subscription)).isPresent())
                .orElse(false);
    }

    /// @param from the state before
    /// @param run the run that has begun
    /// @param to the state now
    private record Replayed(EventKey event, int from, int run, int to) {
        Replayed to(int now) {
            return new Replayed(event, from, run, now);
        }
    }

    private final class Replay implements Operation<Optional<Replayed>> {
        private final long seq;
        private final Names.Name subscription;

        Replay(long seq, Names.Name subscription) {
            this.seq = seq;
            this.subscription = subscription;
        }

        @Override
        public Optional<Replayed> run(Statements statements) throws SQLException {
            long now = clock.millis();
            var before = statements.first(
                    row -> new Replayed(new EventKey(Id128.of(row.getBytes(1))), row.getInt(2), row.getInt(3) + 1, 0),
                    """
                    SELECT key, state, run FROM events JOIN deliveries ON event_seq = seq
                    WHERE seq = ? AND subscription_seq = ? AND accepted_at > ?
                    AND erased_at IS NULL\
                    """,
                    seq,
                    subscription.seq(),
                    options.erased(now));
            if (before == null) {
                return Optional.empty();
            }
            int to = lanes.begunAgain(statements, subscription, seq);
            statements.update("""
                UPDATE deliveries SET state = ?, run = run + 1, next = 1, due = ?, reason = NULL
                WHERE event_seq = ? AND subscription_seq = ?\
                """, to, to == States.WAITING ? now : null, seq, subscription.seq());
            return Optional.of(before.to(to));
        }

        @Override
        public void committed(Optional<Replayed> replayed) {
            replayed.ifPresent(before -> {
                backlog.moved(subscription, before.from(), before.to(), 1);
                queue.replayed(subscription, seq, before.event(), before.run(), before.to());
            });
        }
    }
}

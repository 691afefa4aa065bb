package io.penstock.embedded;

import io.penstock.event.EventKey;
import io.penstock.ledger.Erasure;
import io.penstock.tenant.TenantUid;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/// Erases events, each in a transaction.
final class SqliteErasure implements Erasure {
    private static final String FIND = "SELECT seq FROM events WHERE key = ? AND tenant = ? AND accepted_at > ?";

    private final Writer writer;
    private final Names names;
    private final Backlog backlog;
    private final Handover queue;
    private final LaneRows lanes;
    private final EmbeddedOptions options;
    private final InstantSource clock;

    SqliteErasure(
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
    public boolean erase(TenantUid tenant, EventKey event) {
        return names.find(tenant)
                .map(seq ->
                        writer.removal(new Erase(seq, event.value().bytes())).found())
                .orElse(false);
    }

    /// A delivery that is cancelled.
    ///
    /// @param state it was in
    private record Cancelled(long subscription, int state) {}

    private record Erased(boolean found, long seq, List<Cancelled> cancelled, List<LaneRows.Released> released) {}

    private final class Erase implements Operation<Erased> {
        private final long tenant;
        private final byte[] key;

        Erase(long tenant, byte[] key) {
            this.tenant = tenant;
            this.key = key;
        }

        @Override
        public Erased run(Statements statements) throws SQLException {
            long now = clock.millis();
            long seq = statements.number(0, FIND, key, tenant, options.erased(now));
            if (seq == 0) {
                return new Erased(false, 0, List.of(), List.of());
            }
            // What is removed is overwritten too, rather than left in pages that are free.
            statements.each(row -> {}, "PRAGMA secure_delete = ON");
            try {
                erase(statements, seq, now);
            } finally {
                statements.each(row -> {}, "PRAGMA secure_delete = OFF");
            }
            var cancelled = cancel(statements, seq);
            return new Erased(true, seq, cancelled, lanes.leave(statements, names, seq, seq, Integer.MAX_VALUE, now));
        }

        private static void erase(Statements statements, long seq, long now) throws SQLException {
            statements.update("""
                    UPDATE events SET subject = NULL, subject_hash = NULL, time = NULL, content_type = NULL,
                        data_schema = NULL, extensions = NULL, data_form = NULL, data = NULL, content_hash = x'',
                        erased_at = ?
                    WHERE seq = ? AND erased_at IS NULL""", now, seq);
            statements.update("UPDATE attempts SET response = NULL WHERE event_seq = ? AND response NOT NULL", seq);
        }

        private static List<Cancelled> cancel(Statements statements, long seq) throws SQLException {
            var cancelled = new ArrayList<Cancelled>();
            statements.each(
                    row -> cancelled.add(new Cancelled(row.getLong(1), row.getInt(2))),
                    "SELECT subscription_seq, state FROM deliveries WHERE event_seq = ? AND state < 8",
                    seq);
            statements.update(
                    "UPDATE deliveries SET state = ?, due = NULL, reason = ? WHERE event_seq = ? AND state < 8",
                    States.CANCELLED,
                    REASON,
                    seq);
            return cancelled;
        }

        @Override
        public void committed(Erased erased) {
            for (var delivery : erased.cancelled()) {
                var name = names.subscription(delivery.subscription());
                if (name != null) {
                    backlog.moved(name, delivery.state(), States.CANCELLED, 1);
                    queue.stopped(name, List.of(erased.seq()));
                }
            }
            erased.released().forEach(lanes::committed);
        }
    }
}

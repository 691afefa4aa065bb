package io.penstock.embedded;

import io.penstock.delivery.DeliveryId;
import io.penstock.event.EventKey;
import io.penstock.replay.ReplayMode;
import io.penstock.replay.ReplayPage;
import io.penstock.replay.ReplayPages;
import io.penstock.replay.Replayed;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Begins a page of deliveries anew, in one transaction.
final class SqliteReplayPages implements ReplayPages {
    /// The first run of a delivery that nobody planned: 1 is the plan's.
    private static final int UNPLANNED_RUN = 2;

    private final Writer writer;
    private final Names names;
    private final Backlog backlog;
    private final Handover queue;
    private final LaneRows lanes;
    private final EmbeddedOptions options;
    private final InstantSource clock;

    SqliteReplayPages(
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
    public List<Replayed> replay(ReplayPage page) {
        var tenant = names.find(page.tenant());
        if (tenant.isEmpty()) {
            return page.events().stream().map(_ -> Replayed.GONE).toList();
        }
        var subscription = names.subscription(page.subscription(), tenant.get());
        return writer.change(new Step(page, tenant.get(), subscription)).stream()
                .map(Done::what)
                .toList();
    }

    /// An event of the tenant.
    private record Found(long seq, long acceptedAt) {}

    /// Where a delivery stands.
    private record Present(int state, int run, long job) {}

    /// What became of an event.
    ///
    /// @param seq its number, if its delivery began a run
    /// @param from the state before
    /// @param run that run
    /// @param to the state now
    private record Done(EventKey event, Replayed what, long seq, int from, int run, int to) {
        static Done nothing(EventKey event, Replayed what) {
            return new Done(event, what, 0, 0, 0, 0);
        }
    }

    private final class Step implements Operation<List<Done>> {
        private final ReplayPage page;
        private final long tenant;
        private final Names.Name subscription;

        Step(ReplayPage page, long tenant, Names.Name subscription) {
            this.page = page;
            this.tenant = tenant;
            this.subscription = subscription;
        }

        @Override
        public List<Done> run(Statements statements) throws SQLException {
            long now = clock.millis();
            var done = new ArrayList<Done>();
            for (var event : page.events()) {
                done.add(replay(statements, event, now));
            }
            return done;
        }

        private Done replay(Statements statements, EventKey event, long now) throws SQLException {
            var found = statements.first(
                    row -> new Found(row.getLong(1), row.getLong(2)),
                    "SELECT seq, accepted_at FROM events WHERE key = ? AND tenant = ? AND erased_at IS NULL",
                    event.value().bytes(),
                    tenant);
            if (found == null || options.expires(found.acceptedAt()) <= now) {
                return Done.nothing(event, Replayed.GONE);
            }
            var present = statements.first(
                    row -> new Present(row.getInt(1), row.getInt(2), row.getLong(3)),
                    "SELECT state, run, job FROM deliveries WHERE event_seq = ? AND subscription_seq = ?",
                    found.seq(),
                    subscription.seq());
            var left = present == null ? null : left(present);
            if (left != null || page.dryRun()) {
                return Done.nothing(event, left == null ? Replayed.SENT : left);
            }
            int to = lanes.begunAgain(statements, subscription, found.seq());
            var due = to == States.WAITING ? now : null;
            if (present == null) {
                make(statements, event, found, to, due);
                return new Done(event, Replayed.SENT, found.seq(), Backlog.NONE, UNPLANNED_RUN, to);
            }
            statements.update("""
                UPDATE deliveries SET state = ?, run = run + 1, next = 1, due = ?, reason = NULL, job = ?
                WHERE event_seq = ? AND subscription_seq = ?\
                """, to, due, page.job(), found.seq(), subscription.seq());
            return new Done(event, Replayed.SENT, found.seq(), present.state(), present.run() + 1, to);
        }

        /// What keeps a delivery from being begun again; null if nothing does.
        private @Nullable Replayed left(Present present) {
            if (present.job() == page.job()) {
                return Replayed.SENT;
            }
            if (present.job() > page.job()) {
                return Replayed.NEWER;
            }
            if (page.mode() == ReplayMode.AGAIN) {
                return null;
            }
            if (present.state() == States.DELIVERED) {
                return Replayed.DELIVERED;
            }
            return present.state() < States.FINAL ? Replayed.UNFINISHED : null;
        }

        /// Nobody planned it: its event has a delivery more from now on.
        private void make(Statements statements, EventKey event, Found found, int state, @Nullable Long due)
                throws SQLException {
            statements.update(
                    """
                    INSERT INTO deliveries (event_seq, subscription_seq, state, run, next, due, expires, tenant, id_hash, job)
                    VALUES (?, ?, ?, ?, 1, ?, ?, ?, ?, ?)\
                    """,
                    found.seq(),
                    subscription.seq(),
                    state,
                    UNPLANNED_RUN,
                    due,
                    options.expires(found.acceptedAt()),
                    tenant,
                    PlanRow.idHash(DeliveryId.of(event, subscription.uid())),
                    page.job());
            statements.update("UPDATE events SET matched = matched + 1 WHERE seq = ?", found.seq());
        }

        @Override
        public void committed(List<Done> all) {
            for (var done : all) {
                if (done.seq() > 0) {
                    backlog.moved(subscription, done.from(), done.to(), 1);
                    queue.replayed(subscription, done.seq(), done.event(), done.run(), done.to());
                }
            }
        }
    }
}

package io.penstock.embedded;

import io.penstock.tenant.TenantUid;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/// Removes what has passed its time, in steps that are short for whoever else has something to write.
final class Retention {
    private static final String TIME_RAN_OUT = "its time ran out";

    /// Most events that one step removes, and most of their deliveries and attempts.
    private static final int EVENTS = 200;

    private static final int ROWS = 2_000;

    /// Most steps of a call.
    private static final int STEPS = 50;

    /// Names of subscriptions that a call looks at.
    private static final int NAMES = 200;

    /// How many pages a call gives back to the file system, and from which share of free ones on: fewer are
    /// soon used again.
    private static final int PAGES = 500;

    private static final int FREE_SHARE = 4;
    private static final int MIN_FREE = 4_096;

    /// How much longer than events it is kept what subscriptions wanted when they were matched: planning takes a
    /// while.
    private static final Duration LONGER = Duration.ofHours(1);

    /// Of a row of `tenant_names`.
    private static final String NOTHING_LEFT = """
            NOT EXISTS (SELECT 1 FROM tenants WHERE tenants.uid = tenant_names.uid)
            AND NOT EXISTS (SELECT 1 FROM events WHERE events.tenant = tenant_names.seq)""";

    private final Writer writer;
    private final Readers readers;
    private final Names names;
    private final SqliteTenants tenants;
    private final SqliteSubscriptions subscriptions;
    private final Backlog backlog;
    private final Handover queue;
    private final LaneRows lanes;
    private final EmbeddedOptions options;
    private final ReentrantLock one = new ReentrantLock();
    private Iterator<Names.Name> looking;
    private Iterator<TenantUid> lookingAtTenants;

    Retention(
            Writer writer,
            Readers readers,
            Names names,
            SqliteTenants tenants,
            SqliteSubscriptions subscriptions,
            Backlog backlog,
            Handover queue,
            LaneRows lanes,
            EmbeddedOptions options) {
        this.writer = writer;
        this.readers = readers;
        this.names = names;
        this.tenants = tenants;
        this.subscriptions = subscriptions;
        this.backlog = backlog;
        this.queue = queue;
        this.lanes = lanes;
        this.options = options;
        this.looking = names.subscriptions().iterator();
        this.lookingAtTenants = names.tenants().iterator();
    }

    /// Removes some of what has passed its time.
    ///
    /// @return whether there may be more
    boolean prune(Instant now) {
        one.lock();
        try {
            boolean more = false;
            for (int i = 0; i < STEPS; i++) {
                more = pruneEvents(now.toEpochMilli());
                if (!more) {
                    break;
                }
            }
            pruneTombstones(now.toEpochMilli());
            pruneSelections(options.erased(now.toEpochMilli()) - LONGER.toMillis());
            forgetNames();
            forgetTenants();
            return vacuum() || more;
        } finally {
            one.unlock();
        }
    }

    private boolean pruneEvents(long now) {
        long erased = options.erased(now);
        long latest = now + PlanContext.MAX_LEAD.toMillis();
        boolean any = readers.read(statements -> EventList.oldest(statements, latest)) <= erased;
        return any
                && writer.removal(new Prune(erased, Instant.ofEpochMilli(now))).more();
    }

    private void pruneTombstones(long now) {
        if (any("SELECT 1 FROM tombstones WHERE expires <= ? LIMIT 1", now)) {
            writer.removal(statements -> statements.update(
                    "DELETE FROM tombstones WHERE key IN (SELECT key FROM tombstones WHERE expires <= ? LIMIT ?)",
                    now,
                    ROWS));
        }
    }

    private void pruneSelections(long before) {
        if (any("SELECT 1 FROM selections WHERE ended_at <= ? LIMIT 1", before)) {
            writer.removal(statements -> statements.update("""
                    DELETE FROM selections WHERE (tenant, id, version) IN (
                        SELECT tenant, id, version FROM selections WHERE ended_at <= ? LIMIT ?)""", before, ROWS));
        }
    }

    private boolean any(String sql, long time) {
        return readers.read(statements -> statements.number(0, sql, time)) > 0;
    }

    /// Forgets subscriptions of which nothing is kept: neither themselves, nor what they were, nor a
    /// delivery.
    private void forgetNames() {
        if (!looking.hasNext()) {
            looking = names.subscriptions().iterator();
        }
        var gone = new ArrayList<Names.Name>();
        for (int i = 0; i < NAMES && looking.hasNext(); i++) {
            var name = looking.next();
            if (subscriptions.find(name.uid()).isEmpty()) {
                gone.add(name);
            }
        }
        if (!gone.isEmpty()) {
            writer.removal(new Forget(gone));
        }
    }

    /// Forgets tenants that have ended, and of which no event is kept.
    private void forgetTenants() {
        if (!lookingAtTenants.hasNext()) {
            lookingAtTenants = names.tenants().iterator();
        }
        for (int i = 0; i < NAMES && lookingAtTenants.hasNext(); i++) {
            var uid = lookingAtTenants.next();
            if (!tenants.isInForce(uid) && isForgotten(uid)) {
                writer.removal(new ForgetTenant(uid));
            }
        }
    }

    private boolean isForgotten(TenantUid uid) {
        return readers.read(statements -> statements.number(
                        0,
                        "SELECT 1 FROM tenant_names WHERE uid = ? AND " + NOTHING_LEFT,
                        uid.value().bytes()))
                > 0;
    }

    private boolean vacuum() {
        boolean much = readers.read(statements -> {
            long free = statements.number(0, "PRAGMA freelist_count");
            return free > MIN_FREE && free * FREE_SHARE > statements.number(0, "PRAGMA page_count");
        });
        if (much) {
            writer.removal(statements -> {
                statements.each(row -> {}, "PRAGMA incremental_vacuum(" + PAGES + ")");
                return true;
            });
        }
        return much;
    }

    /// An unfinished delivery of an event that is removed: nobody ended it in its time.
    private record Left(long event, long subscription, int state) {}

    /// @param more whether there may be more to remove
    /// @param released whose turn has come
    private record Pruned(boolean more, List<Left> left, List<LaneRows.Released> released) {}

    private final class Prune implements Operation<Pruned> {
        private final long erased;
        private final Instant now;

        Prune(long erased, Instant now) {
            this.erased = erased;
            this.now = now;
        }

        @Override
        public Pruned run(Statements statements) throws SQLException {
            long last = statements.number(0, """
                    SELECT max(seq) FROM (SELECT seq, accepted_at FROM events ORDER BY seq LIMIT ?)
                    WHERE accepted_at <= ?""", EVENTS, erased);
            if (last == 0) {
                // All of these were accepted under a clock that was ahead, before one that has passed its time.
                last = statements.number(
                        0, "SELECT max(seq) FROM (SELECT seq FROM events ORDER BY seq LIMIT ?)", EVENTS);
            }
            var left = left(statements, last);
            int rows = statements.update("""
                    DELETE FROM attempts WHERE (event_seq, subscription_seq, run, n, copy) IN (
                        SELECT event_seq, subscription_seq, run, n, copy FROM attempts
                        WHERE event_seq <= ? ORDER BY event_seq LIMIT ?)""", last, ROWS);
            for (var delivery : left) {
                Outbox.expired(
                        statements, delivery.event(), names.subscription(delivery.subscription()), TIME_RAN_OUT, now);
                statements.update(
                        "UPDATE deliveries SET state = ?, due = NULL, reason = ?"
                                + " WHERE event_seq = ? AND subscription_seq = ?",
                        States.EXPIRED,
                        TIME_RAN_OUT,
                        delivery.event(),
                        delivery.subscription());
            }
            var released = lanes.leave(statements, names, 0, last, ROWS, now.toEpochMilli());
            boolean full = rows >= ROWS || left.size() >= ROWS || lanes.hasAnyUpTo(statements, last);
            rows += left.size() + (full ? ROWS : deleteDeliveries(statements, last));
            if (rows < ROWS) {
                deleteEvents(statements, last);
            }
            return new Pruned(last > 0, left, released);
        }

        private List<Left> left(Statements statements, long last) throws SQLException {
            var left = new ArrayList<Left>();
            statements.each(row -> left.add(new Left(row.getLong(1), row.getLong(2), row.getInt(3))), """
                    SELECT event_seq, subscription_seq, state FROM deliveries
                    WHERE event_seq <= ? AND state < 8 ORDER BY event_seq LIMIT ?""", last, ROWS);
            return left;
        }

        private int deleteDeliveries(Statements statements, long last) throws SQLException {
            return statements.update("""
                    DELETE FROM deliveries WHERE (event_seq, subscription_seq) IN (
                        SELECT event_seq, subscription_seq FROM deliveries
                        WHERE event_seq <= ? ORDER BY event_seq LIMIT ?)""", last, ROWS);
        }

        private void deleteEvents(Statements statements, long last) throws SQLException {
            if (options.retention().compareTo(PlanContext.DEDUPLICATION) < 0) {
                statements.update("""
                        INSERT OR REPLACE INTO tombstones (key, content_hash, expires)
                        SELECT key, content_hash, accepted_at + ? FROM events WHERE seq <= ?""", PlanContext.DEDUPLICATION.toMillis(), last);
            }
            statements.update("DELETE FROM repeats WHERE event_seq <= ?", last);
            statements.update("DELETE FROM events WHERE seq <= ?", last);
            Settings.put(statements, PlanContext.ERASED_SEQ, Long.toString(last));
        }

        @Override
        public void committed(Pruned pruned) {
            for (var delivery : pruned.left()) {
                var name = names.subscription(delivery.subscription());
                if (name != null) {
                    backlog.moved(name, delivery.state(), Backlog.NONE, 1);
                    queue.stopped(name, List.of(delivery.event()));
                }
            }
            pruned.released().forEach(lanes::committed);
        }
    }

    private final class Forget implements Operation<List<Long>> {
        private final List<Names.Name> gone;

        Forget(List<Names.Name> gone) {
            this.gone = gone;
        }

        @Override
        public List<Long> run(Statements statements) throws SQLException {
            var forgotten = new ArrayList<Long>();
            for (var name : gone) {
                int deleted = statements.update("""
                        DELETE FROM subscription_names WHERE seq = ?1
                        AND NOT EXISTS (SELECT 1 FROM deliveries WHERE subscription_seq = ?1)
                        AND NOT EXISTS (SELECT 1 FROM subscriptions WHERE subscriptions.uid = subscription_names.uid)
                        AND NOT EXISTS (SELECT 1 FROM selections WHERE selections.id = subscription_names.id
                            AND selections.uid = subscription_names.uid
                            AND selections.tenant =
                                (SELECT uid FROM tenant_names WHERE seq = subscription_names.tenant))""", name.seq());
                if (deleted > 0) {
                    forgotten.add(name.seq());
                }
            }
            return forgotten;
        }

        @Override
        public void committed(List<Long> forgotten) {
            forgotten.forEach(names::forget);
        }
    }

    private final class ForgetTenant implements Operation<Boolean> {
        private final TenantUid uid;

        ForgetTenant(TenantUid uid) {
            this.uid = uid;
        }

        @Override
        public Boolean run(Statements statements) throws SQLException {
            var bytes = uid.value().bytes();
            return statements.update("DELETE FROM tenant_names WHERE uid = ? AND " + NOTHING_LEFT, bytes) > 0;
        }

        @Override
        public void committed(Boolean forgotten) {
            if (forgotten) {
                names.forget(uid);
            }
        }
    }
}

package io.penstock.embedded;

import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads what is due from the database into a window.
///
/// What was read may be old when it comes into memory: rows that changed meanwhile were marked by whoever
/// changed them, and are left out.
final class Refill implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Refill.class);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

    /// Most rows that one step takes, so that every window gets its turn soon.
    private static final int MAX_ROWS = 256;

    private final QueueMonitor queue;
    private final Statements statements;
    private final EmbeddedOptions options;
    private final InstantSource clock;
    private final FatalHandler fatal;
    private final ReentrantLock one = new ReentrantLock();
    private @Nullable Thread thread;

    /// A delivery that waits and is due.
    record Row(long seq, int run, int next, long expires) {}

    /// What a refill has left.
    enum Rest {
        /// Everything that was due is in memory.
        NOTHING,
        /// There may be more that is due.
        MORE,
        /// There is more that is due, and no room for it.
        NO_ROOM
    }

    /// How a refill ended.
    ///
    /// @param wake when something is due that is not yet; [Window#NEVER] if nothing is
    record Refilled(Rest rest, long wake) {}

    private record Read(List<Row> rows, boolean complete, long wake) {}

    Refill(
            QueueMonitor queue,
            Statements statements,
            EmbeddedOptions options,
            InstantSource clock,
            FatalHandler fatal) {
        this.queue = queue;
        this.statements = statements;
        this.options = options;
        this.clock = clock;
        this.fatal = fatal;
    }

    /// From now on a thread of its own refills.
    void start() {
        thread = Thread.ofPlatform().name("penstock-refill").daemon().start(this::loop);
    }

    private void loop() {
        try {
            for (var window = queue.awaitRefill(); window != null; window = queue.awaitRefill()) {
                refill(window);
            }
        } catch (InterruptedException e) {
            LOG.debug("No refills any more", e);
        } catch (RuntimeException | Error e) {
            // Without it events would go on being accepted, and retries would never come.
            fatal.fatal("reading what is due", e);
        }
    }

    /// Refills one window, if there is one that asks for it.
    ///
    /// @return whether there was
    boolean step() {
        one.lock();
        try {
            var window = queue.<@Nullable Window>get(Windows::beginRefill);
            if (window != null) {
                refill(window);
            }
            return window != null;
        } finally {
            one.unlock();
        }
    }

    private void refill(Window window) {
        long now = clock.millis();
        var refilled = new Refilled(Rest.NOTHING, now + AFTER_FAILURE.toMillis());
        try {
            var read = read(window, now);
            boolean room = take(window, read.rows());
            var rest = !room ? Rest.NO_ROOM : read.complete() ? Rest.NOTHING : Rest.MORE;
            refilled = new Refilled(rest, read.wake());
        } catch (SQLException | RuntimeException e) {
            LOG.error("What is due could not be read", e);
        } finally {
            var ended = refilled;
            queue.run(windows -> windows.endRefill(window, ended));
        }
    }

    private Read read(Window window, long now) throws SQLException {
        long subscription = window.subscription().seq();
        int most = MAX_ROWS + queue.get(_ -> window.size());
        var rows = new ArrayList<Row>();
        statements.each(
                row -> rows.add(new Row(row.getLong(1), row.getInt(2), row.getInt(3), row.getLong(4))),
                """
                SELECT event_seq, run, next, expires FROM deliveries INDEXED BY deliveries_unfinished
                WHERE subscription_seq = ? AND state = 0 AND due <= ? AND state < 8 AND expires > ?
                ORDER BY due, event_seq LIMIT ?\
                """,
                subscription,
                now,
                options.lost(now),
                most);
        long wake = statements.number(Window.NEVER, """
            SELECT min(due) FROM deliveries INDEXED BY deliveries_unfinished
            WHERE subscription_seq = ? AND state = 0 AND due > ? AND state < 8\
            """, subscription, now);
        return new Read(rows, rows.size() < most, wake);
    }

    /// @return whether there was room for all
    private boolean take(Window window, List<Row> rows) throws SQLException {
        for (var row : rows) {
            var refilled = queue.get(windows -> windows.refilled(window, row, null));
            if (refilled == Windows.Refilled.EVENT_NEEDED) {
                var found = statements.first(
                        EventRows::stored,
                        "SELECT " + EventRows.STORED_COLUMNS + " FROM events WHERE seq = ?",
                        row.seq());
                if (found != null) {
                    refilled = queue.get(windows -> windows.refilled(window, row, found));
                }
            }
            if (refilled == Windows.Refilled.FULL) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void close() {
        if (thread != null) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}

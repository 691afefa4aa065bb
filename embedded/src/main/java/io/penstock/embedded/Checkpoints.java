package io.penstock.embedded;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Moves what the write-ahead log holds to its place in the database, off the writer's thread
/// ([checkpoints](https://www.sqlite.org/wal.html#checkpointing)).
///
/// The log begins anew only when all of it was moved and nobody reads it. Under continuous load that never
/// happens by itself, since the writer appends while the checkpoint moves: so, past a bound, what is left
/// after a passive checkpoint is moved while the writer waits.
final class Checkpoints {
    /// How long the log may become, but for what is written during one step.
    static final long MAX_WAL_BYTES = 64L * 1_024 * 1_024;

    private static final Logger LOG = LoggerFactory.getLogger(Checkpoints.class);

    private final Database database;
    private final Connection connection;
    private final Writer writer;
    private final ReentrantLock one = new ReentrantLock();
    private final long maxBytes;

    /// How much of the log was moved when the database was last synced.
    private long moved;

    /// @param pages how many the log has
    /// @param moved how many of them are in their place
    private record Log(long pages, long moved) {}

    Checkpoints(Database database, Writer writer, long maxBytes) throws SQLException {
        this.database = database;
        this.connection = database.checkpointer();
        this.writer = writer;
        this.maxBytes = maxBytes;
    }

    /// Moves what is there; past the bound it also lets the log begin anew.
    ///
    /// @return how long the log was, in bytes
    long step() {
        one.lock();
        try {
            long bytes = move();
            if (bytes > maxBytes) {
                // Once more, for what was written meanwhile: then little is left for which the writer waits.
                move();
                writer.between(this::restart);
            }
            return bytes;
        } catch (SQLException e) {
            failed(e);
            return 0;
        } finally {
            one.unlock();
        }
    }

    /// Moves what the log holds, and syncs it: SQLite does that only once all of the log is moved, which is when the
    /// writer waits.
    ///
    /// @return how long the log is, in bytes
    private long move() throws SQLException {
        var log = checkpoint("PASSIVE");
        if (log.moved() != moved) {
            database.sync();
            moved = log.moved();
        }
        return log.pages() * Database.PAGE_BYTES;
    }

    private void restart() {
        try {
            checkpoint("RESTART");
        } catch (SQLException e) {
            failed(e);
        }
    }

    private Log checkpoint(String mode) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery("PRAGMA wal_checkpoint(%s)".formatted(mode))) {
            rows.next();
            return new Log(rows.getLong(2), rows.getLong(3));
        }
    }

    private void failed(SQLException e) {
        if (Fault.of(e) == Fault.FATAL) {
            // A second sync may succeed without having written what the first one could not.
            writer.broken("moving the log to the database", e);
        } else {
            // What is in the log stays there, and is durable: the next step tries again.
            LOG.warn("A checkpoint failed: {}", e.getMessage());
        }
    }
}

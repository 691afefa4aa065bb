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

    private final Connection connection;
    private final Writer writer;
    private final ReentrantLock one = new ReentrantLock();
    private long longestStallNanos;

    Checkpoints(Connection connection, Writer writer) {
        this.connection = connection;
        this.writer = writer;
    }

    /// Moves what is there; past the bound it also lets the log begin anew.
    void step() {
        one.lock();
        try {
            if (passive() * Database.PAGE_BYTES > MAX_WAL_BYTES) {
                writer.between(this::restart);
            }
        } finally {
            one.unlock();
        }
    }

    /// How long the writer had to wait at most.
    long longestStallNanos() {
        return longestStallNanos;
    }

    private void restart() {
        long start = System.nanoTime();
        run("RESTART");
        longestStallNanos = Math.max(longestStallNanos, System.nanoTime() - start);
    }

    private long passive() {
        return run("PASSIVE");
    }

    /// @return how many pages the log has
    private long run(String mode) {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery("PRAGMA wal_checkpoint(%s)".formatted(mode))) {
            rows.next();
            return rows.getLong(2);
        } catch (SQLException e) {
            // What is in the log stays there, and is durable: the next step tries again.
            LOG.warn("A checkpoint failed: {}", e.getMessage());
            return 0;
        }
    }
}

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

    private static final String PASSIVE = "PASSIVE";
    private static final Logger LOG = LoggerFactory.getLogger(Checkpoints.class);

    private final Connection connection;
    private final Writer writer;
    private final ReentrantLock one = new ReentrantLock();
    private final long maxBytes;

    Checkpoints(Connection connection, Writer writer, long maxBytes) {
        this.connection = connection;
        this.writer = writer;
        this.maxBytes = maxBytes;
    }

    /// Moves what is there; past the bound it also lets the log begin anew.
    void step() {
        one.lock();
        try {
            if (run(PASSIVE) * Database.PAGE_BYTES > maxBytes) {
                // Once more, for what was written meanwhile: then little is left for which the writer waits.
                run(PASSIVE);
                writer.between(() -> run("RESTART"));
            }
        } finally {
            one.unlock();
        }
    }

    /// @return how many pages the log has
    private long run(String mode) {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery("PRAGMA wal_checkpoint(%s)".formatted(mode))) {
            rows.next();
            return rows.getLong(2);
        } catch (SQLException e) {
            if (Fault.of(e) == Fault.FATAL) {
                // A second sync may succeed without having written what the first one could not.
                writer.broken("moving the log to the database", e);
            } else {
                // What is in the log stays there, and is durable: the next step tries again.
                LOG.warn("A checkpoint failed: {}", e.getMessage());
            }
            return 0;
        }
    }
}

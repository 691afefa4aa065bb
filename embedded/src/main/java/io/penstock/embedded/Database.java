package io.penstock.embedded;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.sqlite.SQLiteErrorCode;

/// Opens the database's connections, each for one thread and one purpose.
final class Database implements AutoCloseable {
    /// How large a page is. Chosen by measuring: larger ones make small rows dear, since a page is written
    /// whole.
    static final int PAGE_BYTES = 4_096;

    private static final int WRITER_CACHE_KIB = 32 * 1_024;
    private static final int READER_CACHE_KIB = 2 * 1_024;
    private static final int BUSY_MILLIS = 10_000;

    /// For so long a checkpoint waits for those who still read the log; the writer may wait with it.
    private static final int CHECKPOINT_BUSY_MILLIS = 20;

    private final Path file;
    private final List<Connection> open = new ArrayList<>();

    /// For [#sync()]. To close it drops the locks that SQLite has on the file (POSIX locks are the process's, whichever
    /// descriptor they were asked by), so it is closed last.
    private final RandomAccessFile synced;

    Database(Path file) {
        this.file = file;
        try {
            // Not a channel: an interrupt would close it.
            this.synced = new RandomAccessFile(file.toFile(), "rw");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The connection that writes. A commit is synced when it returns; checkpoints are someone else's.
    Connection writer() throws SQLException {
        var connection = connect();
        run(
                connection,
                "PRAGMA page_size = " + PAGE_BYTES,
                "PRAGMA auto_vacuum = INCREMENTAL",
                "PRAGMA journal_mode = WAL",
                "PRAGMA synchronous = FULL",
                "PRAGMA wal_autocheckpoint = 0",
                "PRAGMA journal_size_limit = " + Checkpoints.MAX_WAL_BYTES,
                "PRAGMA cache_size = -" + WRITER_CACHE_KIB);
        return connection;
    }

    /// Makes transactions a matter of statements alone. The driver, left in its mode of automatic commits,
    /// tries to begin and commit a transaction around each statement that writes.
    static void withoutAutomaticCommits(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        run(connection, "COMMIT");
    }

    /// A connection that only reads.
    Connection reader() throws SQLException {
        var connection = connect();
        run(connection, "PRAGMA query_only = TRUE", "PRAGMA cache_size = -" + READER_CACHE_KIB);
        return connection;
    }

    /// The connection that moves the log's pages to their places.
    Connection checkpointer() throws SQLException {
        var connection = connect();
        run(
                connection,
                "PRAGMA busy_timeout = " + CHECKPOINT_BUSY_MILLIS,
                "PRAGMA synchronous = FULL",
                "PRAGMA wal_autocheckpoint = 0",
                "PRAGMA cache_size = -256");
        return connection;
    }

    /// Syncs what was written to the database's file, but not the log.
    void sync() throws SQLException {
        try {
            synced.getFD().sync();
        } catch (IOException e) {
            throw new SQLException(
                    "the database cannot be synced: " + e.getMessage(),
                    null,
                    SQLiteErrorCode.SQLITE_IOERR_FSYNC.code,
                    e);
        }
    }

    private Connection connect() throws SQLException {
        // Without this, the driver asks for the row's number after each INSERT.
        var properties = new Properties();
        properties.setProperty("jdbc.get_generated_keys", "false");
        var connection = DriverManager.getConnection("jdbc:sqlite:" + file, properties);
        synchronized (open) {
            open.add(connection);
        }
        run(connection, "PRAGMA busy_timeout = " + BUSY_MILLIS, "PRAGMA temp_store = MEMORY", "PRAGMA mmap_size = 0");
        return connection;
    }

    static void run(Connection connection, String... statements) throws SQLException {
        try (var statement = connection.createStatement()) {
            for (var sql : statements) {
                statement.execute(sql);
            }
        }
    }

    /// Closes what is open, the latest first.
    @Override
    public void close() throws SQLException {
        synchronized (open) {
            while (!open.isEmpty()) {
                open.removeLast().close();
            }
        }
        try {
            synced.close();
        } catch (IOException e) {
            throw new SQLException("the database cannot be closed: " + e.getMessage(), e);
        }
    }
}

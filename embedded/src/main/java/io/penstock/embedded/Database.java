package io.penstock.embedded;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// Opens the database's connections, each for one thread and one purpose.
final class Database implements AutoCloseable {
    /// How large a page is. Chosen by measuring: larger ones make small rows dear, since a page is written
    /// whole.
    static final int PAGE_BYTES = 4_096;

    private static final int WRITER_CACHE_KIB = 32 * 1_024;
    private static final int READER_CACHE_KIB = 2 * 1_024;
    private static final int BUSY_MILLIS = 10_000;

    private final Path file;
    private final List<Connection> open = new ArrayList<>();

    Database(Path file) {
        this.file = file;
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

    /// A connection that only reads.
    Connection reader() throws SQLException {
        var connection = connect();
        run(connection, "PRAGMA query_only = TRUE", "PRAGMA cache_size = -" + READER_CACHE_KIB);
        return connection;
    }

    /// The connection that moves the log's pages to their places.
    Connection checkpointer() throws SQLException {
        var connection = connect();
        run(connection, "PRAGMA synchronous = FULL", "PRAGMA wal_autocheckpoint = 0", "PRAGMA cache_size = -256");
        return connection;
    }

    private Connection connect() throws SQLException {
        var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
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
    }
}

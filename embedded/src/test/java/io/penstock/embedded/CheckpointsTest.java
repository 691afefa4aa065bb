package io.penstock.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CheckpointsTest {
    private static final int ROW_BYTES = 50_000;
    private static final long BOUND = 1_000_000;

    @TempDir
    Path path;

    @Test
    void theLogBeginsAnewPastItsBoundWhileItIsWritten() throws SQLException, IOException {
        try (var directory = DataDirectory.open(path);
                var database = new Database(directory.database())) {
            var connection = database.writer();
            Database.run(connection, "CREATE TABLE t (data BLOB) STRICT");
            Database.withoutAutomaticCommits(connection);
            var transaction = new Transaction(new Statements(connection));
            try (var writer = new Writer(transaction, new DiskSpace(directory, 1_024), (what, cause) -> {})) {
                var checkpoints = new Checkpoints(database, writer, BOUND);
                for (int i = 0; i < 100; i++) {
                    insert(writer);
                    checkpoints.step();
                }
            }
            assertThat(Files.size(path.resolve("penstock.db-wal"))).isLessThan(BOUND + 3 * ROW_BYTES);
        }
        assertThat(Files.size(path.resolve("penstock.db"))).isGreaterThan(100L * ROW_BYTES);
    }

    @Test
    void whoReadsForLongHoldsUpNoWriter() throws SQLException, IOException {
        try (var directory = DataDirectory.open(path);
                var database = new Database(directory.database())) {
            var connection = database.writer();
            Database.run(connection, "CREATE TABLE t (data BLOB) STRICT", "INSERT INTO t VALUES (x'00')");
            Database.withoutAutomaticCommits(connection);
            var transaction = new Transaction(new Statements(connection));
            try (var writer = new Writer(transaction, new DiskSpace(directory, 1_024), (what, cause) -> {})) {
                var checkpoints = new Checkpoints(database, writer, BOUND);
                try (var statement = database.reader().createStatement();
                        var reading = statement.executeQuery("SELECT * FROM t")) {
                    assertThat(reading.next()).isTrue();
                    for (int i = 0; i < 100; i++) {
                        insert(writer);
                    }
                    checkpoints.step();
                    insert(writer);
                    assertThat(checkpoints.step()).isGreaterThan(BOUND);
                }
                checkpoints.step();
                insert(writer);
                assertThat(checkpoints.step()).isLessThan(BOUND);
            }
        }
    }

    private static void insert(Writer writer) {
        writer.change(statements -> statements.update("INSERT INTO t VALUES (?)", new byte[ROW_BYTES]));
    }
}

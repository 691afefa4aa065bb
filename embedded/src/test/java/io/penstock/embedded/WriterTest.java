package io.penstock.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.penstock.ledger.IntakeRefusedException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

final class WriterTest {
    @TempDir
    Path path;

    private final List<String> fatal = new ArrayList<>();
    private DataDirectory directory;
    private Database database;
    private Connection connection;
    private FaultyTransaction transaction;
    private DiskSpace space;
    private Writer writer;

    /// Fails at its next commits.
    private static final class FaultyTransaction extends Transaction {
        private volatile @Nullable SQLException failure;
        private int commits;

        FaultyTransaction(Statements statements) {
            super(statements);
        }

        @Override
        void commit() throws SQLException {
            commits++;
            if (failure != null) {
                throw failure;
            }
            super.commit();
        }
    }

    @BeforeEach
    void open() throws SQLException {
        directory = DataDirectory.open(path);
        database = new Database(directory.database());
        connection = database.writer();
        Database.run(connection, "CREATE TABLE t (n INTEGER PRIMARY KEY, data BLOB) STRICT");
        Database.withoutAutomaticCommits(connection);
        transaction = new FaultyTransaction(new Statements(connection));
        space = new DiskSpace(directory);
        space.look();
        writer = new Writer(transaction, space, (what, cause) -> fatal.add(what));
    }

    @AfterEach
    void close() throws SQLException {
        writer.close();
        database.close();
        directory.close();
    }

    private static Operation<Integer> insert(int n) {
        return insert(n, 1);
    }

    private static Operation<Integer> insert(int n, int bytes) {
        return statements -> statements.update("INSERT INTO t (n, data) VALUES (?, ?)", n, new byte[bytes]);
    }

    private List<Long> rows() throws SQLException {
        var rows = new ArrayList<Long>();
        new Statements(database.reader()).each(row -> rows.add(row.getLong(1)), "SELECT n FROM t ORDER BY n");
        return rows;
    }

    @Test
    void operationsThatComeTogetherShareACommit() throws Exception {
        together(List.of(insert(1), insert(2), insert(3)), futures -> {
            for (var future : futures) {
                assertThat(future.get()).isEqualTo(1);
            }
        });

        assertThat(transaction.commits).isEqualTo(1);
        assertThat(rows()).containsExactly(1L, 2L, 3L);
    }

    @Test
    void anOperationThatFailsFailsAlone() throws Exception {
        Operation<Integer> half = statements -> {
            insert(7).run(statements);
            throw new IllegalArgumentException("on purpose");
        };
        together(List.of(insert(1), insert(1), half, insert(2)), futures -> {
            assertThat(futures.get(0).get()).isEqualTo(1);
            assertThat(futures.get(1))
                    .failsWithin(Duration.ofSeconds(1))
                    .withThrowableThat()
                    .withCauseInstanceOf(StorageException.class);
            assertThat(futures.get(2))
                    .failsWithin(Duration.ofSeconds(1))
                    .withThrowableThat()
                    .withCauseInstanceOf(IllegalArgumentException.class);
            assertThat(futures.get(3).get()).isEqualTo(1);
        });

        assertThat(rows()).containsExactly(1L, 2L);
    }

    @Test
    void whatFollowsFromACommitComesAfterItInTheOrderOfTheOperations() throws Exception {
        var committed = new ConcurrentLinkedQueue<Integer>();
        var operations = new ArrayList<Operation<Integer>>();
        for (int i = 0; i < 5; i++) {
            int n = i;
            operations.add(new Operation<>() {
                @Override
                public Integer run(Statements statements) throws SQLException {
                    assertThat(committed).isEmpty();
                    return n == 3 ? insert(0).run(statements) : insert(n).run(statements);
                }

                @Override
                public void committed(Integer result) {
                    committed.add(n);
                }
            });
        }
        together(operations, futures -> assertThat(futures.get(4).get()).isEqualTo(1));

        assertThat(committed).containsExactly(0, 1, 2, 4);
    }

    @Test
    void aFullDiskRefusesNewEventsAndGivesItsBallastForOutcomes() throws SQLException {
        fillUp();

        assertThatExceptionOfType(IntakeRefusedException.class)
                .isThrownBy(() -> writer.intake(1, insert(1, 100_000)))
                .satisfies(refused -> assertThat(refused.reason()).isEqualTo(IntakeRefusedException.Cause.DISK_FULL));
        assertThat(space.isFull()).isTrue();
        assertThat(directory.ballast()).doesNotExist();
        int commits = transaction.commits;
        assertThatExceptionOfType(IntakeRefusedException.class).isThrownBy(() -> writer.intake(1, insert(2)));
        assertThat(transaction.commits).as("nothing was tried").isEqualTo(commits);

        grow();
        assertThat(writer.outcome(insert(3))).isEqualTo(1);
        assertThat(space.look()).isTrue();
        assertThat(directory.ballast()).hasSize(DiskSpace.BALLAST_BYTES);
        assertThat(writer.intake(1, insert(4))).isEqualTo(1);
        assertThat(rows()).containsExactly(3L, 4L);
        assertThat(fatal).isEmpty();
    }

    @Test
    void anOutcomeThatFindsNoRoomIsKeptUntilThereIs() throws Exception {
        fillUp();
        writer.start();
        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            var outcome = callers.submit(() -> writer.outcome(insert(1, 100_000)));
            while (!space.isStuck() && !outcome.isDone()) {
                Thread.onSpinWait();
            }
            writer.retryKept();
            assertThat(outcome.isDone()).isFalse();

            grow();
            writer.retryKept();

            assertThat(outcome.get()).isEqualTo(1);
            assertThat(space.isStuck()).isFalse();
        }
        assertThat(rows()).containsExactly(1L);
    }

    @Test
    void anErrorOfTheDiskIsFatalAndNothingIsWrittenAnyMore() throws SQLException {
        transaction.failure = new SQLiteException("disk I/O error", SQLiteErrorCode.SQLITE_IOERR_FSYNC);

        assertThatExceptionOfType(StorageException.class).isThrownBy(() -> writer.outcome(insert(1)));
        transaction.failure = null;
        assertThatExceptionOfType(StorageException.class).isThrownBy(() -> writer.intake(1, insert(2)));

        assertThat(fatal).hasSize(1);
        assertThat(rows()).isEmpty();
    }

    @Test
    void nothingIsWrittenAfterTheEnd() {
        writer.close();

        assertThatIllegalStateException().isThrownBy(() -> writer.outcome(insert(1)));
        assertThatExceptionOfType(IntakeRefusedException.class)
                .isThrownBy(() -> writer.intake(1, insert(1)))
                .satisfies(refused -> assertThat(refused.reason()).isEqualTo(IntakeRefusedException.Cause.STOPPING));
    }

    /// Lets the database not grow any more.
    private void fillUp() throws SQLException {
        Database.run(connection, "PRAGMA max_page_count = 1");
    }

    private void grow() throws SQLException {
        Database.run(connection, "PRAGMA max_page_count = 1000000");
    }

    private interface Check {
        void of(List<Future<Integer>> futures) throws Exception;
    }

    /// Has `operations` waiting, in this order, before the first is written.
    private void together(List<Operation<Integer>> operations, Check check) throws Exception {
        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            var futures = new ArrayList<Future<Integer>>();
            writer.between(() -> {
                for (var operation : operations) {
                    futures.add(callers.submit(() -> writer.outcome(operation)));
                    while (writer.waiting() < futures.size()) {
                        Thread.onSpinWait();
                    }
                }
            });
            check.of(futures);
        }
    }
}

package io.penstock.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.penstock.ledger.IntakeRefusedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

final class WriterTest {
    private static final int BALLAST_BYTES = 1_024 * 1_024;

    @TempDir
    Path path;

    private final List<String> fatal = new ArrayList<>();
    private DataDirectory directory;
    private Database database;
    private Connection connection;
    private FaultyTransaction transaction;
    private DiskSpace space;
    private Writer writer;

    /// Fails at its next commits, and has a disk that is as large as a test says.
    private static final class FaultyTransaction extends Transaction {
        private final Path ballast;
        private volatile @Nullable SQLException failure;
        private volatile @Nullable Error error;
        private int commits;

        /// How many pages fit beside the ballast; without it, as many more as it takes.
        private volatile long pages = Integer.MAX_VALUE / 2;

        FaultyTransaction(Statements statements, Path ballast) {
            super(statements);
            this.ballast = ballast;
        }

        @Override
        void begin() throws SQLException {
            long freed = Files.exists(ballast) ? 0 : BALLAST_BYTES / Database.PAGE_BYTES;
            statements().each(row -> {}, "PRAGMA max_page_count = " + (pages + freed));
            super.begin();
        }

        @Override
        void commit() throws SQLException {
            commits++;
            if (failure != null) {
                throw failure;
            }
            if (error != null) {
                throw error;
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
        transaction = new FaultyTransaction(new Statements(connection), directory.ballast());
        space = new DiskSpace(directory, BALLAST_BYTES);
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
        assertThatExceptionOfType(IntakeRefusedException.class).isThrownBy(() -> writer.change(insert(2)));
        assertThat(transaction.commits).as("nothing was tried").isEqualTo(commits);

        assertThat(writer.outcome(insert(3, 100_000))).isEqualTo(1);
        Operation<Integer> delete = statements -> statements.update("DELETE FROM t WHERE n = 3");
        assertThat(writer.removal(delete)).isEqualTo(1);
        assertThat(writer.outcome(insert(4, 100_000))).isEqualTo(1);

        empty();
        assertThat(space.look()).isTrue();
        assertThat(directory.ballast()).hasSize(BALLAST_BYTES);
        assertThat(writer.intake(1, insert(5))).isEqualTo(1);
        assertThat(writer.change(insert(6))).isEqualTo(1);
        assertThat(rows()).containsExactly(4L, 5L, 6L);
        assertThat(fatal).isEmpty();
    }

    @Test
    void anOutcomeGivesUpTheBallastItself() throws SQLException {
        fillUp();

        assertThat(writer.outcome(insert(1, 100_000))).isEqualTo(1);

        assertThat(directory.ballast()).doesNotExist();
        assertThat(space.isFull()).isTrue();
        assertThat(space.isStuck()).isFalse();
    }

    @Test
    void outcomesThatFindNoRoomAreKeptUntilThereIsInTransactionsOfABoundedSize() throws Exception {
        fillUp();
        writer.start();
        int count = 2 * Writer.MAX_GROUP;
        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            var outcomes = new ArrayList<Future<Integer>>();
            for (int n = 1; n <= count; n++) {
                int number = n;
                outcomes.add(callers.submit(() -> writer.outcome(insert(number, 2 * BALLAST_BYTES / count + 10_000))));
            }
            while (!space.isStuck()) {
                Thread.onSpinWait();
            }
            writer.retryKept();
            assertThat(outcomes).anyMatch(outcome -> !outcome.isDone());

            empty();
            for (var outcome : outcomes) {
                while (!outcome.isDone()) {
                    writer.retryKept();
                }
                assertThat(outcome.get()).isEqualTo(1);
            }
            writer.retryKept();
            assertThat(space.isStuck()).isFalse();
        }
        assertThat(rows()).hasSize(count);
        assertThat(fatal).isEmpty();
    }

    @Test
    void whateverIsKeptForWantOfRoomFailsWithTheDisk() throws Exception {
        fillUp();
        writer.start();
        int count = 2 * Writer.MAX_GROUP;
        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            var outcomes = new ArrayList<Future<Integer>>();
            for (int n = 1; n <= count; n++) {
                int number = n;
                outcomes.add(callers.submit(() -> writer.outcome(insert(number, 10_000))));
            }
            while (!space.isStuck()) {
                Thread.onSpinWait();
            }
            transaction.failure = new SQLiteException("disk I/O error", SQLiteErrorCode.SQLITE_IOERR_FSYNC);
            empty();
            writer.retryKept();

            int failed = 0;
            for (var outcome : outcomes) {
                try {
                    assertThat(outcome.get(10, TimeUnit.SECONDS)).isEqualTo(1);
                } catch (ExecutionException e) {
                    assertThat(e).hasCauseInstanceOf(StorageException.class);
                    failed++;
                }
            }
            assertThat(failed).isGreaterThan(Writer.MAX_GROUP);
        }
        assertThat(fatal).hasSize(1);
    }

    @Test
    void whoeverWaitsWhenTheWriterDiesIsToldThatTheDatabaseHasFailed() throws Exception {
        writer.start();
        transaction.error = new LinkageError("on purpose");
        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            var outcomes = new ArrayList<Future<Integer>>();
            writer.between(() -> {
                for (int n = 1; n <= 3; n++) {
                    int number = n;
                    outcomes.add(callers.submit(() -> writer.outcome(insert(number))));
                }
                // The writer has one in hand, the others wait.
                while (writer.waiting() != 2) {
                    Thread.onSpinWait();
                }
            });
            for (var outcome : outcomes) {
                assertThat(outcome)
                        .failsWithin(Duration.ofSeconds(10))
                        .withThrowableThat()
                        .withCauseInstanceOf(StorageException.class);
            }
        }

        assertThatExceptionOfType(StorageException.class).isThrownBy(() -> writer.outcome(insert(4)));
        assertThat(fatal).containsExactly("writing");
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

    /// Lets the database not grow any more while there is the ballast.
    private void fillUp() {
        transaction.pages = 2;
    }

    private void empty() {
        transaction.pages = Integer.MAX_VALUE / 2;
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

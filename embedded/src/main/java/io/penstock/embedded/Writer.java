package io.penstock.embedded;

import io.penstock.ledger.IntakeRefusedException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Everything that is written goes through here, in one order: operations that come together share a
/// transaction, and with it the sync of the disk.
///
/// A group runs without savepoints first, since each costs a copy of every page that it changes. If an
/// operation fails, the group runs again with a savepoint for each, and the bad one fails alone.
final class Writer implements AutoCloseable {
    /// Most operations of a transaction.
    static final int MAX_GROUP = 500;

    /// Most outcomes of a transaction while some are kept for want of room: as many of those come on top.
    static final int MAX_OUTCOMES = 2 * MAX_GROUP;

    /// Most bytes of events in a transaction.
    static final long MAX_GROUP_BYTES = 8L * 1_024 * 1_024;

    /// Most bytes of events that wait to be written; more are refused.
    static final long MAX_WAITING_BYTES = 64L * 1_024 * 1_024;

    /// Most operations that wait; whoever has another waits before.
    static final int MAX_WAITING = 16_384;

    /// From the beginning of a group to that of the next, for each operation of the first: a commit costs about the same for
    /// one operation as for twenty, and writes a page again for each group that touches it. Who comes alone hardly waits.
    private static final long PACE_NANOS = 250_000;

    /// However many it had.
    private static final long MAX_PACE_NANOS = 3_000_000;

    /// So many operations are worth a commit at once.
    private static final int WORTH_A_COMMIT = 16;

    private static final Logger LOG = LoggerFactory.getLogger(Writer.class);
    private static final long RETRY_KEPT_SECONDS = 1;
    private static final Duration RETRY_FULL = Duration.ofSeconds(30);
    private static final Duration RETRY_OVERLOADED = Duration.ofSeconds(1);

    private final Transaction transaction;
    private final DiskSpace space;
    private final FatalHandler fatal;

    private final LinkedBlockingQueue<Pending<?>> waiting = new LinkedBlockingQueue<>(MAX_WAITING);
    private final AtomicLong waitingBytes = new AtomicLong();

    /// Held while a group is written. Fair, so that a checkpoint gets its turn under load.
    private final ReentrantLock turn = new ReentrantLock(true);

    /// Outcomes that could not be written for want of room, the oldest first.
    private final List<Pending<?>> kept = new ArrayList<>();

    private volatile @Nullable Thread thread;

    /// Whether a thread of its own writes; when that ends, it wakes up whoever waits for it.
    private volatile boolean writes;

    /// What it writes just now.
    private List<Pending<?>> group = List.of();

    private volatile boolean closed;
    private volatile @Nullable Throwable broken;

    Writer(Transaction transaction, DiskSpace space, FatalHandler fatal) {
        this.transaction = transaction;
        this.space = space;
        this.fatal = fatal;
    }

    /// From now on a thread of its own writes; before, whoever waits for an operation does it.
    void start() {
        writes = true;
        thread = Thread.ofPlatform().name("penstock-writer").daemon().start(this::loop);
    }

    /// Writes new events.
    ///
    /// @param bytes how much they hold in memory, roughly
    /// @throws IntakeRefusedException if there is no room for them
    <T> T intake(int bytes, Operation<T> operation) {
        if (closed) {
            throw new IntakeRefusedException(
                    IntakeRefusedException.Cause.STOPPING, "Penstock is stopping", RETRY_OVERLOADED);
        }
        if (space.isFull()) {
            throw full();
        }
        if (waitingBytes.get() > MAX_WAITING_BYTES) {
            throw new IntakeRefusedException(
                    IntakeRefusedException.Cause.OVERLOADED,
                    "more is being written than the disk takes",
                    RETRY_OVERLOADED);
        }
        waitingBytes.addAndGet(bytes);
        try {
            return write(new Pending<>(Operation.Kind.INTAKE, operation, bytes));
        } finally {
            waitingBytes.addAndGet(-bytes);
        }
    }

    /// Writes what has happened; waits until there is room for it.
    <T> T outcome(Operation<T> operation) {
        return write(new Pending<>(Operation.Kind.OUTCOME, operation, 0));
    }

    /// Writes what someone asked for.
    ///
    /// @throws IntakeRefusedException if the disk is full: what is left of it is for outcomes
    <T> T change(Operation<T> operation) {
        if (space.isFull()) {
            throw full();
        }
        return removal(operation);
    }

    /// Writes what makes room, which is tried while the disk is full, too.
    ///
    /// @throws IntakeRefusedException if there is not even room for that
    <T> T removal(Operation<T> operation) {
        return write(new Pending<>(Operation.Kind.CHANGE, operation, 0));
    }

    private <T> T write(Pending<T> pending) {
        if (closed) {
            throw new IllegalStateException("the database is closed");
        }
        enqueue(pending);
        while (!pending.isDone()) {
            if (writes) {
                pending.await(() -> writes);
            } else {
                writeHere(pending);
            }
        }
        return pending.result();
    }

    private void enqueue(Pending<?> pending) {
        boolean interrupted = false;
        while (true) {
            try {
                waiting.put(pending);
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void writeHere(Pending<?> pending) {
        turn.lock();
        try {
            while (!pending.isDone()) {
                if (runOnce() == 0) {
                    throw broken == null ? full() : new StorageException("the database has failed", broken);
                }
            }
        } finally {
            turn.unlock();
        }
    }

    private void loop() {
        try {
            long next = System.nanoTime();
            while (!(closed && waiting.isEmpty())) {
                var first = waiting.poll(RETRY_KEPT_SECONDS, TimeUnit.SECONDS);
                long early = next - System.nanoTime();
                if (early > 0 && waiting.size() < WORTH_A_COMMIT) {
                    LockSupport.parkNanos(early);
                }
                long begun = System.nanoTime();
                turn.lock();
                try {
                    group = first == null ? new ArrayList<>() : group(first);
                    next = begun + Math.min(MAX_PACE_NANOS, PACE_NANOS * group.size());
                    if (!group.isEmpty() || !kept.isEmpty()) {
                        run(group);
                    }
                } finally {
                    turn.unlock();
                }
            }
        } catch (InterruptedException e) {
            LOG.warn("The writer was interrupted", e);
        } catch (Throwable e) {
            broken("writing", e);
            throw e;
        } finally {
            writes = false;
            group.forEach(Pending::wake);
            kept.forEach(Pending::wake);
            waiting.forEach(Pending::wake);
        }
    }

    /// Writes one group, if something waits.
    ///
    /// @return how many operations it had
    int runOnce() {
        turn.lock();
        try {
            var first = waiting.poll();
            if (first == null) {
                return 0;
            }
            var group = group(first);
            run(group);
            return group.size();
        } finally {
            turn.unlock();
        }
    }

    /// How many operations wait that no group has taken.
    int waiting() {
        return waiting.size();
    }

    /// Does something between two groups.
    void between(Runnable action) {
        turn.lock();
        try {
            action.run();
        } finally {
            turn.unlock();
        }
    }

    /// Tries again what could not be written for want of room.
    void retryKept() {
        turn.lock();
        try {
            int before = Integer.MAX_VALUE;
            while (!kept.isEmpty() && kept.size() < before && broken == null) {
                before = kept.size();
                run(new ArrayList<>());
            }
        } finally {
            turn.unlock();
        }
    }

    private List<Pending<?>> group(Pending<?> first) {
        var group = new ArrayList<Pending<?>>();
        long bytes = 0;
        for (Pending<?> next = first; next != null; next = waiting.poll()) {
            group.add(next);
            bytes += next.bytes();
            if (group.size() >= MAX_GROUP || bytes >= MAX_GROUP_BYTES) {
                break;
            }
        }
        return group;
    }

    private void run(List<Pending<?>> group) {
        if (broken != null) {
            group.addAll(kept);
            kept.clear();
            failAll(group, new StorageException("the database has failed", broken));
            return;
        }
        var some = kept.subList(0, Math.min(kept.size(), MAX_GROUP));
        group.addAll(0, some);
        some.clear();
        var failure = transact(group, false);
        if (failure != null && Fault.of(failure) == Fault.STATEMENT) {
            failure = transact(group, true);
        }
        if (failure != null && Fault.of(failure) == Fault.FULL) {
            space.filled();
            failAll(
                    group.stream()
                            .filter(p -> p.kind() != Operation.Kind.OUTCOME)
                            .toList(),
                    full());
            group.removeIf(Pending::isDone);
            failure = group.isEmpty() ? null : transact(group, true);
        }
        if (failure == null) {
            space.stuck(!kept.isEmpty());
            return;
        }
        switch (Fault.of(failure)) {
            case FULL -> {
                kept.addAll(0, group);
                space.stuck(true);
            }
            case FATAL -> {
                broken("writing the database", failure);
                group.addAll(kept);
                kept.clear();
                failAll(group, failure(failure));
            }
            case STATEMENT -> failAll(group, failure(failure));
        }
    }

    /// @param apart whether each operation can fail alone
    /// @return why nothing was written; null if all that did not fail alone was
    private @Nullable Exception transact(List<Pending<?>> group, boolean apart) {
        try {
            transaction.begin();
            for (var pending : group) {
                if (apart) {
                    transaction.apart(pending);
                } else {
                    pending.run(transaction.statements());
                }
            }
            transaction.commit();
        } catch (SQLException | RuntimeException e) {
            transaction.rollback();
            return e;
        }
        for (var pending : group) {
            if (!pending.isDone()) {
                pending.committed();
            }
        }
        return null;
    }

    /// What the disk holds is unknown: nothing is written any more.
    void broken(String what, Throwable cause) {
        broken = cause;
        LOG.error("Fatal: {} failed", what, cause);
        fatal.fatal(what, cause);
    }

    private static void failAll(List<Pending<?>> group, RuntimeException reason) {
        for (var pending : group) {
            if (!pending.isDone()) {
                pending.failed(reason);
            }
        }
    }

    static RuntimeException failure(Exception cause) {
        return cause instanceof RuntimeException e ? e : new StorageException("the database refused a step", cause);
    }

    private static IntakeRefusedException full() {
        return new IntakeRefusedException(
                IntakeRefusedException.Cause.DISK_FULL, "the disk is full; nothing was stored", RETRY_FULL);
    }

    /// Writes what waits, and nothing any more.
    @Override
    public void close() {
        closed = true;
        var writing = thread;
        if (writing != null) {
            enqueue(new Pending<>(Operation.Kind.CHANGE, statements -> true, 0)); // Wakes it up.
            try {
                writing.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        while (runOnce() > 0) {
            // What came in while it was closing.
        }
        retryKept();
        failAll(kept, full());
        kept.clear();
    }
}

package io.penstock.embedded;

import static java.util.Objects.requireNonNull;

import java.sql.SQLException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// An operation on its way, and the thread that waits for it.
///
/// @param <T> what the operation answers
final class Pending<T> {
    private final Operation.Kind kind;
    private final Operation<T> operation;
    private final int bytes;
    private final Thread waiter = Thread.currentThread();

    private @Nullable T result;
    private @Nullable RuntimeException failure;
    private volatile boolean done;

    /// @param bytes how much it holds in memory, roughly
    Pending(Operation.Kind kind, Operation<T> operation, int bytes) {
        this.kind = kind;
        this.operation = operation;
        this.bytes = bytes;
    }

    Operation.Kind kind() {
        return kind;
    }

    int bytes() {
        return bytes;
    }

    boolean isDone() {
        return done;
    }

    void run(Statements statements) throws SQLException {
        result = requireNonNull(operation.run(statements), "an operation answered null");
    }

    /// Its transaction is durable.
    void committed() {
        try {
            operation.committed(requireNonNull(result));
        } catch (RuntimeException e) {
            failure = e;
        }
        finish();
    }

    /// Nothing of it is in the database.
    void failed(RuntimeException reason) {
        failure = reason;
        finish();
    }

    private void finish() {
        done = true;
        LockSupport.unpark(waiter);
    }

    /// Waits for its end for up to `nanos`, whatever happens to the thread: half a step must not look like
    /// none.
    void await(long nanos) {
        long end = System.nanoTime() + nanos;
        boolean interrupted = false;
        while (!done && System.nanoTime() - end < 0) {
            LockSupport.parkNanos(this, nanos);
            interrupted |= Thread.interrupted();
        }
        if (interrupted) {
            waiter.interrupt();
        }
    }

    /// What it answered.
    T result() {
        if (failure != null) {
            throw failure;
        }
        return requireNonNull(result);
    }
}

package io.penstock.server;

import java.util.concurrent.atomic.AtomicLong;

/// The memory that bodies may take up, of all connections together.
final class BodyBudget {
    private final AtomicLong free;

    /// @param bytes in all
    BodyBudget(long bytes) {
        this.free = new AtomicLong(bytes);
    }

    /// Takes so many bytes, if they are there.
    boolean take(long bytes) {
        return free.getAndUpdate(left -> left >= bytes ? left - bytes : left) >= bytes;
    }

    /// Takes so many bytes even if they are not there, for what has to be sent; nobody else gets any until they are given
    /// back.
    void takeRegardless(long bytes) {
        free.addAndGet(-bytes);
    }

    /// Gives back what was taken.
    void give(long bytes) {
        free.addAndGet(bytes);
    }
}

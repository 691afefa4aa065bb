package io.penstock.embedded;

import io.penstock.subscription.SubscriptionUid;
import io.penstock.subscription.Throttle;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The lock around [Windows], and whoever waits for something in them. It is held for a few steps in memory
/// only.
final class QueueMonitor {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final Condition refillWork = lock.newCondition();
    private final Windows windows;
    private int waiters;
    private long waitsUntil;
    private boolean refillerWaits;
    private boolean closed;

    /// @param throttles how much each subscription's receiver is given to do
    QueueMonitor(EmbeddedOptions options, Function<SubscriptionUid, Throttle> throttles) {
        this.windows = new Windows(options, throttles);
    }

    /// Changes something.
    void run(Consumer<Windows> action) {
        lock.lock();
        try {
            action.accept(windows);
        } finally {
            changed();
            lock.unlock();
        }
    }

    /// Asks for something, and maybe changes it.
    <T extends @Nullable Object> T get(Function<Windows, T> question) {
        lock.lock();
        try {
            return question.apply(windows);
        } finally {
            changed();
            lock.unlock();
        }
    }

    /// Asks until there is an answer, the time is over, or the queue is closed.
    ///
    /// @param waiting how long the next question may be put off, in milliseconds, and until when that is;
    ///     null if the time is over
    <T> @Nullable T await(Function<Windows, @Nullable T> question, Function<Windows, @Nullable Wait> waiting)
            throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!closed) {
                var answer = question.apply(windows);
                var wait = answer == null ? waiting.apply(windows) : null;
                if (answer != null || wait == null) {
                    return answer;
                }
                waitsUntil = wait.until();
                waiters++;
                try {
                    var _ = work.awaitNanos(wait.millis() * 1_000_000);
                } finally {
                    waiters--;
                }
            }
            return null;
        } finally {
            changed();
            lock.unlock();
        }
    }

    /// How long to wait.
    record Wait(long millis, long until) {}

    /// Waits until a window is to be refilled; null when the queue is closed.
    @Nullable
    Window awaitRefill() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            refillerWaits = true;
            while (!closed) {
                var window = windows.beginRefill();
                if (window != null) {
                    return window;
                }
                refillWork.await();
            }
            return null;
        } finally {
            refillerWaits = false;
            lock.unlock();
        }
    }

    void close() {
        lock.lock();
        try {
            closed = true;
            work.signalAll();
            refillWork.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Wakes whoever may have something to do.
    private void changed() {
        if (waiters > 0 && (windows.hasNext() || windows.nextWake() < waitsUntil)) {
            work.signal();
        }
        if (refillerWaits && windows.canRefill()) {
            refillWork.signal();
        }
    }
}

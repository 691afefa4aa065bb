package io.penstock.command;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// SIGTERM or Ctrl-C, as something to wait for. The process ends only after [#close], so that what uses this is put in
/// order before.
final class StopSignal implements AutoCloseable {
    private final CountDownLatch stop = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread hook = new Thread(this::stopAndWait, "stop");
    private final Runnable then;

    StopSignal() {
        this(() -> {});
    }

    private StopSignal(Runnable then) {
        this.then = then;
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /// One that interrupts `thread` when it comes.
    static StopSignal interrupting(Thread thread) {
        return new StopSignal(thread::interrupt);
    }

    /// Waits until it comes, for no longer than `patience`.
    ///
    /// @return whether it has come
    boolean await(Duration patience) throws InterruptedException {
        return stop.await(patience.toNanos(), TimeUnit.NANOSECONDS);
    }

    /// Waits until it comes.
    void await() throws InterruptedException {
        stop.await();
    }

    /// Whether it has come.
    boolean given() {
        return stop.getCount() == 0;
    }

    @Override
    public void close() {
        closed.countDown();
        if (!given()) {
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException e) {
                // It came in this moment, and the hook has nothing to wait for any more.
            }
        }
    }

    private void stopAndWait() {
        stop.countDown();
        then.run();
        try {
            closed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

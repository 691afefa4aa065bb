package io.penstock.lambda;

import io.penstock.delivery.Concurrency;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs each task in a virtual thread of its own, and waits for all of them as long as there is time. Those that are not
/// done then go on for as long as their process does, and nobody hears what became of them.
final class VirtualThreads implements Concurrency {
    private static final Logger LOG = LoggerFactory.getLogger(VirtualThreads.class);

    private final Supplier<Duration> remaining;

    /// @param remaining how much time is left
    VirtualThreads(Supplier<Duration> remaining) {
        this.remaining = remaining;
    }

    @Override
    public void run(List<Runnable> tasks) {
        var running = new CountDownLatch(tasks.size());
        for (var task : tasks) {
            Thread.startVirtualThread(() -> run(task, running));
        }
        try {
            if (!running.await(remaining.get().toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("{} of {} messages are not done in time", running.getCount(), tasks.size());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void run(Runnable task, CountDownLatch running) {
        try {
            task.run();
        } catch (RuntimeException e) {
            LOG.error("A message failed", e);
        } finally {
            running.countDown();
        }
    }
}

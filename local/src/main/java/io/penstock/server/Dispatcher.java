package io.penstock.server;

import static java.util.Objects.requireNonNull;

import io.penstock.delivery.Deliverer;
import io.penstock.delivery.DeliveryMessage;
import io.penstock.delivery.Step;
import io.penstock.embedded.DispatchQueue;
import io.penstock.embedded.FatalHandler;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Starts an attempt, on a virtual thread of its own, for every delivery that the queue hands out. How many there may be
/// at once is the queue's business.
final class Dispatcher implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);

    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final DispatchQueue queue;
    private final Deliverer deliverer;
    private final BiConsumer<DeliveryMessage, Step> watcher;
    private final FatalHandler fatal;
    private final Thread thread;
    private final AtomicInteger underWay = new AtomicInteger();
    private volatile boolean stopping;

    /// @param watcher is told of every step
    /// @param fatal is told if no attempt starts any more
    Dispatcher(
            DispatchQueue queue, Deliverer deliverer, BiConsumer<DeliveryMessage, Step> watcher, FatalHandler fatal) {
        this.queue = requireNonNull(queue, "queue is null");
        this.deliverer = requireNonNull(deliverer, "deliverer is null");
        this.watcher = requireNonNull(watcher, "watcher is null");
        this.fatal = requireNonNull(fatal, "fatal is null");
        this.thread = Thread.ofPlatform().name("dispatcher").unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /// Whether attempts are started.
    boolean isRunning() {
        return thread.isAlive();
    }

    /// Starts no more attempts, and waits for those under way, for no longer than `patience`.
    ///
    /// @return how many are still under way: they will be made again
    int stop(Duration patience) {
        stopping = true;
        thread.interrupt();
        long end = System.nanoTime() + patience.toNanos();
        try {
            // Until then it may hold one that is not counted yet.
            thread.join(PATIENCE);
            synchronized (underWay) {
                while (underWay.get() > 0 && System.nanoTime() < end) {
                    underWay.wait(Math.max(1, (end - System.nanoTime()) / 1_000_000));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return underWay.get();
    }

    @Override
    public void close() {
        stop(Duration.ZERO);
    }

    private void run() {
        try {
            while (!stopping) {
                dispatch();
            }
        } catch (RuntimeException | Error e) {
            // Without it events would go on being accepted, and none be delivered.
            fatal.fatal("starting attempts", e);
        }
    }

    private void dispatch() {
        try {
            var message = queue.take(PATIENCE);
            if (message != null) {
                underWay.incrementAndGet();
                Thread.ofVirtual().name("attempt").start(() -> attempt(message));
            }
        } catch (InterruptedException e) {
            // Only to look whether to stop.
            LOG.debug("The dispatcher was woken");
        }
    }

    private void attempt(DeliveryMessage message) {
        boolean handled = false;
        try {
            watcher.accept(message, deliverer.deliver(message));
            handled = true;
        } catch (RuntimeException | Error e) {
            if (stopping) {
                LOG.info("Delivery {} was under way; it is attempted again at the next start", message.delivery());
            } else {
                LOG.error("Delivery {} could not be handled; it comes again", message.delivery(), e);
            }
        } finally {
            if (!handled) {
                queue.giveBack(message);
            }
            if (underWay.decrementAndGet() == 0) {
                synchronized (underWay) {
                    underWay.notifyAll();
                }
            }
        }
    }
}

package io.penstock.webhook;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Aborts attempts at their deadlines, and has the idle connections looked after, from one thread.
///
/// It looks at every running attempt once a tick rather than keeping a timer for each: to start and to end one costs an
/// entry in a concurrent set, and a deadline is kept within a tick. While no attempt runs it sleeps.
final class Watchdog implements AutoCloseable {
    static final Duration TICK = Duration.ofMillis(10);
    static final Duration HOUSEKEEPING_INTERVAL = Duration.ofSeconds(1);

    private static final Logger log = LoggerFactory.getLogger(Watchdog.class);

    private final Set<Attempt> running = ConcurrentHashMap.newKeySet();
    private final LongSupplier nanoTicker;
    private final LongConsumer housekeeping;
    private final Thread thread;
    private volatile boolean asleep;
    private volatile boolean closed;

    /// @param housekeeping called about once a second with the ticker's time
    Watchdog(LongSupplier nanoTicker, LongConsumer housekeeping) {
        this.nanoTicker = nanoTicker;
        this.housekeeping = housekeeping;
        this.thread = Thread.ofPlatform().daemon().name("webhook-watchdog").unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    void watch(Attempt attempt) {
        running.add(attempt);
        if (asleep) {
            LockSupport.unpark(thread);
        }
    }

    void forget(Attempt attempt) {
        running.remove(attempt);
    }

    /// Stops when the attempts that still run have ended.
    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
    }

    private void run() {
        long lastHousekeeping = nanoTicker.getAsLong();
        while (!closed || !running.isEmpty()) {
            long now = nanoTicker.getAsLong();
            for (Attempt attempt : running) {
                goOn(() -> attempt.abortIfOverdue(now));
            }
            if (now - lastHousekeeping >= HOUSEKEEPING_INTERVAL.toNanos()) {
                lastHousekeeping = now;
                goOn(() -> housekeeping.accept(now));
            }
            if (!running.isEmpty()) {
                LockSupport.parkNanos(this, TICK.toNanos());
            } else {
                sleep();
            }
        }
    }

    /// Does `step`, and goes on whatever becomes of it: without this thread no other attempt would ever end.
    private static void goOn(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException | Error e) {
            log.error("The webhook watchdog failed and goes on", e);
        }
    }

    private void sleep() {
        asleep = true;
        // An attempt that came before it could see that flag is seen here.
        if (running.isEmpty() && !closed) {
            LockSupport.parkNanos(this, HOUSEKEEPING_INTERVAL.toNanos());
        }
        asleep = false;
    }
}

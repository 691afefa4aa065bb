package io.penstock.server;

import io.penstock.embedded.FatalHandler;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Work that is done again and again, on a thread of its own: a round, an interval, the next round. While there is more
/// to do, a short pause takes the place of the interval.
///
/// A step that fails keeps none of the others from its turn, and has its own again in the next round. An error that no
/// program should go on after is fatal: without this work a server would seem to be in order, and was not.
final class Recurring implements AutoCloseable {
    /// Between two rounds while there is more to do: whoever serves goes first.
    static final Duration PAUSE = Duration.ofMillis(5);

    private static final Logger LOG = LoggerFactory.getLogger(Recurring.class);

    private final String what;
    private final Duration interval;
    private final List<BooleanSupplier> steps;
    private final FatalHandler fatal;
    private final Thread thread;
    private final CountDownLatch closed = new CountDownLatch(1);

    /// @param what it is called
    /// @param steps of a round, each of which answers whether there is more to do
    Recurring(String what, Duration interval, List<BooleanSupplier> steps, FatalHandler fatal) {
        this.what = what;
        this.interval = interval;
        this.steps = List.copyOf(steps);
        this.fatal = fatal;
        this.thread = Thread.ofPlatform().name(what).unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /// Lets the round that is under way end; no other begins.
    @Override
    public void close() {
        closed.countDown();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            var pause = interval;
            while (!closed.await(pause.toNanos(), TimeUnit.NANOSECONDS)) {
                pause = round();
            }
        } catch (InterruptedException e) {
            LOG.debug("Someone ended {}", what, e);
        } catch (Error e) {
            fatal.fatal(what, e);
        }
    }

    /// Does everything once.
    ///
    /// @return how long to wait before the next round
    Duration round() {
        boolean more = false;
        for (var step : steps) {
            more |= run(step);
        }
        return more ? PAUSE : interval;
    }

    private boolean run(BooleanSupplier step) {
        try {
            return step.getAsBoolean();
        } catch (RuntimeException e) {
            LOG.error("A step of {} failed; it is tried again", what, e);
            return false;
        }
    }
}

package io.penstock.bench;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/// What has arrived of the events of one phase, and how long after it was to be published.
final class Arrivals {
    private static final int DIGITS = 3;

    private final int events;
    private final long expected;
    private final AtomicLongArray starts;

    /// A bit for each delivery.
    private final AtomicIntegerArray seen;

    private final Recorder latencies = new Recorder(DIGITS);
    private final AtomicLong arrived = new AtomicLong();
    private final LongAdder duplicates = new LongAdder();
    private final LongAccumulator last = new LongAccumulator(Math::max, Long.MIN_VALUE);
    private final CountDownLatch complete = new CountDownLatch(1);

    /// @param events numbers that they have
    /// @param measured how many of them are expected here
    /// @param subscriptions how many times each
    Arrivals(int events, int measured, int subscriptions) {
        this.events = events;
        this.expected = (long) measured * subscriptions;
        this.starts = new AtomicLongArray(events);
        this.seen = new AtomicIntegerArray(Math.toIntExact((long) events * subscriptions / Integer.SIZE + 1));
        if (expected == 0) {
            complete.countDown();
        }
    }

    /// The event is to be published at `nanos`, of [System#nanoTime()].
    void starts(int event, long nanos) {
        starts.set(event, nanos);
    }

    void arrived(int subscription, int event, long nanos) {
        long delivery = (long) subscription * events + event;
        int bit = 1 << (int) (delivery % Integer.SIZE);
        if ((seen.getAndAccumulate((int) (delivery / Integer.SIZE), bit, (a, b) -> a | b) & bit) != 0) {
            duplicates.increment();
            return;
        }
        latencies.recordValue(Math.max(0, nanos - starts.get(event)));
        last.accumulate(nanos);
        if (arrived.incrementAndGet() == expected) {
            complete.countDown();
        }
    }

    CountDownLatch complete() {
        return complete;
    }

    long arrived() {
        return arrived.get();
    }

    long expected() {
        return expected;
    }

    long duplicates() {
        return duplicates.sum();
    }

    /// When the last one arrived, of [System#nanoTime()].
    long last() {
        return last.get();
    }

    /// Nanoseconds from the intended start to the arrival; to be asked for once.
    Histogram latencies() {
        return latencies.getIntervalHistogram();
    }
}

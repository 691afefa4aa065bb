package io.penstock.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.penstock.webhook.WebhookUrl;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/// Publishes the events of one phase.
///
/// With a rate, each request has a time to start at. If all connections are busy then it starts later, but what is
/// measured counts from that time: a server that stalls is not excused from the requests that it has kept back
/// ("coordinated omission").
final class Publisher {
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final Gateway gateway;
    private final EventBodies bodies;
    private final BenchOptions options;
    private final WebhookUrl url;
    private final LongAdder accepted = new LongAdder();
    private final LongAdder putOff = new LongAdder();
    private final AtomicLong lastAccepted = new AtomicLong();

    Publisher(Gateway gateway, EventBodies bodies, BenchOptions options) {
        this.gateway = gateway;
        this.bodies = bodies;
        this.options = options;
        this.url = gateway.url("/v1/events");
    }

    /// Publishes `events` events, and returns when all are accepted, or at the deadline.
    ///
    /// @param rate events per second; 0 for as fast as it can
    /// @param deadline of [System#nanoTime()]
    /// @return when the first one started
    long publish(String phase, int events, int rate, Arrivals arrivals, long deadline) throws InterruptedException {
        var next = new AtomicInteger();
        int requests = (events + options.batch() - 1) / options.batch();
        long first = System.nanoTime();
        Workers.run(Math.min(options.connections(), requests), _ -> {
            for (int i = next.getAndIncrement(); i < requests; i = next.getAndIncrement()) {
                int from = i * options.batch();
                int to = Math.min(events, from + options.batch());
                long start = rate == 0 ? System.nanoTime() : first + (long) (from * 1e9 / rate);
                waitUntil(start);
                for (int event = from; event < to; event++) {
                    arrivals.starts(event, start);
                }
                if (!publish(phase, from, to, deadline)) {
                    return;
                }
            }
        });
        return first;
    }

    private boolean publish(String phase, int from, int to, long deadline) throws InterruptedException {
        boolean single = options.batch() == 1;
        var body = single ? bodies.single() : bodies.batch(phase, from, to);
        var headers = single
                ? bodies.singleHeaders(gateway.identity(), phase, from)
                : EventBodies.batchHeaders(gateway.identity());
        while (System.nanoTime() < deadline) {
            var response = gateway.post(url, headers, body);
            switch (response.status()) {
                case 202 -> {
                    accepted.add(to - from);
                    lastAccepted.accumulateAndGet(System.nanoTime(), Math::max);
                    return true;
                }
                case 429, 503 -> {
                    putOff.increment();
                    Thread.sleep(PAUSE);
                }
                default ->
                    throw Gateway.refused(
                            "POST /v1/events", response.status(), new String(response.bodyStart(), UTF_8));
            }
        }
        return false;
    }

    private static void waitUntil(long nanos) throws InterruptedException {
        for (long left = nanos - System.nanoTime(); left > 0; left = nanos - System.nanoTime()) {
            if (Thread.interrupted()) {
                throw new InterruptedException("while waiting for the time to publish");
            }
            LockSupport.parkNanos(left);
        }
    }

    /// How many events were accepted so far.
    long accepted() {
        return accepted.sum();
    }

    /// How many requests were answered 429 or 503, and repeated.
    long putOff() {
        return putOff.sum();
    }

    /// When the last one was accepted, of [System#nanoTime()].
    long lastAccepted() {
        return lastAccepted.get();
    }
}

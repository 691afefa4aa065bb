package io.penstock.server;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/// Producers that publish, one event at a time or in batches, and send again, under the same ids, what was not answered
/// 202.
final class KillLoad {
    private static final List<String> TYPES = List.of(
            "order.created", "order.shipped", "invoice.paid", "user.signed-up", "stock.report", "weather.changed");

    /// Threads that publish singly, and as many that publish in batches.
    private static final int THREADS = 2;

    private static final int MAX_BATCH = 20;
    private static final int MAX_EVENTS = 6_000;
    private static final Duration AFTER_ONE = Duration.ofMillis(5);
    private static final Duration AFTER_BATCH = Duration.ofMillis(40);
    private static final Duration AFTER_FAILURE = Duration.ofMillis(30);

    private final TestClient client;
    private final long seed;
    private final Map<String, SentEvent> sent = new ConcurrentHashMap<>();
    private final Map<String, SentEvent> accepted = new ConcurrentHashMap<>();
    private final Queue<String> problems = new ConcurrentLinkedQueue<>();
    private final AtomicInteger repeated = new AtomicInteger();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean stopped;

    KillLoad(TestClient client, long seed) {
        this.client = client;
        this.seed = seed;
    }

    void start() {
        for (int i = 0; i < 2 * THREADS; i++) {
            int number = i;
            threads.add(Thread.ofVirtual().start(() -> publish(number)));
        }
    }

    /// Begins nothing new, and waits until everything that was begun is accepted.
    void finish(Duration limit) throws InterruptedException {
        stopped = true;
        for (var thread : threads) {
            if (!thread.join(limit)) {
                throw new AssertionError("publishing did not end within " + limit);
            }
        }
    }

    SentEvent sent(String id) {
        return requireNonNull(sent.get(id), id);
    }

    /// The events that were answered 202, by the names that the answers gave them.
    Map<String, SentEvent> accepted() {
        return accepted;
    }

    /// How many requests had to be sent again.
    int repeated() {
        return repeated.get();
    }

    List<String> problems() {
        return List.copyOf(problems);
    }

    private void publish(int thread) {
        var random = new Random(seed + thread);
        boolean batches = thread % 2 == 1;
        for (int count = 0; !stopped && sent.size() < MAX_EVENTS; count++) {
            var events = new ArrayList<SentEvent>();
            int size = batches ? 1 + random.nextInt(MAX_BATCH) : 1;
            for (int i = 0; i < size; i++) {
                var id = "%d-%d-%d".formatted(thread, count, i);
                var event = SentEvent.draw(id, TYPES.get(random.nextInt(TYPES.size())), random);
                sent.put(id, event);
                events.add(event);
            }
            while (!(batches ? publishBatch(events) : publishOne(events.getFirst()))) {
                repeated.incrementAndGet();
                LockSupport.parkNanos(AFTER_FAILURE.toNanos());
            }
            LockSupport.parkNanos((batches ? AFTER_BATCH : AFTER_ONE).toNanos());
        }
    }

    private boolean publishOne(SentEvent event) {
        var headers = new HashMap<>(event.attributes());
        headers.put("content-type", event.contentType());
        return post(headers, event.data(), List.of(event));
    }

    private boolean publishBatch(List<SentEvent> events) {
        var body = events.stream().map(SentEvent::json).collect(Collectors.joining(", ", "[", "]"));
        var headers = Map.of("content-type", "application/cloudevents-batch+json");
        return post(headers, body.getBytes(StandardCharsets.UTF_8), events);
    }

    private boolean post(Map<String, String> headers, byte[] body, List<SentEvent> events) {
        var answer = client.trySend("POST", "/v1/events", headers, body);
        if (answer.isEmpty() || answer.get().status() == 503) {
            return false;
        }
        var json = answer.get().json().path("accepted");
        if (answer.get().status() != 202 || json.size() != events.size()) {
            problems.add("answered " + answer.get());
            return true;
        }
        for (int i = 0; i < events.size(); i++) {
            if (json.get(i).has("conflict")) {
                problems.add("another event is there under the same id: " + json.get(i));
            }
            accepted.put(json.get(i).path("event").asText(), events.get(i));
        }
        return true;
    }
}

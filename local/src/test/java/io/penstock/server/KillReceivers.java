package io.penstock.server;

import static java.util.Objects.requireNonNull;

import io.penstock.api.ApiRequest;
import io.penstock.api.ApiResponse;
import io.penstock.api.Headers;
import io.penstock.signing.SharedSecret;
import io.penstock.signing.SignatureVerifier;
import io.penstock.signing.Verification;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/// The receivers: each request is checked at once, and put on record.
final class KillReceivers implements Endpoint, AutoCloseable {
    private static final int REFUSALS = 2;
    private static final int MAX_SLOW_MILLIS = 1_200;

    private final Map<String, List<Received>> received = new ConcurrentHashMap<>();
    private final Map<String, String> deliveries = new ConcurrentHashMap<>();
    private final Set<String> taken = ConcurrentHashMap.newKeySet();
    private final Queue<String> problems = new ConcurrentLinkedQueue<>();
    private final Map<String, SignatureVerifier> verifiers = new ConcurrentHashMap<>();
    private final Function<String, SentEvent> events;
    private final Random random;
    private final HttpServer server;
    private final ResettingProxy proxy;

    /// A request that came.
    ///
    /// @param n the attempt that it says it is
    /// @param arrived by [System#nanoTime]
    /// @param status the answer
    record Received(int n, long arrived, int status) {}

    /// @param events an event that was sent, by its id
    KillReceivers(Function<String, SentEvent> events, long seed) {
        this.events = events;
        this.random = new Random(seed);
        this.server =
                HttpServer.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), HttpLimits.STANDARD, this);
        this.proxy = new ResettingProxy(server.port(), seed);
    }

    /// What `subscription` is created with.
    String json(KillSubscription subscription) {
        return subscription.json(subscription == KillSubscription.STOCK ? proxy.uri() : server.uri());
    }

    void verifyWith(KillSubscription subscription, String secret) {
        verifiers.put(subscription.id(), new SignatureVerifier(List.of(SharedSecret.parse(secret))));
    }

    /// Whether a delivery of `event` was answered 2xx.
    boolean took(KillSubscription subscription, SentEvent event) {
        return taken.contains(name(subscription.id(), event.id()));
    }

    int taken() {
        return taken.size();
    }

    /// The requests of a delivery, as they came.
    List<Received> of(String delivery) {
        return received.getOrDefault(delivery, List.of()).stream()
                .sorted(Comparator.comparingLong(Received::arrived))
                .toList();
    }

    /// What was wrong with any request.
    List<String> problems() {
        return List.copyOf(problems);
    }

    @Override
    public ApiResponse answer(ApiRequest request) {
        long arrived = System.nanoTime();
        var id = request.path().substring(1);
        var delivery = header(request, "webhook-id");
        try {
            var event = check(request, id, delivery);
            var requests = received.computeIfAbsent(delivery, _ -> new CopyOnWriteArrayList<>());
            int status = status(id, requests.size());
            requests.add(new Received(Integer.parseInt(header(request, "penstock-attempt")), arrived, status));
            if (status == 200) {
                taken.add(name(id, event.id()));
            }
            return new ApiResponse(status, Headers.NONE, new byte[0]);
        } catch (RuntimeException e) {
            problems.add("%s %s: %s".formatted(id, delivery, e));
            return new ApiResponse(500, Headers.NONE, new byte[0]);
        }
    }

    private SentEvent check(ApiRequest request, String subscription, String delivery) {
        var verifier = requireNonNull(verifiers.get(subscription));
        var verification = verifier.verify(request.headers()::first, request.body(), Instant.now());
        if (verification instanceof Verification.Rejected rejected) {
            problems.add("%s %s: %s".formatted(subscription, delivery, rejected.explanation()));
        }
        boolean structured = header(request, "content-type").startsWith("application/cloudevents+json");
        var body = structured ? new String(request.body(), StandardCharsets.UTF_8) : "";
        var id = structured ? TestClient.json(body).path("id").asText() : header(request, "ce-id");
        var event = events.apply(id);
        var differences = structured
                ? event.differences(body)
                : event.differences(attributes(request), header(request, "content-type"), request.body());
        if (!differences.isEmpty()) {
            problems.add("%s %s was altered: %s".formatted(subscription, delivery, differences));
        }
        var known = deliveries.putIfAbsent(name(subscription, id), delivery);
        if (known != null && !known.equals(delivery)) {
            problems.add("%s of %s came as %s and %s".formatted(subscription, id, known, delivery));
        }
        return event;
    }

    private int status(String subscription, int before) {
        return switch (KillSubscription.valueOf(subscription.toUpperCase(Locale.ROOT))) {
            case ALL, STOCK -> 200;
            case ORDERS -> before < REFUSALS ? 503 : 200;
            case INVOICES -> random.nextInt(10) < 3 ? 500 : 200;
            case USERS -> {
                LockSupport.parkNanos(
                        Duration.ofMillis(random.nextInt(MAX_SLOW_MILLIS)).toNanos());
                yield 200;
            }
        };
    }

    private static Map<String, String> attributes(ApiRequest request) {
        var attributes = new TreeMap<String, String>();
        request.headers().forEach((name, value) -> {
            var lower = name.toLowerCase(Locale.ROOT);
            if (lower.startsWith("ce-")) {
                attributes.put(lower, value);
            }
        });
        return attributes;
    }

    private static String header(ApiRequest request, String name) {
        return request.headers().first(name).orElse("");
    }

    private static String name(String subscription, String event) {
        return subscription + " " + event;
    }

    @Override
    public int bodyLimit(String path) {
        return 1_024 * 1_024;
    }

    @Override
    public ApiResponse bodyTooLarge(String path) {
        return new ApiResponse(413, Headers.NONE, new byte[0]);
    }

    @Override
    public void close() {
        proxy.close();
        server.close();
    }
}

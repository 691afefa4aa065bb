package io.penstock.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.penstock.server.KillReceivers.Received;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Kills the real process again and again, under load, and looks whether anything that it promised is missing.
///
/// The moments are drawn by chance from a seed, which is printed; `-Dpenstock.kill.seed=…` draws the same ones again.
final class KillIT {
    private static final int KILLS = 20;

    /// Every so many kills, one hits a process that is just starting.
    private static final int EARLY = 5;

    private static final int MAX_START_MILLIS = 3_000;
    private static final int MAX_RUN_MILLIS = 1_500;
    private static final int MAX_AFTER_SAMPLE_MILLIS = 50;
    private static final Duration END = Duration.ofSeconds(90);

    private final long seed = Long.getLong("penstock.kill.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final List<Kill> kills = new ArrayList<>();

    /// Deliveries that were on record as delivered, and since when at the latest.
    private final Map<String, Long> done = new HashMap<>();

    /// From the end of a process until the next one is up. What was on its way at the end may come to its receiver any time
    /// in between.
    private record Kill(long ended, long upAgain) {}

    @TempDir(factory = OnDisk.class)
    private Path work = Path.of("");

    @Test
    @Timeout(300)
    void everyEventAnswered202IsDeliveredUnalteredAndOnlyWhatWasUnfinishedIsRepeated() throws Exception {
        System.out.printf("KillIT: -Dpenstock.kill.seed=%d%n", seed);
        int port = freePort();
        try (var client = new TestClient(URI.create("http://127.0.0.1:" + port), ServerProcess.OPERATOR_KEY)) {
            var load = new KillLoad(client, seed);
            try (var receivers = new KillReceivers(load::sent, seed)) {
                var server = ServerProcess.start(port, work, List.of());
                try {
                    server.awaitUri();
                    subscribe(client, receivers);
                    load.start();
                    long ended = System.nanoTime();
                    for (int i = 0; i < KILLS; i++) {
                        kills.add(new Kill(ended, letRun(server, client, i)));
                        server.kill();
                        ended = System.nanoTime();
                        server = ServerProcess.start(port, work, List.of());
                    }
                    server.awaitUri();
                    kills.add(new Kill(ended, System.nanoTime()));
                    load.finish(END);
                    awaitEverything(client, load, receivers);
                    System.out.printf(
                            "KillIT: %,d events accepted, %,d requests sent again, %,d deliveries%n",
                            load.accepted().size(), load.repeated(), receivers.taken());
                    assertThat(load.problems()).isEmpty();
                    assertThat(receivers.problems()).isEmpty();
                    assertThat(inconsistencies(client, load, receivers)).isEmpty();
                } finally {
                    server.close();
                }
            }
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void subscribe(TestClient client, KillReceivers receivers) {
        client.send("PUT", "/v1/tenants/" + TestClient.TENANT, "{\"name\": \"Acme\"}")
                .expect(201);
        for (var subscription : KillSubscription.values()) {
            var made = client.send("PUT", "/v1/subscriptions/" + subscription.id(), receivers.json(subscription))
                    .expect(201)
                    .json();
            receivers.verifyWith(subscription, made.path("secret").asText());
        }
    }

    /// @return since when it is up, at the latest
    private long letRun(ServerProcess server, TestClient client, int kill) throws InterruptedException {
        if (kill % EARLY == EARLY - 1) {
            server.run(Duration.ofMillis(random.nextInt(MAX_START_MILLIS)));
            return System.nanoTime();
        }
        server.awaitUri();
        long up = System.nanoTime();
        server.run(Duration.ofMillis(random.nextInt(MAX_RUN_MILLIS)));
        var sample = client.get("/v1/deliveries?state=delivered&limit=100").expect(200);
        long now = System.nanoTime();
        sample.json()
                .path("items")
                .forEach(item -> done.putIfAbsent(item.path("id").asText(), now));
        server.run(Duration.ofMillis(random.nextInt(MAX_AFTER_SAMPLE_MILLIS)));
        return up;
    }

    private static void awaitEverything(TestClient client, KillLoad load, KillReceivers receivers) {
        Eventually.await(
                END,
                () -> "everything is taken; not yet: " + missing(load, receivers),
                () -> missing(load, receivers).isEmpty());
        // An outcome is written a moment after the answer that it is about.
        Eventually.await(
                END,
                "everything is on record as ended",
                () -> client.get("/v1/deliveries?state=waiting&limit=1")
                        .json()
                        .path("items")
                        .isEmpty());
    }

    private static List<String> missing(KillLoad load, KillReceivers receivers) {
        var missing = new ArrayList<String>();
        load.accepted().forEach((name, event) -> {
            for (var subscription : KillSubscription.values()) {
                if (subscription.matches(event.type()) && !receivers.took(subscription, event)) {
                    missing.add("%s (%s) by %s".formatted(name, event.id(), subscription.id()));
                }
            }
        });
        return missing;
    }

    private List<String> inconsistencies(TestClient client, KillLoad load, KillReceivers receivers) {
        Queue<String> found = new ConcurrentLinkedQueue<>();
        try (var threads = Executors.newFixedThreadPool(4)) {
            load.accepted()
                    .forEach((name, event) -> threads.execute(() -> {
                        try {
                            checkEvent(
                                    client.get("/v1/events/" + name).expect(200).json(), event, receivers, found);
                        } catch (RuntimeException | AssertionError e) {
                            found.add("%s: %s".formatted(name, e));
                        }
                    }));
        }
        return List.copyOf(found);
    }

    private void checkEvent(JsonNode record, SentEvent event, KillReceivers receivers, Queue<String> found) {
        var missing = new ArrayList<String>();
        for (var subscription : KillSubscription.values()) {
            if (subscription.matches(event.type())) {
                missing.add(subscription.id());
            }
        }
        for (var delivery : record.path("deliveries")) {
            var subscription = delivery.path("subscription").asText();
            if (!missing.remove(subscription)) {
                found.add("not for this subscription, or twice: " + delivery);
            }
            var problem = problem(delivery, receivers.of(delivery.path("id").asText()));
            if (!problem.isEmpty()) {
                found.add("%s: %s; it received %s"
                        .formatted(
                                problem,
                                delivery,
                                receivers.of(delivery.path("id").asText())));
            }
        }
        if (!missing.isEmpty()) {
            found.add("%s is not on record for %s".formatted(event.id(), missing));
        }
    }

    /// What does not fit together of a delivery's record and the requests that its receiver saw; empty if all does.
    private String problem(JsonNode delivery, List<Received> requests) {
        var attempts = delivery.path("attempts");
        int last = attempts.size();
        if (!delivery.path("state").asText().equals("delivered")
                || delivery.path("run").asInt() != 1) {
            return "not delivered in its first run";
        }
        for (int i = 0; i < last; i++) {
            var attempt = attempts.get(i);
            var outcome = i == last - 1 ? "delivered" : "failed";
            if (attempt.path("n").asInt() != i + 1
                    || attempt.path("run").asInt() != 1
                    || !attempt.path("outcome").asText().equals(outcome)) {
                return "its attempts are not 1 to %d, of which the last was delivered".formatted(last);
            }
            int status = attempt.path("status").asInt();
            if (status != 0
                    && requests.stream()
                            .noneMatch(r -> r.n() == attempt.path("n").asInt() && r.status() == status)) {
                return "no request of attempt %d was answered %d".formatted(i + 1, status);
            }
        }
        if (requests.stream().anyMatch(request -> request.n() < 1 || request.n() > last)) {
            return "a request says it is of an attempt that is not on record";
        }
        long since = done.getOrDefault(delivery.path("id").asText(), Long.MAX_VALUE);
        if (requests.stream().anyMatch(request -> request.arrived() > since)) {
            return "repeated after it was on record as delivered";
        }
        // Where connections are cut, the client itself sends a request again that found a closed one.
        boolean cut = delivery.path("subscription").asText().equals(KillSubscription.STOCK.id());
        return cut || repeatedAfterKillsOnly(requests) ? "" : "an attempt was made twice, and no kill is between";
    }

    private boolean repeatedAfterKillsOnly(List<Received> requests) {
        var latest = new HashMap<Integer, Long>();
        for (var request : requests) {
            var before = latest.put(request.n(), request.arrived());
            if (before != null
                    && kills.stream().noneMatch(kill -> kill.upAgain() > before && kill.ended() < request.arrived())) {
                return false;
            }
        }
        return true;
    }
}

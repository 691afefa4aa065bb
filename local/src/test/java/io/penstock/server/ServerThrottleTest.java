package io.penstock.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import org.junit.jupiter.api.Test;

/// A receiver is given no more to do than its subscription says.
final class ServerThrottleTest extends ServerScene {
    private static final int EVENTS = 30;

    @Test
    void attemptsBeginAtTheirRate() {
        var client = start();
        client.send("PUT", "/v1/subscriptions/slow", """
                        {"types": ["*"], "destination": {"type": "webhook", "url": "%s"},
                         "policy": {"rateLimit": {"limit": 10, "per": "second", "burst": 2}}}
                        """.formatted(receiver.uri("/slow")))
                .expect(201);
        var events = new ArrayList<String>();
        for (int i = 0; i < EVENTS; i++) {
            events.add(client.publish(SOURCE, Integer.toString(i), "order.created", "1"));
        }
        events.forEach(event -> awaitState(client, event, "delivered"));

        var begun = events.stream()
                .map(event -> delivery(client, event).path("id").asText())
                .map(id -> client.get("/v1/deliveries/" + id).expect(200).json())
                .map(delivery ->
                        Instant.parse(delivery.at("/attempts/0/startedAt").asText()))
                .sorted(Comparator.naturalOrder())
                .toList();

        // An attempt begins a little after it may, and the first ones do so, too.
        var late = Duration.ofMillis(500);
        for (int i = 2; i < EVENTS; i++) {
            assertThat(Duration.between(begun.getFirst(), begun.get(i)).plus(late))
                    .isGreaterThanOrEqualTo(Duration.ofMillis(100L * (i - 1)));
        }
    }
}

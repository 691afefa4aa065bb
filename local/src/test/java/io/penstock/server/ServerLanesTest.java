package io.penstock.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Events of a key are delivered one after the other, whatever becomes of those of other keys.
final class ServerLanesTest extends ServerScene {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private static void order(TestClient client, String id, String url, String policy) {
        client.send("PUT", "/v1/subscriptions/" + id, """
                        {"types": ["*"], "destination": {"type": "webhook", "url": "%s"}, "policy": %s}
                        """.formatted(url, policy))
                .expect(201);
    }

    private static String publish(TestClient client, String id, String partitionKey) {
        var event = """
            {"specversion": "1.0", "source": "%s", "id": "%s", "type": "t", "partitionkey": "%s"}
            """.formatted(SOURCE, id, partitionKey);
        return client.send(
                        "POST",
                        "/v1/events",
                        Map.of("content-type", "application/cloudevents+json"),
                        event.getBytes(StandardCharsets.UTF_8))
                .expect(202)
                .json()
                .at("/accepted/0/event")
                .asText();
    }

    @Test
    void eventsOfAKeyComeInTheOrderInWhichTheyWereAccepted() {
        var client = start();
        order(
                client,
                "ordered",
                receiver.uri("/ordered").toString(),
                "{\"ordering\": {\"by\": \"partitionkey\"}, \"retry\": {\"schedule\": [\"PT0.1S\"], \"jitter\": 0}}");
        var events = new ArrayList<String>();
        for (int i = 0; i < 60; i++) {
            events.add(publish(client, Integer.toString(i), "key-" + i % 3));
        }

        events.forEach(event -> awaitState(client, event, "delivered"));

        for (int key = 0; key < 3; key++) {
            int rest = key;
            assertThat(receiver.ids("/ordered").stream().map(Integer::valueOf).filter(id -> id % 3 == rest))
                    .isSorted()
                    .hasSize(20);
        }
    }

    @Test
    void whatFailsHoldsBackItsOwnLaneUntilItIsSkippedAndOutlivesARestart() {
        var client = start();
        order(
                client,
                "ordered",
                receiver.uri("/refuse").toString(),
                "{\"ordering\": {\"by\": \"partitionkey\"}, \"retry\": {\"schedule\": []}}");
        order(client, "free", receiver.uri("/free").toString(), "{}");
        var first = publish(client, "1", "a");
        var second = publish(client, "2", "a");
        publish(client, "3", "b");
        Eventually.await(
                LIMIT,
                "two lanes are blocked",
                () -> receiver.ids("/free").size() == 3
                        && client.get("/v1/subscriptions/ordered/lanes")
                                        .json()
                                        .path("items")
                                        .size()
                                == 2);
        assertThat(receiver.ids("/refuse")).containsExactlyInAnyOrder("1", "3");

        stop();
        var again = start();
        receiver.accept();
        var lane = again.get("/v1/deliveries?subscription=ordered&state=parked")
                .expect(200)
                .json();
        assertThat(lane.at("/items/0/event").asText()).isEqualTo(second);
        assertThat(lane.at("/items/0/reason").asText()).isEqualTo("lane");
        var blockers = again.get("/v1/deliveries?subscription=ordered&state=exhausted")
                .expect(200)
                .json()
                .path("items");
        assertThat(blockers).hasSize(2);
        for (var blocker : blockers) {
            boolean isFirst = blocker.path("event").asText().equals(first);
            var action = isFirst ? "/skip" : "/retry";
            again.send("POST", "/v1/deliveries/" + blocker.path("id").asText() + action, "")
                    .expect(isFirst ? 200 : 202);
        }

        Eventually.await(LIMIT, "the lanes go on", () -> receiver.ids("/refuse").size() == 4);
        assertThat(receiver.ids("/refuse").subList(2, 4)).containsExactlyInAnyOrder("2", "3");
        assertThat(again.get("/v1/subscriptions/ordered/lanes").json().path("items"))
                .isEmpty();
    }
}

package io.penstock.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.e2e.ApiClient.Answer;
import io.penstock.e2e.Receiver.Webhook;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Events published by HTTP, and delivered as webhooks.
class WebhookIT {
    /// Of cold starts on a busy machine, and polls.
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private static Receiver receiver;
    private static ApiClient operator;
    private static ApiClient tenant;

    @BeforeAll
    static void deploy() throws Exception {
        var stack = Stack.shared();
        receiver = new Receiver();
        operator = new ApiClient(stack, Map.of("Authorization", "Bearer " + stack.operatorKey()));
        tenant = operator.tenant("acme");
    }

    @AfterAll
    static void close() {
        receiver.close();
    }

    private static String event(String type, String id, String data) {
        return """
                {"specversion":"1.0","id":"%s","source":"/shop","type":"%s","datacontenttype":"application/json","data":%s}""".formatted(id, type, data);
    }

    private static String id() {
        return UUID.randomUUID().toString();
    }

    /// Subscribes `path` of the receiver to `type`.
    private static void subscribe(String path, String type, String more) throws Exception {
        tenant.subscribe("""
                        {"types":["%s"],"destination":{"type":"webhook","url":"%s","mode":"structured"}%s}""".formatted(type, receiver.uri(path), more)).is(201);
    }

    private static String publish(String type, String id, String data) throws Exception {
        return tenant.publish(event(type, id, data))
                .is(202)
                .json()
                .at("/accepted/0/event")
                .asText();
    }

    private static List<Webhook> await(String path, int count) throws Exception {
        return Eventually.see(
                "%d at %s".formatted(count, path), PATIENCE, () -> receiver.at(path), came -> came.size() >= count);
    }

    private static Answer awaitState(String event, String state) throws Exception {
        return Eventually.see(
                "event %s %s".formatted(event, state),
                PATIENCE,
                () -> tenant.get("/v1/events/" + event),
                answer -> answer.status() == 200
                        && answer.json().get("state").asText().equals(state));
    }

    @Test
    void anEventIsDelivered() throws Exception {
        subscribe("/delivered", "order.delivered", "");

        var event = publish("order.delivered", id(), "{\"amount\": 1.0e2, \"name\":\"grün\"}");

        var came = await("/delivered", 1).getFirst();
        assertThat(came.body()).contains("\"data\":{\"amount\": 1.0e2, \"name\":\"grün\"}");
        assertThat(came.headers()).containsKeys("webhook-id", "webhook-timestamp", "webhook-signature");
        var record = awaitState(event, "delivered").json();
        assertThat(record.at("/deliveries/0/state").asText()).isEqualTo("delivered");
        assertThat(record.at("/deliveries/0/id").asText()).isEqualTo(came.id());
    }

    @Test
    void aDuplicateIsNotDeliveredAgain() throws Exception {
        subscribe("/once", "order.once", "");
        var id = id();

        var first = publish("order.once", id, "{}");
        awaitState(first, "delivered");
        var second = publish("order.once", id, "{}");
        var behind = publish("order.once", id(), "{}");
        awaitState(behind, "delivered");

        assertThat(second).isEqualTo(first);
        assertThat(receiver.at("/once")).hasSize(2);
    }

    @Test
    void aFilterHoldsBack() throws Exception {
        subscribe("/large", "order.filtered", ",\"filter\":{\"data\":{\"amount\":[{\"numeric\":[\">\",100]}]}}");

        var small = publish("order.filtered", id(), "{\"amount\":1}");
        var large = publish("order.filtered", id(), "{\"amount\":101}");

        awaitState(large, "delivered");
        assertThat(awaitState(small, "unmatched").json().at("/deliveries")).isEmpty();
        assertThat(receiver.at("/large")).hasSize(1);
    }

    @Test
    void aFailureIsTriedAgainUnderTheSameId() throws Exception {
        receiver.answer((webhook, before) -> webhook.path().equals("/again") && before == 0 ? 503 : 204);
        subscribe("/again", "order.again", ",\"policy\":{\"retry\":{\"schedule\":[\"PT2S\"],\"jitter\":0}}");

        var event = publish("order.again", id(), "{}");

        var record = awaitState(event, "delivered").json();
        assertThat(receiver.at("/again")).hasSize(2);
        assertThat(receiver.at("/again").stream().map(Webhook::id).distinct()).hasSize(1);
        var delivery = tenant.get(
                        "/v1/deliveries/" + record.at("/deliveries/0/id").asText())
                .is(200)
                .json();
        assertThat(delivery.get("attempts")).hasSize(2);
        assertThat(delivery.at("/attempts/0/status").asInt()).isEqualTo(503);
    }

    @Test
    void whoHasNoKeyGetsNowhere() throws Exception {
        var nobody = new ApiClient(Stack.shared(), Map.of("Authorization", "Bearer " + "x".repeat(40)));

        nobody.publish(event("a", "1", "{}")).is(401);
        nobody.get("/v1/subscriptions").is(401);
    }
}

package io.penstock.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Events published by HTTP, and delivered as webhooks.
class WebhookIT {
    /// More than a message can hold, or an item.
    private static final int LARGE = 900_000;

    private static Customer acme;

    @BeforeAll
    static void deploy() throws Exception {
        acme = new Customer("acme");
    }

    @AfterAll
    static void close() throws Exception {
        acme.close();
    }

    @Test
    void anEventIsDeliveredSigned() throws Exception {
        var secret = acme.subscribe("/delivered", "order.delivered", "")
                .get("secret")
                .asText();

        var event = acme.publish("order.delivered", "{\"amount\": 1.0e2, \"name\":\"grün\"}");

        var came = acme.await("/delivered", 1).getFirst();
        assertThat(came.body()).contains("\"data\":{\"amount\": 1.0e2, \"name\":\"grün\"}");
        var record = acme.awaitState(event, "delivered");
        assertThat(record.at("/deliveries/0/state").asText()).isEqualTo("delivered");
        assertThat(record.at("/deliveries/0/id").asText()).isEqualTo(came.id());
        var headers = came.headers().entrySet().stream()
                .collect(Collectors.toMap(field -> field.getKey(), field -> List.of(field.getValue())));
        var library = new Webhook(secret);
        assertThatCode(() -> library.verify(came.body(), headers)).doesNotThrowAnyException();
        assertThatThrownBy(() -> library.verify(came.body() + ' ', headers))
                .isInstanceOf(WebhookVerificationException.class);
    }

    @Test
    void aDuplicateIsNotDeliveredAgain() throws Exception {
        acme.subscribe("/once", "order.once", "");
        var id = Customer.id();

        var first = acme.publish("order.once", id, "{}");
        acme.awaitState(first, "delivered");
        var second = acme.publish("order.once", id, "{}");
        var behind = acme.publish("order.once", "{}");
        acme.awaitState(behind, "delivered");

        assertThat(second).isEqualTo(first);
        assertThat(acme.receiver().at("/once")).hasSize(2);
    }

    @Test
    void aFilterHoldsBack() throws Exception {
        acme.subscribe("/large", "order.filtered", ",\"filter\":{\"data\":{\"amount\":[{\"numeric\":[\">\",100]}]}}");

        var small = acme.publish("order.filtered", "{\"amount\":1}");
        var large = acme.publish("order.filtered", "{\"amount\":101}");

        acme.awaitState(large, "delivered");
        assertThat(acme.awaitState(small, "unmatched").at("/deliveries")).isEmpty();
        assertThat(acme.receiver().at("/large")).hasSize(1);
    }

    @Test
    void anEventOfNineHundredKilobytesArrivesAsItWasSent() throws Exception {
        acme.subscribe("/whole", "order.large", "");
        var first = large(1);
        var second = large(2);

        acme.awaitState(acme.publish("order.large", first), "delivered");
        // By the function that has the whole API, too.
        acme.api()
                .call(
                        "POST",
                        "/v1/events",
                        "application/cloudevents+json",
                        Customer.event("order.large", Customer.id(), second))
                .is(202);

        var came = acme.await("/whole", 2);
        assertThat(came.get(0).body()).endsWith("\"data\":" + first + '}');
        assertThat(came.get(1).body()).endsWith("\"data\":" + second + '}');
    }

    @Test
    void anErasedEventIsWhatItIsCalledAndADuplicate() throws Exception {
        acme.subscribe("/erased", "order.erased", "");
        var id = Customer.id();
        var event = acme.publish("order.erased", id, large(3));
        var delivery =
                acme.awaitState(event, "delivered").at("/deliveries/0/id").asText();

        acme.api().call("DELETE", "/v1/events/" + event, "application/json", "").is(204);

        var left = acme.api().get("/v1/events/" + event).is(200).json();
        assertThat(left.get("erasedAt").asText()).isNotEmpty();
        assertThat(left.get("cloudEvent").has("data")).isFalse();
        assertThat(left.at("/deliveries/0/state").asText()).isEqualTo("delivered");
        acme.api()
                .call("POST", "/v1/deliveries/" + delivery + "/retry", "application/json", "")
                .is(409);
        acme.publish("order.erased", id, "{}");
        acme.awaitState(acme.publish("order.erased", "{}"), "delivered");
        assertThat(acme.receiver().at("/erased")).hasSize(2);
        acme.api().call("DELETE", "/v1/events/" + event, "application/json", "").is(204);
    }

    private static String large(long seed) {
        var random = new Random(seed);
        var data = new StringBuilder(LARGE).append("{ \"amount\": 1.0e2, \"name\":\"grün\",\t\"bytes\": \"");
        while (data.length() < LARGE) {
            data.append(Long.toUnsignedString(random.nextLong(), Character.MAX_RADIX));
        }
        return data.append("\" }").toString();
    }

    @Test
    void anEventGoesToEachSubscriptionThatWantsIt() throws Exception {
        acme.subscribe("/one", "order.shared", "");
        acme.subscribe("/other", "order.*", ",\"filter\":{\"type\":[\"order.shared\"]}");

        var event = acme.publish("order.shared", "{}");

        assertThat(acme.awaitState(event, "delivered").get("deliveries")).hasSize(2);
        assertThat(acme.receiver().at("/one")).hasSize(1);
        assertThat(acme.receiver().at("/other")).hasSize(1);
    }

    @Test
    void whoHasNoKeyGetsNowhere() throws Exception {
        var nobody = acme.api().ofKey("x".repeat(40));

        nobody.publish(Customer.event("a", "1", "{}")).is(401);
        nobody.get("/v1/subscriptions").is(401);
    }
}

package io.penstock.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.e2e.Receiver.Webhook;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Attempts that fail. What comes by the sweep is begun here, and seen by [SweepIT].
class RetryIT {
    private static Customer customer;

    @BeforeAll
    static void deploy() throws Exception {
        customer = Customer.fresh();
        Later.begun();
    }

    @AfterAll
    static void close() throws Exception {
        customer.close();
    }

    @Test
    void aFailureIsTriedAgainUnderTheSameId() throws Exception {
        customer.receiver().answer((_, before) -> before == 0 ? 503 : 204);
        customer.subscribe("/again", "order.again", ",\"policy\":{\"retry\":{\"schedule\":[\"PT2S\"],\"jitter\":0}}");

        var event = customer.publish("order.again", "{}");

        var record = customer.awaitState(event, "delivered");
        assertThat(customer.receiver().at("/again")).hasSize(2);
        assertThat(customer.receiver().at("/again").stream().map(Webhook::id).distinct())
                .hasSize(1);
        var delivery = customer.delivery(record);
        assertThat(delivery.get("attempts")).hasSize(2);
        assertThat(delivery.at("/attempts/0/status").asInt()).isEqualTo(503);
    }

    @Test
    void whatFailsPastItsScheduleIsOnRecordAsExhaustedAndCanBeTriedAgain() throws Exception {
        customer.receiver().answer((_, _) -> 500);
        customer.subscribe(
                "/never", "order.never", ",\"policy\":{\"retry\":{\"schedule\":[\"PT1S\",\"PT1S\"],\"jitter\":0}}");

        var event = customer.publish("order.never", "{}");

        var record = customer.awaitState(event, "failed");
        assertThat(customer.receiver().at("/never")).hasSize(3);
        var delivery = customer.delivery(record);
        assertThat(delivery.get("state").asText()).isEqualTo("exhausted");
        assertThat(delivery.get("reason").asText()).contains("500");
        assertThat(delivery.get("attempts")).hasSize(3);
        assertThat(delivery.at("/attempts/2/status").asInt()).isEqualTo(500);

        customer.receiver().answer((_, _) -> 204);
        customer.api()
                .call("POST", "/v1/deliveries/" + delivery.get("id").asText() + "/retry", "application/json", "")
                .is(202);
        customer.awaitState(event, "delivered");
        assertThat(customer.delivery(record).get("run").asInt()).isEqualTo(2);
    }

    @Test
    void aReceiverThatIsGoneForGoodHasItsSubscriptionDisabled() throws Exception {
        customer.receiver().answer((_, _) -> 410);
        var subscription =
                customer.subscribe("/gone", "order.gone", "").get("id").asText();

        var event = customer.publish("order.gone", "{}");

        var record = customer.awaitState(event, "failed");
        assertThat(customer.delivery(record).get("state").asText()).isEqualTo("refused");
        Eventually.see(
                "disabled",
                Customer.PATIENCE,
                () -> customer.api()
                        .get("/v1/subscriptions/" + subscription)
                        .json()
                        .get("status")
                        .toString(),
                status -> status.contains("disabled"));
    }
}

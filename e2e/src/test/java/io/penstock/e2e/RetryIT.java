package io.penstock.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.e2e.Receiver.Webhook;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Attempts that fail. What is tried again by the sweep is begun here, and seen by [SweepIT].
class RetryIT {
    private static Customer customer;

    @BeforeAll
    static void deploy() throws Exception {
        customer = Customer.fresh();
        FarAhead.begun();
    }

    @AfterAll
    static void close() throws Exception {
        customer.close();
    }

    @Test
    void aFailureIsTriedAgainUnderTheSameId() throws Exception {
        customer.receiver().answer((webhook, before) -> webhook.path().equals("/again") && before == 0 ? 503 : 204);
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
    void whatFailsPastItsScheduleIsOnRecordAsExhausted() throws Exception {
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
    }
}

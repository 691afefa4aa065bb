package io.penstock.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ServerSubscriptionsTest extends ServerScene {
    @Test
    void aReceiverThatHangsHoldsUpNobodyElse() {
        var operator = start();
        subscribe(operator, "hanging", "/hang", "PT1S");
        subscribe(operator, "quick", "/quick", "PT1S");
        for (int i = 0; i < 200; i++) {
            operator.publish(SOURCE, Integer.toString(i), "order.created", "1");
        }

        Eventually.await(
                Duration.ofSeconds(10),
                "the other one has everything",
                () -> receiver.ids("/quick").stream().distinct().count() == 200);
        assertThat(receiver.ids("/hang")).hasSizeBetween(1, 64);
    }

    @Test
    void aChangeOfASubscriptionHoldsForWhatIsPublishedNext() {
        var operator = start();
        subscribe(operator, "all", "/before", "PT1S");
        for (int i = 0; i < 20; i++) {
            var path = "/after-" + i;
            operator.send(
                            "PATCH",
                            "/v1/subscriptions/all",
                            Map.of("content-type", "application/merge-patch+json"),
                            "{\"destination\": {\"url\": \"%s\"}, \"types\": [\"type.%d\"]}"
                                    .formatted(receiver.uri(path), i)
                                    .getBytes(StandardCharsets.UTF_8))
                    .expect(200);
            operator.publish(SOURCE, "new-" + i, "type." + i, "1");
            operator.publish(SOURCE, "old-" + i, "type." + (i - 1), "1");
            Eventually.await(LIMIT, path, () -> receiver.ids(path).size() == 1);
            assertThat(receiver.ids(path)).containsExactly("new-" + i);
        }
        assertThat(receiver.at("/before")).isEmpty();
    }

    @Test
    void whatWaitsForADeletedSubscriptionIsCancelled() {
        var operator = start();
        subscribe(operator, "all", "/refuse", "PT2S");
        var event = operator.publish(SOURCE, "1", "order.created", "1");
        Eventually.await(LIMIT, "a first attempt", () -> !receiver.at("/refuse").isEmpty());
        operator.send("DELETE", "/v1/subscriptions/all", "").expect(204);

        awaitState(operator, event, "cancelled");
        assertThat(delivery(operator, event).path("reason").asText()).isNotEmpty();
        assertThat(receiver.at("/refuse")).hasSize(1);
    }

    @Test
    void aPausedSubscriptionGetsNothingUntilItIsResumed() {
        var operator = start();
        subscribe(operator, "all", "/ok", "PT1S");
        operator.send("POST", "/v1/subscriptions/all/pause", "").expect(200);
        var event = operator.publish(SOURCE, "1", "order.created", "1");
        awaitState(operator, event, "parked");
        assertThat(receiver.at("/ok")).isEmpty();
        operator.send("POST", "/v1/subscriptions/all/resume", "").expect(200);

        awaitState(operator, event, "delivered");
        assertThat(receiver.ids("/ok")).containsExactly("1");
    }
}

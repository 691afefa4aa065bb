package io.penstock.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Many deliveries begun again.
class ReplayIT {
    private static final int EVENTS = 12;

    /// So many take a minute and a half.
    private static final int MANY = 90;

    /// So many are begun when the first invocation has ended, which goes on for 40 seconds.
    private static final int IN_THE_SECOND = 45;

    @Test
    void whatHasFailedIsDeliveredByAReplay() throws Exception {
        try (var customer = Customer.fresh()) {
            customer.receiver().answer((_, _) -> 500);
            customer.subscribe(
                    "/failing",
                    "order.failing",
                    ",\"id\":\"failing\",\"policy\":{\"retry\":{\"schedule\":[]},\"circuitBreaker\":{\"enabled\":false}}");
            var events = publish(customer, "order.failing");
            for (var event : events) {
                customer.awaitState(event, "failed");
            }
            customer.receiver().answer((_, _) -> 204);
            var request = """
                    {"id":"again","subscription":"failing","failedSince":"%s","rate":4}""".formatted(hourAgo());

            post(customer, request.replace("}", ",\"dryRun\":true}").replace("again", "dry"), 202);
            assertThat(end(customer, "dry").get("sent").asInt()).isEqualTo(EVENTS);
            post(customer, request, 202);
            var ended = end(customer, "again");

            assertThat(ended.get("state").asText()).isEqualTo("finished");
            assertThat(ended.get("sent").asInt()).isEqualTo(EVENTS);
            for (var event : events) {
                var record = customer.awaitState(event, "delivered");
                assertThat(customer.delivery(record).get("run").asInt()).isEqualTo(2);
            }
            post(customer, request, 200);
            post(customer, request.replace("4", "5"), 409);
            assertThat(customer.receiver().at("/failing").stream()
                            .filter(webhook -> webhook.headers().containsKey("penstock-replay")))
                    .hasSizeGreaterThanOrEqualTo(EVENTS);
        }
    }

    @Test
    void aSubscriptionMadeLaterGetsWhatWasBefore() throws Exception {
        try (var customer = Customer.fresh()) {
            var events = publish(customer, "order.before");
            for (var event : events) {
                customer.awaitState(event, "unmatched");
            }
            customer.subscribe("/later", "order.*", ",\"id\":\"later\"");

            post(customer, """
                    {"id":"before","subscription":"later","since":"%s","types":["order.before"]}""".formatted(hourAgo()), 202);

            customer.await("/later", EVENTS);
            assertThat(end(customer, "before").get("sent").asInt()).isEqualTo(EVENTS);
        }
    }

    /// At one delivery a second it takes more than one invocation to come so far; what is left when it is cancelled is not
    /// begun.
    @Test
    void aReplayGoesOnInAnotherInvocationUntilItIsCancelled() throws Exception {
        try (var customer = Customer.fresh()) {
            var events = Stream.generate(() -> Customer.event("order.slow", Customer.id(), "{}"))
                    .limit(MANY)
                    .collect(Collectors.joining(",", "[", "]"));
            customer.api()
                    .publishBatch(events)
                    .is(202)
                    .json()
                    .get("accepted")
                    .forEach(accepted -> await(customer, accepted.get("event").asText()));
            customer.subscribe("/slow", "order.*", ",\"id\":\"slow\"");
            post(customer, """
                    {"id":"slow","subscription":"slow","since":"%s","rate":1}""".formatted(hourAgo()), 202);
            customer.await("/slow", IN_THE_SECOND);

            var cancelled = customer.api()
                    .call("POST", "/v1/replays/slow/cancel", "application/json", "")
                    .is(200)
                    .json();

            assertThat(cancelled.get("state").asText()).isEqualTo("cancelled");
            assertThat(cancelled.get("sent").asInt()).isBetween(IN_THE_SECOND, MANY - 1);
            assertThat(customer.api()
                            .get("/v1/replays")
                            .is(200)
                            .json()
                            .at("/items/0/id")
                            .asText())
                    .isEqualTo("slow");
        }
    }

    private static void await(Customer customer, String event) {
        try {
            customer.awaitState(event, "unmatched");
        } catch (Exception e) {
            throw new AssertionError(event, e);
        }
    }

    private static String hourAgo() {
        return Instant.now().minus(1, ChronoUnit.HOURS).toString();
    }

    private static List<String> publish(Customer customer, String type) throws Exception {
        var events = new ArrayList<String>();
        for (int i = 0; i < EVENTS; i++) {
            events.add(customer.publish(type, "{}"));
        }
        return events;
    }

    private static void post(Customer customer, String json, int status) throws Exception {
        customer.api().call("POST", "/v1/replays", "application/json", json).is(status);
    }

    private static JsonNode end(Customer customer, String id) throws Exception {
        return Eventually.see(
                "the end of " + id,
                Customer.PATIENCE,
                () -> customer.api().get("/v1/replays/" + id).is(200).json(),
                job -> !job.get("state").asText().equals("running"));
    }
}

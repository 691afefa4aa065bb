package io.penstock.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Events of a key are delivered one after the other, by several processes, while another key's fail.
class LanesIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int EVENTS = 12;
    private static final String GOOD = "good";
    private static final String BAD = "bad";

    private final AtomicBoolean fails = new AtomicBoolean(true);

    @Test
    void aKeyWhoseReceiverFailsHoldsBackNoOtherAndGoesOnInOrder() throws Exception {
        try (var customer = Customer.fresh()) {
            // Every third of the good ones fails once, and keeps its place.
            customer.receiver()
                    .answer((webhook, before) -> (is(webhook, BAD) && fails.get())
                                    || (is(webhook, GOOD) && number(webhook) % 3 == 0 && before == 0)
                            ? 503
                            : 204);
            var lanes = "/v1/subscriptions/"
                    + customer.subscribe(
                                    "/lanes",
                                    "order.lane",
                                    ",\"policy\":{\"ordering\":{\"by\":\"partitionkey\"},\"retry\":{\"schedule\":[\"PT1S\"]}}")
                            .get("id")
                            .asText()
                    + "/lanes";

            var events = publish(customer);
            for (int i = 0; i < EVENTS; i += 2) {
                customer.awaitState(events.get(i), "delivered");
            }

            assertThat(numbers(customer, GOOD)).isSorted().contains(0, 2, 4, 6, 8, 10);
            var blocked = blocked(customer, lanes);
            assertThat(blocked.get("partitionkey").asText()).isEqualTo(BAD);
            assertThat(blocked.get("waiting").asInt()).isEqualTo(EVENTS / 2 - 1);
            assertThat(blocked.at("/blocker/event").asText()).isEqualTo(events.get(1));
            assertThat(numbers(customer, BAD)).containsOnly(1);

            var first = blocked.at("/blocker/id").asText();
            assertThat(customer.api()
                            .call("POST", "/v1/deliveries/" + first + "/skip", "application/json", "")
                            .is(200)
                            .json()
                            .get("state")
                            .asText())
                    .isEqualTo("skipped");
            var next = Eventually.see(
                    "the next one blocks",
                    Customer.PATIENCE,
                    () -> blocked(customer, lanes),
                    lane -> lane.at("/blocker/event").asText().equals(events.get(3)));
            fails.set(false);
            customer.api()
                    .call(
                            "POST",
                            "/v1/deliveries/" + next.at("/blocker/id").asText() + "/retry",
                            "application/json",
                            "")
                    .is(202);

            for (int i = 3; i < EVENTS; i += 2) {
                customer.awaitState(events.get(i), "delivered");
            }
            assertThat(numbers(customer, BAD)).isSorted().contains(1, 3, 5, 7, 9, 11);
            assertThat(customer.api().get(lanes).is(200).json().get("items")).isEmpty();
        }
    }

    private static List<String> publish(Customer customer) throws Exception {
        var batch = IntStream.range(0, EVENTS)
                .mapToObj(i -> """
                        {"specversion":"1.0","id":"lane-%d","source":"/shop","type":"order.lane","partitionkey":"%s","data":%d}""".formatted(i, i % 2 == 0 ? GOOD : BAD, i))
                .collect(Collectors.joining(",", "[", "]"));
        var events = new ArrayList<String>();
        customer.api()
                .publishBatch(batch)
                .is(202)
                .json()
                .get("accepted")
                .forEach(accepted -> events.add(accepted.get("event").asText()));
        return events;
    }

    private static JsonNode blocked(Customer customer, String lanes) throws Exception {
        return Eventually.see(
                        "a lane is blocked",
                        Customer.PATIENCE,
                        () -> customer.api().get(lanes).is(200).json().get("items"),
                        items -> items.size() == 1)
                .get(0);
    }

    /// What came of a key, in the order in which it came.
    private static List<Integer> numbers(Customer customer, String key) {
        return customer.receiver().at("/lanes").stream()
                .filter(webhook -> is(webhook, key))
                .map(LanesIT::number)
                .toList();
    }

    private static boolean is(Receiver.Webhook webhook, String key) {
        return event(webhook).get("partitionkey").asText().equals(key);
    }

    private static int number(Receiver.Webhook webhook) {
        return event(webhook).get("data").asInt();
    }

    private static JsonNode event(Receiver.Webhook webhook) {
        try {
            return JSON.readTree(webhook.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package io.penstock.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Receivers that are given only so much to do, by several processes.
class ThrottleIT {
    private static final int EVENTS = 24;
    private static final Duration LATE = Duration.ofSeconds(2);
    private static final Duration ANSWER_TAKES = Duration.ofMillis(300);

    @Test
    void attemptsBeginAtTheirRate() throws Exception {
        try (var customer = Customer.fresh()) {
            customer.subscribe(
                    "/rate",
                    "order.rated",
                    ",\"policy\":{\"rateLimit\":{\"limit\":60,\"per\":\"minute\",\"burst\":2}}");

            var begun = new ArrayList<Instant>();
            for (var event : publish(customer, "order.rated")) {
                var record = customer.awaitState(event, "delivered");
                begun.add(Instant.parse(
                        customer.delivery(record).at("/attempts/0/startedAt").asText()));
            }

            begun.sort(Comparator.naturalOrder());
            // Two may begin at once, and what has waited a second early; clocks are one here, and requests begin a
            // little later.
            for (int i = 3; i < EVENTS; i++) {
                assertThat(Duration.between(begun.getFirst(), begun.get(i)).plus(LATE))
                        .isGreaterThanOrEqualTo(Duration.ofSeconds(i - 2));
            }
        }
    }

    @Test
    void noMoreAreUnderWayThanTheReceiverIsGiven() throws Exception {
        try (var customer = Customer.fresh()) {
            var underWay = new AtomicInteger();
            var most = new AtomicInteger();
            customer.receiver().answer((_, _) -> {
                most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
                try {
                    Thread.sleep(ANSWER_TAKES);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                } finally {
                    underWay.decrementAndGet();
                }
                return 204;
            });
            customer.subscribe("/few", "order.few", ",\"policy\":{\"concurrency\":2}");

            for (var event : publish(customer, "order.few")) {
                customer.awaitState(event, "delivered");
            }

            assertThat(most.get()).isBetween(1, 2);
            assertThat(customer.receiver().at("/few")).hasSize(EVENTS);
        }
    }

    private static List<String> publish(Customer customer, String type) throws Exception {
        var events = Stream.generate(() -> Customer.event(type, Customer.id(), "{}"))
                .limit(EVENTS)
                .collect(Collectors.joining(",", "[", "]"));
        var accepted = customer.api().publishBatch(events).is(202).json().get("accepted");
        return accepted.valueStream().map(one -> one.get("event").asText()).toList();
    }
}

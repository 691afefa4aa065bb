package io.penstock.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.e2e.Calls.Call;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What events of 2 KiB for one webhook ask of AWS's services, published in batches of ten: `docs/cost.md` has the prices,
/// and the times of Lambda, which cannot be measured here.
@Isolated("it counts what all functions do")
@Order(3)
class CostIT {
    private static final Logger LOG = LoggerFactory.getLogger(CostIT.class);
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final int EVENTS = 1_000;
    private static final int BATCH = 10;
    private static final int BYTES = 2_048;

    /// What a cold start asks for, and batches that were not full.
    private static final double ONCE = 0.2;

    /// DynamoDB Local takes nothing for what is not there of a batch that is read, and DynamoDB does: here the delivery, of
    /// which nothing is kept before its first attempt.
    private static final double ABSENT = 1;

    private static final double DOLLARS = 5.00;
    private static final double WRITTEN_UNIT = 0.625e-6;
    private static final double READ_UNIT = 0.125e-6;
    private static final double SQS_REQUEST = 0.40e-6;
    private static final double FAIR_REQUEST = 0.10e-6;
    private static final double INVOCATION = 0.20e-6;

    /// Seconds of 1 GB for each event, on paper.
    private static final double LAMBDA_TIME = 0.04 * 13.33e-6;

    private static final Set<String> WRITES = Set.of("PutItem", "BatchWriteItem", "DeleteItem", "UpdateItem");

    /// Functions that events pass.
    private static final List<String> WAY = List.of("Ingest", "Route", "Deliver");

    private final Stack stack = Stack.shared();

    @Test
    void aMillionDeliveriesCostWhatTheDocumentationSays() throws Exception {
        try (var customer = Customer.fresh()) {
            customer.subscribe("/counted", "order.counted", "");
            customer.awaitState(customer.publish("order.counted", order(-1)), "delivered");
            int from = Calls.count(stack);
            int before = invocations();

            for (int first = 0; first < EVENTS; first += BATCH) {
                customer.api().publishBatch(batch(first)).is(202);
            }
            // What is left of other tests is delivered meanwhile, so that units alone do not tell that all of these
            // are.
            Eventually.see(
                    "webhooks",
                    PATIENCE,
                    () -> customer.receiver().at("/counted").size(),
                    webhooks -> webhooks > EVENTS);
            Eventually.see(
                    "units written by deliver",
                    PATIENCE,
                    () -> writes(calls(from), "Deliver"),
                    written -> written >= EVENTS);

            var calls = calls(from);
            double written = perEvent(units(calls, true));
            double read = perEvent(units(calls, false)) + ABSENT;
            double sent = perEvent(sends(calls));
            double invocations = perEvent(invocations() - before);
            // Each invocation by a queue is a request that received, and one that deleted.
            double polled = 2 * (invocations - perEvent(EVENTS / BATCH));
            double dollars = 1e6
                    * (written * WRITTEN_UNIT
                            + read * READ_UNIT
                            + (sent + polled) * SQS_REQUEST
                            + sent * FAIR_REQUEST
                            + invocations * INVOCATION
                            + LAMBDA_TIME);
            LOG.info(
                    "each of {} events: {} units written, {} read, {} requests that send, {} that receive and delete,"
                            + " {} invocations; a million: ${}",
                    EVENTS,
                    written,
                    read,
                    sent,
                    polled,
                    invocations,
                    dollars);
            assertThat(written).isLessThanOrEqualTo(4 + ONCE);
            // Two for each event, and two for each batch that was planned or delivered: these may not be full.
            assertThat(read).isLessThanOrEqualTo(2 + polled + ONCE);
            assertThat(sent).isLessThanOrEqualTo(0.5 + ONCE);
            assertThat(polled).isLessThanOrEqualTo(0.4 + ONCE);
            assertThat(invocations).isLessThanOrEqualTo(0.3 + ONCE);
            assertThat(dollars).isLessThanOrEqualTo(DOLLARS);
            assertThat(calls)
                    .as("of services that cost more")
                    .extracting(Call::service)
                    .doesNotContain("s3", "events");
        }
    }

    private List<Call> calls(int from) throws Exception {
        return Calls.since(stack, from).stream()
                .filter(call -> WAY.contains(call.function()))
                .toList();
    }

    private static double perEvent(double count) {
        return count / EVENTS;
    }

    private static double units(List<Call> calls, boolean written) {
        return calls.stream()
                .filter(call -> call.service().equals("dynamodb"))
                .filter(call -> WRITES.contains(call.operation()) == written)
                .mapToDouble(Call::units)
                .sum();
    }

    private static double writes(List<Call> calls, String function) {
        return units(
                calls.stream().filter(call -> call.function().equals(function)).toList(), true);
    }

    private static int sends(List<Call> calls) {
        return Math.toIntExact(calls.stream()
                .filter(call -> call.service().equals("sqs") && call.operation().startsWith("SendMessage"))
                .count());
    }

    private int invocations() throws Exception {
        int count = 0;
        for (var function : WAY) {
            count += Math.toIntExact(Logs.of(stack, function).stream()
                    .filter(line -> line.contains("\"platform.report\""))
                    .count());
        }
        return count;
    }

    private static String batch(int first) {
        return IntStream.range(first, first + BATCH)
                .mapToObj(number -> Customer.event("order.counted", "order-%08d".formatted(number), order(number)))
                .collect(Collectors.joining(",", "[", "]"));
    }

    /// An order of many lines: as different from each other as such data is.
    private static String order(int number) {
        var random = new Random(number);
        var json = new StringBuilder("{\"orderId\":\"o-%08d\",\"lines\":[".formatted(number));
        while (json.length() < BYTES - 100) {
            json.append("{\"sku\":\"%08x\",\"quantity\":%d,\"unitPrice\":\"%d.%02d\",\"currency\":\"EUR\"},"
                    .formatted(random.nextInt(), random.nextInt(1, 9), random.nextInt(200), random.nextInt(100)));
        }
        return json.append("{}]}").toString();
    }
}

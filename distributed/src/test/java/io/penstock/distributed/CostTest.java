package io.penstock.distributed;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.delivery.Attempt;
import io.penstock.delivery.Beginning;
import io.penstock.delivery.DeliveryMessage;
import io.penstock.delivery.DeliveryState;
import io.penstock.delivery.Next;
import io.penstock.delivery.Outcome;
import io.penstock.distributed.memory.InMemoryBlobs;
import io.penstock.distributed.memory.InMemoryTable;
import io.penstock.event.Event;
import io.penstock.event.EventData;
import io.penstock.routing.Plan;
import io.penstock.subscription.InMemoryRegistry;
import io.penstock.subscription.SubscriptionUid;
import io.penstock.subscription.TestSubscriptions;
import io.penstock.tenant.TenantUid;
import io.penstock.tenant.TestTenants;
import io.penstock.testing.TestClock;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// What an event of 2 KiB for one subscription asks of the table, which is most of what it costs; `docs/cost.md` has
/// the figures. Whoever makes it more has to say so there.
class CostTest {
    private static final int EVENTS = 1_000;
    private static final int BATCH = 10;
    private static final int BYTES = 2_048;

    private final TestClock clock = new TestClock();
    private final MeteredTable table = new MeteredTable(new InMemoryTable());
    private final InMemoryQueue events = new InMemoryQueue(clock);
    private final InMemoryQueue deliveries = new InMemoryQueue(clock);
    private final InMemoryBlobs blobs = new InMemoryBlobs();
    private final InMemoryRegistry registry = new InMemoryRegistry();
    private final TenantUid tenant = TestTenants.uid();
    private final SubscriptionUid subscription = TestSubscriptions.uid();
    private final DistributedSteps steps = new DistributedSteps(
            table,
            new Queues(events, deliveries),
            blobs,
            registry.subscriptions(),
            registry::nameOf,
            clock,
            new Random(1),
            DistributedOptions.STANDARD);

    /// An order of many lines: as different from each other as such data is.
    private static Event order(int number) {
        var random = new Random(number);
        var json = new StringBuilder("{\"orderId\":\"o-%08d\",\"lines\":[".formatted(number));
        while (json.length() < BYTES - 100) {
            json.append("{\"sku\":\"%08x\",\"quantity\":%d,\"unitPrice\":\"%d.%02d\",\"currency\":\"EUR\"},"
                    .formatted(random.nextInt(), random.nextInt(1, 9), random.nextInt(200), random.nextInt(100)));
        }
        json.append("{}]}");
        return new Event(
                "order-%08d".formatted(number),
                "https://shop.example/orders",
                "com.example.order.created",
                "o-%08d".formatted(number),
                "2026-01-01T00:00:00Z",
                "application/json",
                null,
                Map.of(),
                new EventData(EventData.Form.JSON, json.toString().getBytes(StandardCharsets.UTF_8)));
    }

    private void publish() {
        var intake = new QueueIntake(events, blobs, clock, new Random(2));
        for (int first = 0; first < EVENTS; first += BATCH) {
            var batch = new ArrayList<Event>();
            for (int i = first; i < first + BATCH; i++) {
                batch.add(order(i));
            }
            intake.accept(tenant, batch);
        }
    }

    private void plan() {
        var planner = steps.planner((_, _) -> new Plan(7, List.of(subscription)));
        for (var message : events.receive(EVENTS, Duration.ofMinutes(5))) {
            planner.plan(message.body());
            events.delete(message.number());
        }
    }

    private void deliver(boolean delivered) {
        for (var received : deliveries.receive(EVENTS, Duration.ofMinutes(5))) {
            var message = Envelopes.delivery(received.body());
            assertThat(steps.deliveries().begin(message)).isInstanceOf(Beginning.Begun.class);
            assertThat(delivered ? succeed(message) : fail(message)).isTrue();
            deliveries.delete(received.number());
        }
    }

    private boolean succeed(DeliveryMessage message) {
        var attempt = attempt(message, new Outcome.Delivered(), 200);
        return steps.deliveries().finish(message, attempt, new Next.End(DeliveryState.DELIVERED, ""));
    }

    private boolean fail(DeliveryMessage message) {
        var failed = new Outcome.Failed("the receiver answered 503", Optional.empty());
        var next = new Next.TryAt(message.n() + 1, clock.instant().plusSeconds(5));
        return steps.deliveries().finish(message, attempt(message, failed, 503), next);
    }

    private Attempt attempt(DeliveryMessage message, Outcome outcome, int status) {
        return new Attempt(
                message.run(),
                message.n(),
                clock.instant(),
                Duration.ofMillis(80),
                outcome,
                status,
                "ok".getBytes(StandardCharsets.US_ASCII));
    }

    private double perEvent(int units) {
        return (double) units / EVENTS;
    }

    @Test
    void anEventOfTwoKibibytesForOneSubscriptionIsWrittenInFourUnitsAndReadInTwo() {
        publish();
        assertThat(table.requests()).isZero();

        plan();
        // Once for all of them: their type.
        assertThat(perEvent(table.writeUnits())).isBetween(3.0, 3.01);
        assertThat(perEvent(table.readUnits())).isLessThanOrEqualTo(0.01);

        table.reset();
        deliver(true);
        assertThat(perEvent(table.writeUnits())).isEqualTo(1);
        assertThat(perEvent(table.readUnits())).isEqualTo(2);
    }

    @Test
    void anAttemptThatFailsIsWrittenInOneUnitAndReadInTwo() {
        publish();
        plan();
        table.reset();

        deliver(false);

        assertThat(perEvent(table.writeUnits())).isEqualTo(1);
        assertThat(perEvent(table.readUnits())).isEqualTo(2);
        assertThat(deliveries.size()).isEqualTo(EVENTS);
    }
}

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
import io.penstock.event.ContentHash;
import io.penstock.event.Event;
import io.penstock.event.EventKey;
import io.penstock.identity.Id128;
import io.penstock.ledger.PlannedEvent;
import io.penstock.routing.Plan;
import io.penstock.subscription.InMemoryRegistry;
import io.penstock.subscription.SubscriptionUid;
import io.penstock.subscription.TestSubscriptions;
import io.penstock.tenant.TenantUid;
import io.penstock.tenant.TestTenants;
import io.penstock.testing.TestClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// What is remembered of a delivery while its attempt is under way.
class OrderedDeliveryLedgerTest {
    private static final Next DELIVERED = new Next.End(DeliveryState.DELIVERED, "");

    private final TestClock clock = new TestClock();
    private final MeteredTable table = new MeteredTable(new InMemoryTable());
    private final InMemoryRegistry registry = new InMemoryRegistry();
    private final DistributedSteps steps = steps();
    private final TenantUid tenant = TestTenants.uid();
    private final SubscriptionUid subscription = TestSubscriptions.uid();
    private final Random random = new Random(3);

    private DistributedSteps steps() {
        return new DistributedSteps(
                table,
                new Queues(new InMemoryQueue(clock), new InMemoryQueue(clock)),
                new InMemoryBlobs(),
                registry.subscriptions(),
                registry::nameOf,
                clock,
                new Random(1),
                DistributedOptions.STANDARD);
    }

    private DeliveryMessage planned(String id) {
        var event = new Event(id, "/shop", "order.created", null, null, null, null, Map.of(), null);
        var key = EventKey.of(tenant, event.source(), event.id());
        steps.plans()
                .plan(List.of(new PlannedEvent(
                        tenant,
                        key,
                        Id128.random(random),
                        clock.instant(),
                        event,
                        ContentHash.of(event),
                        new Plan(1, List.of(subscription)))));
        return new DeliveryMessage(key, subscription, 1, 1);
    }

    private boolean finish(DistributedSteps steps, DeliveryMessage message) {
        return steps.deliveries().finish(message, attempt(message), DELIVERED);
    }

    private Attempt attempt(DeliveryMessage message) {
        return new Attempt(
                message.run(),
                message.n(),
                clock.instant(),
                Duration.ofMillis(20),
                new Outcome.Delivered(),
                200,
                new byte[0]);
    }

    @Test
    void aDeliveryIsNotReadAgainWhenItsAttemptEnds() {
        var message = planned("1");
        assertThat(steps.deliveries().begin(message)).isInstanceOf(Beginning.Begun.class);
        table.reset();

        assertThat(finish(steps, message)).isTrue();

        assertThat(table.readUnits()).isZero();
        assertThat(table.writeUnits()).isEqualTo(1);
    }

    @Test
    void whatIsRememberedDoesNotWinOverWhatAnotherWrote() {
        var message = planned("1");
        var other = steps();
        steps.deliveries().begin(message);
        other.deliveries().begin(message);
        other.deliveries()
                .finish(
                        message,
                        attempt(message),
                        new Next.TryAt(2, clock.instant().plusSeconds(5)));

        assertThat(steps.deliveries()
                        .finish(
                                message,
                                attempt(message),
                                new Next.TryAt(2, clock.instant().plusSeconds(9))))
                .isFalse();

        var record = steps.ledger().delivery(tenant, message.delivery()).orElseThrow();
        assertThat(record.due()).isEqualTo(clock.instant().plusSeconds(5));
        assertThat(record.attempts()).hasSize(2);
    }

    @Test
    void anAttemptThatOutlivesItsEventRecordsNothing() {
        var message = planned("1");
        steps.deliveries().begin(message);
        clock.advance(DistributedOptions.STANDARD.retention());

        assertThat(finish(steps, message)).isFalse();
    }

    @Test
    void ofMoreAttemptsThanAreRememberedEveryOutcomeIsWritten() {
        var messages = new ArrayList<DeliveryMessage>();
        for (int i = 0; i < OrderedDeliveryLedger.MAX_BEGUN + 1; i++) {
            messages.add(planned("e" + i));
            steps.deliveries().begin(messages.getLast());
        }
        table.reset();

        assertThat(messages)
                .allSatisfy(message -> assertThat(finish(steps, message)).isTrue());

        // That of the first, whose place another took.
        assertThat(table.readUnits()).isEqualTo(2);
    }
}

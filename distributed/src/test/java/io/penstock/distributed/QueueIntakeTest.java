package io.penstock.distributed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.penstock.event.Event;
import io.penstock.event.EventData;
import io.penstock.event.EventKey;
import io.penstock.ledger.Acceptance;
import io.penstock.ledger.IntakeRefusedException;
import io.penstock.routing.Plan;
import io.penstock.subscription.InMemoryRegistry;
import io.penstock.subscription.SubscriptionUid;
import io.penstock.subscription.TestSubscriptions;
import io.penstock.tenant.TenantUid;
import io.penstock.tenant.TestTenants;
import io.penstock.testing.TestClock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Events from their acceptance, through the queue, to their plan.
class QueueIntakeTest {
    private final TestClock clock = new TestClock();
    private final InMemoryQueue queue = new InMemoryQueue(clock);
    private final FailingQueue failing = new FailingQueue(queue);
    private final InMemoryQueue deliveries = new InMemoryQueue(clock);
    private final InMemoryBlobs blobs = new InMemoryBlobs();
    private final InMemoryRegistry registry = new InMemoryRegistry();
    private final DistributedSteps steps = new DistributedSteps(
            new InMemoryTable(),
            deliveries,
            blobs,
            registry.subscriptions(),
            registry::nameOf,
            clock,
            new Random(1),
            DistributedOptions.STANDARD);
    private final TenantUid tenant = TestTenants.uid();
    private final QueueIntake intake = new QueueIntake(failing, blobs, clock, new Random(2));
    private List<SubscriptionUid> matched = List.of(TestSubscriptions.uid());

    private static Event event(String id, int bytes) {
        var data = new EventData(EventData.Form.BINARY, new byte[bytes]);
        return new Event(id, "/shop", "order.created", null, null, null, null, Map.of(), data);
    }

    private EventKey key(Event event) {
        return EventKey.of(tenant, event.source(), event.id());
    }

    private List<Acceptance.Kind> planAll() {
        var planner = steps.planner((_, _) -> new Plan(7, matched));
        return queue.receive(100, Duration.ofMinutes(1)).stream()
                .map(message -> {
                    var acceptance = planner.plan(message.body());
                    queue.delete(message.number());
                    return acceptance.kind();
                })
                .toList();
    }

    @Test
    void whatIsAcceptedIsPlannedOnceHoweverOftenItIsHandedIn() {
        var event = event("1", 10);

        assertThat(intake.accept(tenant, List.of(event, event)))
                .containsOnly(new Acceptance(key(event), Acceptance.Kind.NEW));

        assertThat(planAll()).containsExactlyInAnyOrder(Acceptance.Kind.NEW, Acceptance.Kind.DUPLICATE);
        assertThat(deliveries.size()).isEqualTo(1);
    }

    @Test
    void anEventThatIsTooLargeForAMessageAndOneThatIsForAnItemKeepTheirData() {
        var large = event("large", 500_000);
        var huge = event("huge", 1_000_000);

        intake.accept(tenant, List.of(large, huge));

        assertThat(planAll()).containsOnly(Acceptance.Kind.NEW);
        for (var event : List.of(large, huge)) {
            assertThat(steps.ledger().event(tenant, key(event)).orElseThrow().event())
                    .isEqualTo(event);
        }
        assertThat(blobs.names()).hasSize(2);
    }

    @Test
    void aPlanThatIsTooLargeForAnItemIsKeptWhole() {
        matched = Stream.generate(TestSubscriptions::uid).limit(30_000).toList();
        var event = event("1", 10);

        intake.accept(tenant, List.of(event));

        assertThat(planAll()).containsExactly(Acceptance.Kind.NEW);
        assertThat(steps.ledger().event(tenant, key(event)).orElseThrow().matched())
                .isEqualTo(30_000);
        assertThat(deliveries.size()).isEqualTo(30_000);
    }

    @Test
    void whereOneIsNotTakenNoneIsSaidToBe() {
        var one = event("1", 10);
        failing.fail(message -> message.body().length() > 1_000);

        assertThatExceptionOfType(IntakeRefusedException.class)
                .isThrownBy(() -> intake.accept(tenant, List.of(one, event("2", 1_000))))
                .satisfies(refused -> assertThat(refused.retryAfter()).isPositive());

        failing.fail(_ -> false);
        intake.accept(tenant, List.of(one, event("2", 1_000)));
        assertThat(planAll())
                .containsExactlyInAnyOrder(Acceptance.Kind.NEW, Acceptance.Kind.DUPLICATE, Acceptance.Kind.NEW);
    }

    @Test
    void anEventThatIsOlderThanEventsAreKnownForGoesToNobody() {
        intake.accept(tenant, List.of(event("1", 10)));
        clock.advance(DistributedOptions.WINDOW);

        planAll();

        assertThat(deliveries.size()).isZero();
    }

    @Test
    void afterItsRetentionTheSameNameIsAnotherEventEvenIfTheTableForgetsLate() {
        var event = event("1", 10);
        intake.accept(tenant, List.of(event));
        planAll();
        clock.advance(DistributedOptions.STANDARD.retention().plusSeconds(2));

        intake.accept(tenant, List.of(event));

        assertThat(planAll()).containsExactly(Acceptance.Kind.NEW);
        assertThat(deliveries.size()).isEqualTo(2);
        assertThat(steps.ledger().event(tenant, key(event)).orElseThrow().duplicates())
                .isZero();
    }

    @Test
    void whatIsHandedInAgainAfterAFailureIsSentByThePlanThatIsStored() {
        var plans = steps.plans();
        assertThat(plans.plan(List.of())).isEmpty();
        intake.accept(tenant, List.of(event("1", 10)));
        var message = queue.receive(1, Duration.ofMinutes(1)).getFirst();
        var first = matched;
        steps.planner((_, _) -> new Plan(7, first)).plan(message.body());

        steps.planner((_, _) -> new Plan(8, List.of(TestSubscriptions.uid(), TestSubscriptions.uid())))
                .plan(message.body());

        assertThat(deliveries.receive(10, Duration.ofMinutes(1)).stream()
                        .map(sent -> Envelopes.delivery(sent.body()).subscription()))
                .hasSize(2)
                .containsOnly(first.getFirst());
    }
}

package io.penstock.distributed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.penstock.delivery.Delivery;
import io.penstock.delivery.DeliveryId;
import io.penstock.distributed.memory.InMemoryBlobs;
import io.penstock.distributed.memory.InMemoryTable;
import io.penstock.event.Event;
import io.penstock.event.EventData;
import io.penstock.event.EventKey;
import io.penstock.identity.Id128;
import io.penstock.input.InvalidInputException;
import io.penstock.ledger.Acceptance;
import io.penstock.ledger.EventRecord;
import io.penstock.ledger.IntakeRefusedException;
import io.penstock.routing.Plan;
import io.penstock.subscription.InMemoryRegistry;
import io.penstock.subscription.SubscriptionUid;
import io.penstock.subscription.TestSubscriptions;
import io.penstock.tenant.TenantUid;
import io.penstock.tenant.TestTenants;
import io.penstock.testing.TestClock;
import java.time.Duration;
import java.util.HashSet;
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
    private final DistributedOptions options =
            new DistributedOptions(DistributedOptions.WINDOW.plusDays(5), MessageQueue.MAX_DELAY, 2, 4);
    private final DistributedSteps steps = new DistributedSteps(
            new InMemoryTable(),
            new Queues(failing, deliveries),
            blobs,
            registry.subscriptions(),
            registry::nameOf,
            clock,
            new Random(1),
            options);
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
        var planner = planner();
        return queue.receive(100, Duration.ofMinutes(1)).stream()
                .flatMap(message -> {
                    var acceptance = planner.plan(message.body());
                    queue.delete(message.number());
                    return acceptance.map(Acceptance::kind).stream();
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
        var huge = event("huge", 4_000_000);

        intake.accept(tenant, List.of(large, huge));

        assertThat(planAll()).containsOnly(Acceptance.Kind.NEW);
        for (var event : List.of(large, huge)) {
            assertThat(steps.ledger().event(tenant, key(event)).orElseThrow().event())
                    .isEqualTo(event);
        }
        assertThat(blobs.names()).hasSize(2);
    }

    private void match(int subscriptions) {
        matched = Stream.generate(TestSubscriptions::uid).limit(subscriptions).toList();
    }

    @Test
    void aLongPlanIsSentPageByPage() {
        match(30_001);
        var event = event("1", 500_000);
        intake.accept(tenant, List.of(event));

        assertThat(planAll()).containsExactly(Acceptance.Kind.NEW);

        assertThat(deliveries.size()).isZero();
        assertThat(queue.size()).isEqualTo(61);
        var pages = queue.receive(100, Duration.ofMinutes(1));
        for (var page : pages) {
            int before = deliveries.size();
            assertThat(planner().plan(page.body())).isEmpty();
            assertThat(deliveries.size() - before).isBetween(1, PlanPages.SIZE);
        }
        assertThat(sent()).containsExactlyInAnyOrderElementsOf(matched);
        assertThat(steps.ledger().event(tenant, key(event)).orElseThrow().matched())
                .isEqualTo(30_001);
        var one = matched.get(17_000);
        assertThat(steps.ledger().delivery(tenant, DeliveryId.of(key(event), one)))
                .isPresent();
    }

    @Test
    void thePagesOfALongPlanAreAskedForAgainIfSomeWereNot() {
        match(1_400);
        intake.accept(tenant, List.of(event("1", 10)));
        var message = queue.receive(1, Duration.ofMinutes(1)).getFirst();
        failing.fail(page -> page.body().contains("\"page\":1"));
        assertThatExceptionOfType(NotSentException.class)
                .isThrownBy(() -> planner().plan(message.body()));
        failing.fail(_ -> false);
        var first = matched;
        match(3);

        planner().plan(message.body());

        queue.delete(message.number());
        planAll();
        assertThat(new HashSet<>(sent())).isEqualTo(new HashSet<>(first));
    }

    @Test
    void aLongPlanThatCameTooLateChangesNothing() {
        match(600);
        var event = event("1", 10);
        intake.accept(tenant, List.of(event));
        var message = queue.receive(1, Duration.ofMinutes(1)).getFirst();
        planner().plan(message.body());
        queue.delete(message.number());
        var first = matched;
        match(700);

        planner().plan(message.body());
        planAll();

        assertThat(new HashSet<>(sent())).isEqualTo(new HashSet<>(first));
        assertThat(steps.ledger().deliveries(tenant, key(event)))
                .extracting(Delivery::subscription)
                .containsExactlyInAnyOrderElementsOf(first);
    }

    @Test
    void aPageOfAnEventThatIsNotKeptAnyMoreSendsNothing() {
        var gone = new PlanPage(tenant, key(event("1", 10)), new Id128(1, 2), 0);

        assertThat(planner().plan(Envelopes.write(gone))).isEmpty();

        assertThat(deliveries.size()).isZero();
    }

    @Test
    void anEventThatCannotBeMatchedIsOnRecordAndSaysWhy() {
        var event = event("1", 10);
        intake.accept(tenant, List.of(event));
        var message = queue.receive(1, Duration.ofMinutes(1)).getFirst();
        var planner = steps.planner((_, _) -> {
            throw new InvalidInputException("", "it takes more than 9 steps");
        });

        var acceptance = planner.plan(message.body());

        assertThat(acceptance).contains(new Acceptance(key(event), Acceptance.Kind.NEW));
        var shown = steps.ledger().event(tenant, key(event)).orElseThrow();
        assertThat(shown.state()).isEqualTo(EventRecord.State.UNMATCHED);
        assertThat(shown.reason()).isEqualTo("it could not be matched: it takes more than 9 steps");
    }

    private List<SubscriptionUid> sent() {
        return deliveries.receive(Integer.MAX_VALUE, Duration.ofMinutes(1)).stream()
                .map(sent -> Envelopes.delivery(sent.body()).subscription())
                .toList();
    }

    private Planner planner() {
        return steps.planner((_, _) -> new Plan(7, matched));
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
        assertThat(steps.ledger()
                        .event(tenant, key(event("1", 10)))
                        .orElseThrow()
                        .reason())
                .isEqualTo("it was too old to be matched when its message came");
    }

    @Test
    void afterItsRetentionTheSameNameIsAnotherEventEvenIfTheTableForgetsLate() {
        var event = event("1", 10);
        intake.accept(tenant, List.of(event));
        planAll();
        clock.advance(options.retention().plusSeconds(2));

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

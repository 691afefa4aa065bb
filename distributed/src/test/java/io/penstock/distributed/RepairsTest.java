package io.penstock.distributed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.penstock.delivery.Attempt;
import io.penstock.delivery.Beginning;
import io.penstock.delivery.DeliveryMessage;
import io.penstock.delivery.DeliveryState;
import io.penstock.delivery.Next;
import io.penstock.delivery.Outcome;
import io.penstock.delivery.ParkReason;
import io.penstock.delivery.Parking;
import io.penstock.distributed.memory.InMemoryBlobs;
import io.penstock.distributed.memory.InMemoryTable;
import io.penstock.event.ContentHash;
import io.penstock.event.Event;
import io.penstock.event.EventKey;
import io.penstock.identity.Id128;
import io.penstock.ledger.PlannedEvent;
import io.penstock.operation.OperationalEvent;
import io.penstock.routing.Plan;
import io.penstock.subscription.InMemoryRegistry;
import io.penstock.subscription.Status;
import io.penstock.subscription.Subscription;
import io.penstock.subscription.SubscriptionUid;
import io.penstock.subscription.TestSubscriptions;
import io.penstock.tenant.Tenant;
import io.penstock.tenant.TestTenants;
import io.penstock.testing.TestClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What a crash, or a message that is not taken, leaves undone is done by whoever comes next. Each of these was lost once,
/// here or on paper.
class RepairsTest {
    private static final Duration SOON = Duration.ofSeconds(5);

    private final TestClock clock = new TestClock();
    private final InMemoryTable table = new InMemoryTable();
    private final InMemoryQueue queue = new InMemoryQueue(clock);
    private final FailingQueue failing = new FailingQueue(queue);
    private final InMemoryRegistry registry = new InMemoryRegistry();
    private final Tenant tenant = TestTenants.of("acme");
    private final List<OperationalEvent> announced = new ArrayList<>();
    private boolean announces = true;
    private String nameOfTenant = "acme";
    private boolean answersAreLost;
    private final DistributedSteps steps = new DistributedSteps(
            // Whoever talks to the table does what was not answered again.
            new ChangedTable(table) {
                @Override
                public Put put(Item item, Condition condition) {
                    var put = super.put(item, condition);
                    return answersAreLost ? super.put(item, condition) : put;
                }
            },
            new Queues(new InMemoryQueue(clock), failing),
            new InMemoryBlobs(),
            registry.subscriptions(),
            registry::nameOf,
            clock,
            new Random(1),
            DistributedOptions.STANDARD,
            new Announcing(this::announce, _ -> nameOfTenant));
    private Subscription subscription = TestSubscriptions.of(tenant.uid(), "orders");
    private DeliveryMessage message = new DeliveryMessage(new EventKey(new Id128(0, 0)), subscription.uid(), 1, 1);

    private void announce(List<OperationalEvent> events) {
        if (!announces) {
            throw new IllegalStateException("the bus is not there");
        }
        assertThat(state()).isIn(DeliveryState.EXHAUSTED, DeliveryState.EXPIRED, DeliveryState.REFUSED);
        announced.addAll(events);
    }

    @BeforeEach
    void plan() {
        registry.tenants().put(tenant);
        subscription = registry.subscriptions().put(subscription, 0);
        var event = new Event("1", "/shop", "order.created", null, null, null, null, Map.of(), null);
        var key = EventKey.of(tenant.uid(), event.source(), event.id());
        steps.plans()
                .plan(List.of(new PlannedEvent(
                        tenant.uid(),
                        key,
                        new Id128(1, 1),
                        clock.instant(),
                        event,
                        ContentHash.of(event),
                        new Plan(1, List.of(subscription.uid())))));
        message = new DeliveryMessage(key, subscription.uid(), 1, 1);
        assertThat(received()).containsExactly(message);
    }

    private List<DeliveryMessage> received() {
        return queue.receive(1_000, Duration.ofDays(1)).stream()
                .map(received -> Envelopes.delivery(received.body()))
                .toList();
    }

    private DeliveryMessage second() {
        return new DeliveryMessage(message.event(), message.subscription(), 1, 2);
    }

    private Attempt attempt(Outcome outcome) {
        return new Attempt(1, 1, clock.instant(), Duration.ofMillis(9), outcome, null, new byte[0]);
    }

    private void assertNotSent(Runnable step) {
        failing.fail(_ -> true);
        assertThatExceptionOfType(NotSentException.class).isThrownBy(step::run);
        failing.fail(_ -> false);
    }

    private void fail() {
        steps.deliveries()
                .finish(
                        message,
                        attempt(new Outcome.Failed("status 500", Optional.empty())),
                        new Next.TryAt(2, clock.instant().plus(SOON)));
    }

    private DeliveryState state() {
        return steps.ledger()
                .delivery(tenant.uid(), message.delivery())
                .orElseThrow()
                .state();
    }

    @Test
    void aWakeUpThatWasNotSentIsSentWhenTheMessageComesAgain() {
        assertNotSent(this::fail);

        assertThat(steps.deliveries().begin(message)).isEqualTo(new Beginning.Passed());

        clock.advance(SOON);
        assertThat(received()).containsExactly(second());
    }

    @Test
    void aWakeUpThatWasNotSentIsSentByAnotherWhoHasTheSameMessageAndLoses() {
        assertNotSent(this::fail);

        fail();

        clock.advance(SOON);
        assertThat(received()).containsExactly(second());
    }

    @Test
    void aWakeUpThatWasNotSentIsSentByTheLookIfAnotherHadParkedTheDelivery() {
        steps.deliveries().move(message, new Next.Park(ParkReason.PAUSED));
        assertNotSent(this::fail);

        steps.parking().release(subscription.uid(), ParkReason.PAUSED, 10);

        clock.advance(SOON);
        assertThat(received()).containsExactly(second());
        assertThat(steps.parking().look()).isEmpty();
    }

    @Test
    void anEntryOfTheListThatCannotBeReadKeepsNoneOfTheOthers() {
        steps.deliveries().move(message, new Next.Park(ParkReason.PAUSED));
        table.put(
                Item.at(new Key(Places.LOTS, "0"), 1)
                        .with("subscription", subscription.uid().value().text())
                        .with("reason", "of another release"),
                new Table.Condition.Absent());

        assertThat(steps.parking().look()).hasSize(1);
        assertThat(steps.parking().expire(clock.instant(), 10)).isZero();
    }

    @Test
    void whatWasReleasedAndNotSentIsSentThoughItsSubscriptionIsGoneMeanwhile() {
        steps.deliveries().move(message, new Next.Park(ParkReason.PAUSED));
        failing.fail(_ -> true);
        assertThat(steps.parking().release(subscription.uid(), ParkReason.PAUSED, 10))
                .isZero();
        failing.fail(_ -> false);

        steps.parking().cancel(subscription.uid(), "its subscription was deleted", 10);

        assertThat(received()).containsExactly(message);
    }

    @Test
    void aLotThatCannotBeReadKeepsNoOther() {
        var other = new SubscriptionUid(new Id128(0, 0));
        var reason = ParkReason.PAUSED;
        steps.deliveries().move(message, new Next.Park(reason));
        table.put(
                Item.at(new Key(Places.LOTS, Places.inLots(other, reason)), 1)
                        .with(Item.REVISION, 1)
                        .with("at", clock.instant())
                        .with("subscription", other.value().text())
                        .with("reason", DeliveryItems.text(reason)),
                new Table.Condition.Absent());
        table.put(Item.at(new Key(Places.lot(other, reason), "0"), 99), new Table.Condition.Absent());

        assertThat(steps.parking().look())
                .extracting(Parking.Unfinished::subscription)
                .containsExactly(other, subscription.uid());

        clock.advance(DistributedOptions.STANDARD.retention().minusMillis(1));
        assertThatExceptionOfType(UnknownFormException.class)
                .isThrownBy(() -> steps.parking().expire(clock.instant(), 10));
        assertThat(state()).isEqualTo(DeliveryState.EXPIRED);
    }

    @Test
    void whatWasParkedAndNotPutIntoItsLotIsPutThereWhenTheMessageComesAgain() {
        steps.deliveries().move(message, new Next.Park(ParkReason.PAUSED));
        table.deleteAll(table.items().stream()
                .map(Item::key)
                .filter(key -> key.partition().startsWith("lot"))
                .toList());

        assertThat(steps.deliveries().begin(message)).isEqualTo(new Beginning.Passed());

        assertThat(steps.parking().release(subscription.uid(), ParkReason.PAUSED, 10))
                .isEqualTo(1);
        assertThat(received()).containsExactly(message);
    }

    @Test
    void whatWasParkedStaysInItsLotThoughTheAnswerToItsWriteWasLost() {
        answersAreLost = true;

        steps.deliveries().move(message, new Next.Park(ParkReason.PAUSED));

        assertThat(steps.parking().release(subscription.uid(), ParkReason.PAUSED, 10))
                .isEqualTo(1);
        assertThat(received()).containsExactly(message);
    }

    @Test
    void aReplayIsOneRunThoughTheAnswerToItsWriteWasLost() {
        answersAreLost = true;

        steps.replays().replay(tenant.uid(), message.delivery());

        assertThat(received()).containsExactly(new DeliveryMessage(message.event(), message.subscription(), 2, 1));
    }

    @Test
    void anAttemptIsOnRecordOnceThoughTheAnswerToItsWriteWasLost() {
        answersAreLost = true;

        fail();

        assertThat(steps.ledger()
                        .delivery(tenant.uid(), message.delivery())
                        .orElseThrow()
                        .attempts())
                .hasSize(1);
    }

    private OperationalEvent exhausted() {
        return new OperationalEvent.DeliveryEnded(
                "acme",
                message.delivery(),
                message.event(),
                "orders",
                1,
                1,
                DeliveryState.EXHAUSTED,
                "the last one",
                TestClock.START);
    }

    private void exhaust() {
        steps.deliveries()
                .finish(
                        message,
                        attempt(new Outcome.Failed("status 500", Optional.empty())),
                        new Next.End(DeliveryState.EXHAUSTED, "the last one"));
    }

    @Test
    void anEndThatWasNotAnnouncedIsWhenTheMessageComesAgainAndSaysTheSame() {
        announces = false;
        assertThatIllegalStateException().isThrownBy(this::exhaust);
        announces = true;
        clock.advance(SOON);

        steps.deliveries().begin(message);
        steps.deliveries().begin(message);

        assertThat(announced).containsExactly(exhausted(), exhausted());
    }

    @Test
    void aDeliveryThatExpiresWhileItIsParkedIsAnnounced() {
        steps.deliveries().move(message, new Next.Park(ParkReason.PAUSED));
        clock.advance(DistributedOptions.STANDARD.retention().minus(Duration.ofMinutes(30)));

        steps.parking().expire(clock.instant(), 10);

        assertThat(announced).extracting(OperationalEvent::type).containsExactly("penstock.delivery.expired");
    }

    @Test
    void nothingIsAnnouncedOfTheReservedTenantNorOfWhatWasDelivered() {
        steps.deliveries().finish(message, attempt(new Outcome.Delivered()), new Next.End(DeliveryState.DELIVERED, ""));
        steps.replays().replay(tenant.uid(), message.delivery());
        nameOfTenant = Tenant.RESERVED_ID;
        steps.deliveries()
                .move(
                        new DeliveryMessage(message.event(), message.subscription(), 2, 1),
                        new Next.End(DeliveryState.EXPIRED, "its time ran out"));

        assertThat(announced).isEmpty();
    }

    @Test
    void aReplayThatWasNotSentIsSentByTheSweep() {
        assertNotSent(() -> steps.replays().replay(tenant.uid(), message.delivery()));

        clock.advance(Duration.ofMinutes(4));
        for (int shard = 0; shard < DistributedOptions.STANDARD.dueShards(); shard++) {
            steps.sweeper().sweep(shard, () -> true);
        }

        assertThat(received()).containsExactly(new DeliveryMessage(message.event(), message.subscription(), 2, 1));
    }

    @Test
    void aRefusalThatDisabledNobodyDoesWhenTheMessageComesAgain() {
        refuse();
        registry.subscriptions().put(subscription, present().version());
        var version = present().version();
        table.items().stream()
                .filter(item -> item.has("refusedVersion"))
                .forEach(item -> table.put(item.with("refusedVersion", version), new Table.Condition.Any()));

        assertThat(steps.deliveries().begin(message)).isEqualTo(new Beginning.Passed());

        assertThat(present().status()).isEqualTo(Status.disabled("gone", clock.instant()));
    }

    @Test
    void aRefusalDisablesNobodyWhoWasResumedMeanwhileHoweverOftenTheMessageComes() {
        refuse();
        var resumed = present().with(Status.active(clock.instant()), clock.instant());
        registry.subscriptions().put(resumed, present().version());

        steps.deliveries().begin(message);

        assertThat(present().status().state()).isEqualTo(Status.State.ACTIVE);
        assertThat(state()).isEqualTo(DeliveryState.REFUSED);
    }

    private Subscription present() {
        return registry.subscriptions().find(subscription.uid()).orElseThrow();
    }

    private void refuse() {
        var disabled = subscription.with(Status.disabled("gone", clock.instant()), clock.instant());
        assertThat(steps.deliveries()
                        .finish(message, attempt(new Outcome.Refused("gone")), new Next.Refuse("gone", disabled)))
                .isTrue();
        assertThat(present().status().state()).isEqualTo(Status.State.DISABLED);
    }
}

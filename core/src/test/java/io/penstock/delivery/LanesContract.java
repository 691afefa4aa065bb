package io.penstock.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.penstock.input.InvalidInputException;
import io.penstock.ledger.Erasure;
import io.penstock.ledger.Lanes;
import io.penstock.ledger.LedgerSuite;
import io.penstock.replay.ReplayMode;
import io.penstock.replay.ReplayPage;
import io.penstock.replay.Replayed;
import io.penstock.subscription.Ordering;
import io.penstock.subscription.Policy;
import io.penstock.subscription.SubscriptionSpec;
import io.penstock.subscription.SubscriptionUid;
import io.penstock.subscription.TestSubscriptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What every ledger promises of lanes, whatever it is made of.
public abstract class LanesContract extends LedgerSuite {
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final int ALL = 1_000;

    private SubscriptionUid blocking;

    @BeforeEach
    void orderDeliveries() {
        blocking = ordered("in-order", Ordering.BLOCK);
    }

    private SubscriptionUid ordered(String id, Ordering ordering) {
        return under.registry()
                .subscriptions()
                .put(TestSubscriptions.of(tenant, id, Policy.STANDARD.with(ordering)), 0)
                .uid();
    }

    /// Plans events with these keys for `subscription`, one after the other.
    private List<DeliveryMessage> planned(SubscriptionUid subscription, String... keys) {
        var messages = new ArrayList<DeliveryMessage>();
        for (var key : keys) {
            var event = ordered(key, subscription);
            plan(event);
            messages.add(first(event, subscription));
        }
        return messages;
    }

    private void assertState(DeliveryMessage message, DeliveryState state, @Nullable String reason) {
        assertThat(delivery(message).state()).isEqualTo(state);
        assertThat(delivery(message).reason()).isEqualTo(reason);
    }

    private void assertBehind(DeliveryMessage message) {
        assertState(message, DeliveryState.PARKED, "lane");
    }

    /// This is sent and nothing else, and is to be attempted.
    private void assertTurnOf(DeliveryMessage message) {
        assertThat(sentOnceOrMore()).containsExactly(message);
        begin(message);
    }

    private void fail(DeliveryMessage message, DeliveryState state) {
        begin(message);
        under.deliveries().finish(message, failed(message), new Next.End(state, "status 500"));
    }

    @Test
    void oneOfAKeyIsSentAndTheOthersWaitBehindIt() {
        var messages = planned(blocking, "a", "a", "a");

        assertTurnOf(messages.get(0));

        assertState(messages.get(0), DeliveryState.WAITING, null);
        assertBehind(messages.get(1));
        assertBehind(messages.get(2));
        assertThat(under.parking().look()).contains(new Parking.Unfinished(blocking, Set.of(ParkReason.LANE)));
    }

    @Test
    void theNextIsSentWhenTheOneBeforeIsDelivered() {
        var messages = planned(blocking, "a", "a", "a");

        for (var message : messages) {
            assertThat(sentOnceOrMore()).containsExactly(message);
            deliver(message);
        }

        assertThat(under.sent()).isEmpty();
        assertThat(messages).allSatisfy(message -> assertState(message, DeliveryState.DELIVERED, null));
        assertThat(under.parking().look()).isEmpty();
        var later = planned(blocking, "a").getFirst();
        assertTurnOf(later);
    }

    @Test
    void aRetryKeepsItsPlace() {
        var messages = planned(blocking, "a", "a");
        assertThat(under.sent()).containsExactly(messages.getFirst());

        failAndRetryAfter(messages.getFirst(), SOON);
        assertThat(under.sent()).isEmpty();
        assertThat(under.parking().release(blocking, ParkReason.LANE, ALL)).isZero();
        under.moveClock(SOON);
        var second = message(messages.getFirst(), 1, 2);
        assertThat(sentOnceOrMore()).containsExactly(second);
        assertBehind(messages.get(1));

        deliver(second);
        assertTurnOf(messages.get(1));
    }

    @Test
    void otherKeysAndOtherSubscriptionsAndEventsWithoutAKeyAreNotHeldBack() {
        var skipping = ordered("others", Ordering.SKIP);
        var held = planned(blocking, "a", "a");
        var other = planned(blocking, "b").getFirst();
        var ofOther = planned(skipping, "a").getFirst();
        var without = event(blocking);
        plan(without);

        assertThat(sentOnceOrMore())
                .containsExactlyInAnyOrder(held.getFirst(), other, ofOther, first(without, blocking));
    }

    @Test
    void whatIsNotPlannedInOrderIsNotHeldBack() {
        planned(blocking, "a");
        var event = ordered("a");
        plan(replanned(event, blocking));

        assertThat(sentOnceOrMore()).contains(first(event, blocking));
    }

    @Test
    void oneThatFailsForGoodHoldsBackTheOthers() {
        var messages = planned(blocking, "a", "a", "a");
        under.sent();

        fail(messages.getFirst(), DeliveryState.EXHAUSTED);

        assertThat(under.sent()).isEmpty();
        under.parking().release(blocking, ParkReason.LANE, ALL);
        assertThat(under.sent()).isEmpty();
        assertState(messages.getFirst(), DeliveryState.EXHAUSTED, "status 500");
        assertBehind(messages.get(1));
        var page = under.lanes().blocked(tenant, blocking, null, 10);
        assertThat(page.next()).isEmpty();
        assertThat(page.items()).singleElement().satisfies(lane -> {
            assertThat(lane.partitionKey()).isEqualTo("a");
            assertThat(lane.blocker().id()).isEqualTo(messages.getFirst().delivery());
            assertThat(lane.blocker().state()).isEqualTo(DeliveryState.EXHAUSTED);
            assertThat(lane.waiting()).isEqualTo(2);
        });
    }

    @Test
    void oneThatIsRefusedHoldsThemBackTooAndAnExpiredOneDoesNot() {
        var refused = planned(blocking, "a", "a");
        var expired = planned(blocking, "b", "b");
        under.sent();

        fail(refused.getFirst(), DeliveryState.REFUSED);
        fail(expired.getFirst(), DeliveryState.EXPIRED);

        assertTurnOf(expired.get(1));
        assertBehind(refused.get(1));
    }

    @Test
    void wherePassingIsWantedTheNextIsSent() {
        var skipping = ordered("others", Ordering.SKIP);
        var messages = planned(skipping, "a", "a", "a");
        under.sent();

        fail(messages.get(0), DeliveryState.EXHAUSTED);
        assertTurnOf(messages.get(1));
        under.deliveries().finish(messages.get(1), failed(messages.get(1)), new Next.End(DeliveryState.REFUSED, "no"));
        assertTurnOf(messages.get(2));

        assertThat(under.lanes().blocked(tenant, skipping, null, 10).items()).isEmpty();
    }

    @Test
    void aBlockerThatIsRetriedGoesFirstAndTheOthersGoOnAfterIt() {
        var messages = planned(blocking, "a", "a");
        under.sent();
        fail(messages.getFirst(), DeliveryState.EXHAUSTED);

        assertThat(under.replays().replay(tenant, messages.getFirst().delivery()))
                .isTrue();

        var again = message(messages.getFirst(), 2, 1);
        assertThat(sentOnceOrMore()).containsExactly(again);
        assertThat(under.lanes().blocked(tenant, blocking, null, 10).items()).isEmpty();
        assertBehind(messages.get(1));
        deliver(again);
        assertTurnOf(messages.get(1));
    }

    @Test
    void aBlockerThatFailsAgainHoldsThemBackAgain() {
        var messages = planned(blocking, "a", "a");
        under.sent();
        fail(messages.getFirst(), DeliveryState.EXHAUSTED);
        under.replays().replay(tenant, messages.getFirst().delivery());
        under.sent();

        fail(message(messages.getFirst(), 2, 1), DeliveryState.EXHAUSTED);

        assertThat(under.sent()).isEmpty();
        assertThat(under.lanes().blocked(tenant, blocking, null, 10).items()).hasSize(1);
    }

    @Test
    void aBlockerThatIsSkippedLetsTheOthersGoOn() {
        var messages = planned(blocking, "a", "a");
        under.sent();
        fail(messages.getFirst(), DeliveryState.EXHAUSTED);

        assertThat(under.lanes().skip(tenant, messages.getFirst().delivery())).isEqualTo(Lanes.Skip.SKIPPED);

        assertState(messages.getFirst(), DeliveryState.SKIPPED, "skipped by hand");
        assertTurnOf(messages.get(1));
        assertThat(under.lanes().blocked(tenant, blocking, null, 10).items()).isEmpty();
        assertThat(under.lanes().skip(tenant, messages.getFirst().delivery())).isEqualTo(Lanes.Skip.HAD_ENDED);
    }

    @Test
    void anyUnfinishedDeliveryCanBeSkippedWhereverItStands() {
        var messages = planned(blocking, "a", "a", "a");
        under.sent();

        assertThat(under.lanes().skip(tenant, messages.get(1).delivery())).isEqualTo(Lanes.Skip.SKIPPED);
        assertThat(under.sent()).isEmpty();
        assertThat(under.lanes().skip(tenant, messages.get(0).delivery())).isEqualTo(Lanes.Skip.SKIPPED);

        assertTurnOf(messages.get(2));
        assertPassed(messages.get(0));
    }

    @Test
    void whatHasEndedAndHoldsBackNothingIsNotSkipped() {
        var message = planned(blocking, "a").getFirst();
        under.sent();
        deliver(message);
        var unordered = planAndTake();
        begin(unordered);
        exhaust(unordered);

        assertThat(under.lanes().skip(tenant, message.delivery())).isEqualTo(Lanes.Skip.HAD_ENDED);
        assertThat(under.lanes().skip(tenant, unordered.delivery())).isEqualTo(Lanes.Skip.HAD_ENDED);
        assertThat(under.lanes().skip(tenant("globex"), message.delivery())).isEqualTo(Lanes.Skip.UNKNOWN);
        assertState(message, DeliveryState.DELIVERED, null);
    }

    @Test
    void whatIsBegunAgainComesLast() {
        var messages = planned(blocking, "a", "a");
        under.sent();
        deliver(messages.get(0));
        under.sent();

        under.replays().replay(tenant, messages.get(0).delivery());

        var again = message(messages.get(0), 2, 1);
        assertBehind(again);
        assertThat(delivery(again).run()).isEqualTo(2);
        deliver(messages.get(1));
        assertTurnOf(again);
    }

    @Test
    void whatWaitsBehindOthersAndIsBegunAgainKeepsItsPlace() {
        var messages = planned(blocking, "a", "a", "a");
        under.sent();

        under.replays().replay(tenant, messages.get(1).delivery());

        assertThat(under.sent()).allMatch(messages.get(0)::equals);
        var again = message(messages.get(1), 2, 1);
        assertBehind(again);
        deliver(messages.get(0));
        assertThat(sentOnceOrMore()).containsExactly(again);
        deliver(again);
        assertTurnOf(messages.get(2));
    }

    @Test
    void aReplayByAJobKeepsTheOrderToo() {
        var messages = planned(blocking, "a", "a");
        under.sent();
        deliver(messages.get(0));
        under.sent();
        var page = new ReplayPage(
                tenant,
                blocking,
                1,
                ReplayMode.AGAIN,
                false,
                List.of(messages.get(0).event()));

        assertThat(under.replayPages().replay(page)).containsExactly(Replayed.SENT);
        assertThat(under.replayPages().replay(page)).containsExactly(Replayed.SENT);

        var again = message(messages.get(0), 2, 1);
        assertBehind(again);
        deliver(messages.get(1));
        assertThat(sentOnceOrMore()).containsExactly(again);
        deliver(again);
        assertThat(under.sent()).isEmpty();
    }

    @Test
    void whatIsPausedStaysTheFirst() {
        var messages = planned(blocking, "a", "a");
        assertThat(under.sent()).containsExactly(messages.getFirst());
        park(messages.getFirst(), ParkReason.PAUSED);
        assertThat(under.parking().look())
                .contains(new Parking.Unfinished(blocking, Set.of(ParkReason.PAUSED, ParkReason.LANE)));

        under.parking().release(blocking, ParkReason.LANE, ALL);
        assertThat(under.sent()).isEmpty();
        under.parking().release(blocking, ParkReason.PAUSED, ALL);

        assertThat(sentOnceOrMore()).containsExactly(messages.getFirst());
        deliver(messages.getFirst());
        assertTurnOf(messages.get(1));
    }

    @Test
    void anErasedEventIsInNobodysWay() {
        var blocked = planned(blocking, "a", "a", "a");
        under.sent();
        fail(blocked.getFirst(), DeliveryState.EXHAUSTED);

        under.erasure().erase(tenant, blocked.get(1).event());
        under.erasure().erase(tenant, blocked.get(0).event());

        assertTurnOf(blocked.get(2));
        assertState(blocked.get(1), DeliveryState.CANCELLED, Erasure.REASON);
    }

    @Test
    void whatHeldThemBackDoesNotOnceItsOwnerWantsThemToPass() {
        var messages = planned(blocking, "a", "a");
        under.sent();
        fail(messages.getFirst(), DeliveryState.EXHAUSTED);
        var present = under.registry().subscriptions().find(blocking).orElseThrow();
        var spec = present.spec();
        var passing = present.with(
                new SubscriptionSpec(
                        spec.types(), spec.filter(), spec.destination(), Policy.STANDARD.with(Ordering.SKIP)),
                under.clock().instant());
        under.registry().subscriptions().put(passing, present.version());

        under.parking().release(blocking, ParkReason.LANE, ALL);

        assertTurnOf(messages.get(1));
        assertThat(under.lanes().blocked(tenant, blocking, null, 10).items()).isEmpty();
    }

    @Test
    void whatBelongsToADeletedSubscriptionIsCancelledInAllItsLanes() {
        var messages = planned(blocking, "a", "a", "b", "b");
        under.sent();

        for (int i = 0; i < 10 && under.parking().cancel(blocking, "it is gone", ALL) > 0; i++) {}

        assertThat(List.of(messages.get(1), messages.get(3)))
                .allSatisfy(message -> assertState(message, DeliveryState.CANCELLED, "it is gone"));
        assertThat(under.parking().look()).isEmpty();
    }

    @Test
    void whatExpiresBehindOthersIsInNobodysWay() {
        var messages = planned(blocking, "a", "a");
        under.sent();
        under.moveClock(under.retention().minus(Duration.ofHours(2)));
        var late = planned(blocking, "a").getFirst();
        under.moveClock(Duration.ofMinutes(90));

        assertThat(under.parking().expire(under.clock().instant(), ALL)).isEqualTo(1);

        assertThat(delivery(messages.get(1)).state()).isEqualTo(DeliveryState.EXPIRED);
        deliver(messages.getFirst());
        assertTurnOf(late);
    }

    @Test
    void theListOfBlockedLanesComesInPages() {
        for (var key : List.of("a", "b", "c")) {
            var messages = planned(blocking, key);
            under.sent();
            fail(messages.getFirst(), DeliveryState.EXHAUSTED);
        }

        var first = under.lanes().blocked(tenant, blocking, null, 2);
        var second = under.lanes().blocked(tenant, blocking, first.next().orElseThrow(), 2);

        assertThat(first.items()).hasSize(2);
        assertThat(second.items()).hasSize(1);
        assertThat(second.next()).isEmpty();
        assertThat(List.of(first, second))
                .flatMap(page -> page.items())
                .extracting(Lanes.Blocked::partitionKey)
                .containsExactlyInAnyOrder("a", "b", "c");
        assertThatThrownBy(() -> under.lanes().blocked(tenant, blocking, "no cursor", 2))
                .isInstanceOf(InvalidInputException.class);
        assertThat(under.lanes().blocked(tenant("globex"), blocking, null, 2).items())
                .isEmpty();
        assertThat(under.lanes().blocked(tenant, subscription, null, 2).items()).isEmpty();
    }

    @Test
    void aDuplicateComesIntoNoLane() {
        var event = ordered("a", blocking);
        plan(event);
        plan(again(event));
        plan(event);

        var message = first(event, blocking);
        assertThat(sentOnceOrMore()).containsExactly(message);
        deliver(message);

        assertThat(under.sent()).allMatch(message::equals);
        assertTurnOf(planned(blocking, "a").getFirst());
    }

    @Test
    void theOrderOutlivesACrash() {
        var messages = planned(blocking, "a", "a", "a");
        under.sent();
        deliver(messages.getFirst());
        assumeTrue(under.reopen(), "this ledger does not outlive a crash");

        for (var message : messages.subList(1, 3)) {
            assertThat(sentOnceOrMore()).contains(message);
            deliver(message);
        }
    }
}

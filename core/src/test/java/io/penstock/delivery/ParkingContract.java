package io.penstock.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.penstock.ledger.EventRecord;
import io.penstock.ledger.LedgerSuite;
import io.penstock.subscription.SubscriptionUid;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What every [Parking] promises, whatever it is made of.
public abstract class ParkingContract extends LedgerSuite {
    private static final int ALL = 1_000;

    @Test
    void thereIsNothingToSeeWhereNothingIsUnfinished() {
        assertThat(under.parking().look()).isEmpty();

        plan(event());
        deliver(planAndTake());

        assertThat(under.parking().look()).isEmpty();
    }

    @Test
    void aLookSeesWhatIsUnfinishedAndWhatItWaitsFor() {
        var globex = tenant("globex");
        var paused = subscription(globex, "orders");
        var pausedAndDisabled = subscription(tenant, "stock");
        planAndTake();
        parkFresh(paused, ParkReason.PAUSED);
        parkFresh(paused, ParkReason.PAUSED);
        parkFresh(pausedAndDisabled, ParkReason.PAUSED);
        parkFresh(pausedAndDisabled, ParkReason.DISABLED);

        assertUnfinished(
                new Parking.Unfinished(subscription, Set.of()),
                new Parking.Unfinished(paused, Set.of(ParkReason.PAUSED)),
                new Parking.Unfinished(pausedAndDisabled, Set.of(ParkReason.PAUSED, ParkReason.DISABLED)));
    }

    @Test
    void whatIsReleasedIsSentUnderItsNumber() {
        var message = planAndTake();
        failAndRetryAfter(message, Duration.ofSeconds(5));
        under.moveClock(Duration.ofSeconds(5));
        var second = message(message, 1, 2);
        assertThat(under.sent()).containsExactly(second);
        park(second, ParkReason.PAUSED);

        assertThat(under.parking().release(subscription, ParkReason.PAUSED, ALL))
                .isEqualTo(1);

        assertThat(under.sent()).containsExactly(second);
        assertThat(delivery(message).state()).isEqualTo(DeliveryState.WAITING);
        assertThat(delivery(message).reason()).isNull();
        assertUnfinished(new Parking.Unfinished(subscription, Set.of()));
        deliver(second);
    }

    @Test
    void onlyWhatWaitsForThisReasonAndThisSubscriptionIsReleased() {
        var other = subscription(tenant, "stock");
        var released = parkFresh(subscription, ParkReason.PAUSED);
        parkFresh(subscription, ParkReason.DISABLED);
        parkFresh(other, ParkReason.PAUSED);

        assertThat(under.parking().release(subscription, ParkReason.PAUSED, ALL))
                .isEqualTo(1);

        assertThat(under.sent()).containsExactly(released);
        assertThat(under.parking().look())
                .containsExactlyInAnyOrder(
                        new Parking.Unfinished(subscription, Set.of(ParkReason.DISABLED)),
                        new Parking.Unfinished(other, Set.of(ParkReason.PAUSED)));
        assertThat(under.parking().release(subscription, ParkReason.PAUSED, ALL))
                .isZero();
    }

    @Test
    void theOldestAreReleasedFirstAndNoMoreThanWereAskedFor() {
        var messages = new ArrayList<DeliveryMessage>();
        for (int i = 0; i < 5; i++) {
            messages.add(planAndTake());
        }
        messages.reversed().forEach(message -> park(message, ParkReason.PAUSED));

        assertThat(under.parking().release(subscription, ParkReason.PAUSED, 2)).isEqualTo(2);
        assertThat(under.sent()).containsExactlyInAnyOrderElementsOf(messages.subList(0, 2));

        assertThat(under.parking().release(subscription, ParkReason.PAUSED, ALL))
                .isEqualTo(3);
        assertThat(under.sent()).containsExactlyInAnyOrderElementsOf(messages.subList(2, 5));
    }

    @Test
    void whatIsParkedAnewAfterItsReleaseStays() {
        var message = parkFresh(subscription, ParkReason.PAUSED);
        assertThat(under.parking().release(subscription, ParkReason.PAUSED, ALL))
                .isEqualTo(1);
        assertThat(under.sent()).containsExactly(message);

        park(message, ParkReason.DISABLED);

        assertThat(under.parking().release(subscription, ParkReason.PAUSED, ALL))
                .isZero();
        assertThat(under.sent()).isEmpty();
        assertThat(delivery(message).reason()).isEqualTo(ParkReason.DISABLED.text());
    }

    @Test
    void aFullBacklogIsReleasedAsFarAsThereIsRoom() {
        var limit = under.subscriptionBacklog();
        assumeTrue(limit.isPresent(), "this ledger has no limit");
        var first = new ArrayList<DeliveryMessage>();
        for (int i = 0; i < limit.orElseThrow(); i++) {
            first.add(planAndTake());
        }
        var late = new ArrayList<DeliveryMessage>();
        for (int i = 0; i < 3; i++) {
            var planned = event(subscription);
            plan(planned);
            late.add(first(planned, subscription));
        }
        assertThat(under.sent()).isEmpty();
        assertThat(under.parking().look())
                .containsExactly(new Parking.Unfinished(subscription, Set.of(ParkReason.BACKLOG)));

        assertThat(under.parking().release(subscription, ParkReason.BACKLOG, ALL))
                .isZero();
        deliver(first.get(0));
        park(first.get(1), ParkReason.PAUSED);
        assertThat(under.parking().release(subscription, ParkReason.BACKLOG, ALL))
                .isEqualTo(2);

        assertThat(under.sent()).containsExactlyInAnyOrderElementsOf(late.subList(0, 2));
        deliver(first.get(2));
        deliver(first.get(3));
        assertThat(under.parking().release(subscription, ParkReason.BACKLOG, ALL))
                .isEqualTo(1);
        assertThat(under.sent()).containsExactly(late.get(2));
    }

    @Test
    void whatWaitsAndWhatIsParkedIsCancelled() {
        assumeTrue(under.findsWhatWaits(), "what waits comes to its end with its message");
        var other = subscription(tenant, "stock");
        var elsewhere = parkFresh(other, ParkReason.PAUSED);
        var waiting = planAndTake();
        var retried = planAndTake();
        failAndRetryAfter(retried, Duration.ofSeconds(5));
        var parked = parkFresh(subscription, ParkReason.PAUSED);
        var done = planAndTake();
        deliver(done);

        assertThat(under.parking().cancel(subscription, "its subscription was deleted", ALL))
                .isEqualTo(3);

        for (var message : List.of(waiting, retried, parked)) {
            assertThat(delivery(message).state()).isEqualTo(DeliveryState.CANCELLED);
            assertThat(delivery(message).reason()).isEqualTo("its subscription was deleted");
            assertThat(delivery(message).due()).isNull();
            assertThat(record(message).state()).isEqualTo(EventRecord.State.FAILED);
            assertPassed(message(message, 1, delivery(message).next()));
        }
        assertThat(delivery(done).state()).isEqualTo(DeliveryState.DELIVERED);
        assertThat(delivery(elsewhere).state()).isEqualTo(DeliveryState.PARKED);
        under.moveClock(Duration.ofSeconds(5));
        assertThat(under.sent()).isEmpty();
        assertThat(under.parking().look()).containsExactly(new Parking.Unfinished(other, Set.of(ParkReason.PAUSED)));
    }

    @Test
    void whatIsParkedIsCancelledForWhateverItWaits() {
        var other = subscription(tenant, "stock");
        var elsewhere = parkFresh(other, ParkReason.PAUSED);
        var paused = parkFresh(subscription, ParkReason.PAUSED);
        var disabled = parkFresh(subscription, ParkReason.DISABLED);

        assertThat(under.parking().cancel(subscription, "its subscription was deleted", ALL))
                .isEqualTo(2);

        for (var message : List.of(paused, disabled)) {
            assertThat(delivery(message).state()).isEqualTo(DeliveryState.CANCELLED);
            assertThat(delivery(message).reason()).isEqualTo("its subscription was deleted");
            assertThat(record(message).state()).isEqualTo(EventRecord.State.FAILED);
            assertPassed(message);
        }
        assertThat(delivery(elsewhere).state()).isEqualTo(DeliveryState.PARKED);
        assertThat(under.sent()).isEmpty();
        assertThat(under.parking().look()).containsExactly(new Parking.Unfinished(other, Set.of(ParkReason.PAUSED)));
    }

    @Test
    void noMoreAreCancelledThanWereAskedFor() {
        for (int i = 0; i < 3; i++) {
            parkUnlessFoundWaiting(planAndTake());
        }

        assertThat(under.parking().cancel(subscription, "deleted", 2)).isEqualTo(2);
        assertThat(under.parking().look())
                .extracting(Parking.Unfinished::subscription)
                .containsExactly(subscription);
        assertThat(under.parking().cancel(subscription, "deleted", 2)).isEqualTo(1);
        assertThat(under.parking().cancel(subscription, "deleted", 2)).isZero();
        assertThat(under.parking().look()).isEmpty();
    }

    @Test
    void anAttemptThatIsUnderWayWhenItsDeliveryIsCancelledIsRecordedOnly() {
        var message = planAndTake();
        begin(message);
        parkUnlessFoundWaiting(message);
        under.parking().cancel(subscription, "deleted", ALL);

        assertThat(under.deliveries().finish(message, delivered(message), asDelivered()))
                .isFalse();

        assertThat(delivery(message).state()).isEqualTo(DeliveryState.CANCELLED);
        assertThat(delivery(message).attempts()).hasSize(1);
    }

    @Test
    void whatIsParkedUntilItsTimeRunsOutExpires() {
        var waiting = planAndTake();
        var parked = parkFresh(subscription, ParkReason.PAUSED);
        var expires = delivery(parked).expires();

        assertThat(under.parking().expire(expires.minusSeconds(1), ALL)).isZero();
        under.moveClock(Duration.between(under.clock().instant(), expires).plusMillis(1));
        assertThat(under.parking().expire(under.clock().instant(), ALL)).isEqualTo(1);

        assertThat(delivery(parked).state()).isEqualTo(DeliveryState.EXPIRED);
        assertThat(delivery(parked).reason()).isNotBlank();
        assertThat(delivery(waiting).state()).isEqualTo(DeliveryState.WAITING);
        assertThat(under.parking().release(subscription, ParkReason.PAUSED, ALL))
                .isZero();
        assertThat(under.parking().expire(under.clock().instant(), ALL)).isZero();
    }

    @Test
    void noMoreExpireThanWereAskedFor() {
        for (int i = 0; i < 3; i++) {
            parkFresh(subscription, ParkReason.PAUSED);
        }
        var late = under.clock().instant().plus(under.retention());

        assertThat(under.parking().expire(late, 2)).isEqualTo(2);
        assertThat(under.parking().expire(late, 2)).isEqualTo(1);
        assertThat(under.parking().look()).isEmpty();
    }

    @Test
    void whatIsWaitingWhenItsTimeRunsOutIsBegunForItsCallerToEnd() {
        var message = planAndTake();
        var expires = delivery(message).expires();
        under.moveClock(Duration.between(under.clock().instant(), expires).plusMillis(1));

        assertThat(begin(message).expires()).isBefore(under.clock().instant());
        assertThat(under.deliveries().move(message, new Next.End(DeliveryState.EXPIRED, "too late")))
                .isTrue();

        assertThat(record(message).state()).isEqualTo(EventRecord.State.FAILED);
    }

    @Test
    void whatIsParkedIsParkedAfterACrash() {
        var message = parkFresh(subscription, ParkReason.PAUSED);

        assumeTrue(under.reopen(), "this ledger does not outlive a crash");

        assertThat(under.sent()).isEmpty();
        assertThat(under.parking().look())
                .containsExactly(new Parking.Unfinished(subscription, Set.of(ParkReason.PAUSED)));
        assertThat(under.parking().release(subscription, ParkReason.PAUSED, ALL))
                .isEqualTo(1);
        assertThat(sentOnceOrMore()).containsExactly(message);
    }

    /// So that a cancellation finds it.
    private void parkUnlessFoundWaiting(DeliveryMessage message) {
        if (!under.findsWhatWaits()) {
            park(message, ParkReason.PAUSED);
        }
    }

    private DeliveryMessage parkFresh(SubscriptionUid parked, ParkReason reason) {
        var planned = event(parked);
        plan(planned);
        var message = first(planned, parked);
        assertThat(under.sent()).containsExactly(message);
        park(message, reason);
        return message;
    }
}

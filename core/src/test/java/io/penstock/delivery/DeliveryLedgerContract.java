package io.penstock.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.penstock.ledger.EventRecord;
import io.penstock.ledger.LedgerSuite;
import io.penstock.subscription.Status;
import io.penstock.subscription.Subscription;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What every [DeliveryLedger] promises, whatever it is made of.
public abstract class DeliveryLedgerContract extends LedgerSuite {
    private static final Duration SOON = Duration.ofSeconds(5);

    /// Further ahead than a queue can delay.
    private static final Duration LATE = Duration.ofHours(10);

    @Test
    void anAttemptBeginsWithItsEventAndTheTimeWhenItsDeliveryIsGivenUp() {
        var planned = event(subscription);
        plan(planned);
        var message = first(planned, subscription);

        assertThat(begin(message))
                .isEqualTo(new Beginning.Begun(
                        planned.event(), planned.acceptedAt(), delivery(message).expires()));
    }

    @Test
    void aDeliveryThatNobodyPlannedIsPassed() {
        var other = subscription(tenant, "stock");
        var planned = event(subscription);
        var unplanned = event(subscription);
        plan(planned);

        assertPassed(first(planned, other));
        assertPassed(first(unplanned, subscription));
        assertPassed(message(first(planned, subscription), 2, 1));
        assertPassed(message(first(planned, subscription), 1, 2));
    }

    @Test
    void aFailedAttemptIsRecordedAndTheNextOneIsSentInItsTime() {
        var message = planAndTake();
        begin(message);
        var attempt = failed(message);
        var due = under.clock().instant().plus(SOON);

        assertThat(under.deliveries().finish(message, attempt, new Next.TryAt(2, due)))
                .isTrue();

        var delivery = delivery(message);
        assertThat(delivery.state()).isEqualTo(DeliveryState.WAITING);
        assertThat(delivery.next()).isEqualTo(2);
        assertThat(delivery.due()).isEqualTo(due);
        assertThat(delivery.reason()).isNull();
        assertThat(delivery.attempts()).containsExactly(attempt);
        assertThat(under.sent()).isEmpty();
        under.moveClock(SOON.minusMillis(1));
        assertThat(under.sent()).isEmpty();
        under.moveClock(Duration.ofMillis(1));
        assertThat(under.sent()).containsExactly(message(message, 1, 2));
        assertThat(under.sent()).isEmpty();
    }

    @Test
    void anAttemptThatIsDueInManyHoursIsSentThen() {
        var message = planAndTake();
        failAndRetryAfter(message, LATE);

        under.moveClock(LATE.minusMinutes(1));
        assertThat(under.sent()).isEmpty();

        under.moveClock(Duration.ofMinutes(1));
        assertThat(under.sent()).containsExactly(message(message, 1, 2));
        begin(message(message, 1, 2));
    }

    @Test
    void aMessageThatComesBeforeItsTimeIsPassedAndSentAgainInTime() {
        var message = planAndTake();
        failAndRetryAfter(message, SOON);

        assertPassed(message(message, 1, 2));

        assertThat(under.sent()).isEmpty();
        assertThat(delivery(message).next()).isEqualTo(2);
        under.moveClock(SOON);
        assertThat(sentOnceOrMore()).containsExactly(message(message, 1, 2));
        begin(message(message, 1, 2));
    }

    @Test
    void theMessageOfAnAttemptThatWasMadeIsPassed() {
        var message = planAndTake();
        failAndRetryAfter(message, SOON);
        under.moveClock(SOON);
        under.sent();

        assertPassed(message);

        assertThat(under.sent()).allMatch(message(message, 1, 2)::equals);
        begin(message(message, 1, 2));
    }

    @Test
    void aDeliveredDeliveryHasEnded() {
        var message = planAndTake();
        begin(message);
        var attempt = delivered(message);

        assertThat(under.deliveries().finish(message, attempt, asDelivered())).isTrue();

        var delivery = delivery(message);
        assertThat(delivery.state()).isEqualTo(DeliveryState.DELIVERED);
        assertThat(delivery.reason()).isNull();
        assertThat(delivery.due()).isNull();
        assertThat(delivery.attempts()).containsExactly(attempt);
        assertThat(record(message).state()).isEqualTo(EventRecord.State.DELIVERED);
        assertPassed(message);
        under.moveClock(LATE);
        assertThat(under.sent()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = DeliveryState.class,
            names = {"EXHAUSTED", "REFUSED", "EXPIRED", "CANCELLED"})
    void aDeliveryThatEndedOtherwiseSaysWhy(DeliveryState state) {
        var message = planAndTake();
        begin(message);

        assertThat(under.deliveries().finish(message, failed(message), new Next.End(state, "status 500")))
                .isTrue();

        assertThat(delivery(message).state()).isEqualTo(state);
        assertThat(delivery(message).reason()).isEqualTo("status 500");
        assertThat(delivery(message).due()).isNull();
        assertThat(record(message).state()).isEqualTo(EventRecord.State.FAILED);
        assertPassed(message);
        under.moveClock(LATE);
        assertThat(under.sent()).isEmpty();
    }

    @Test
    void aRefusedDeliveryHasEndedAndItsSubscriptionIsDisabledInTheSameStep() {
        var message = planAndTake();
        begin(message);

        assertThat(under.deliveries().finish(message, gone(message), refuse())).isTrue();

        assertThat(delivery(message).state()).isEqualTo(DeliveryState.REFUSED);
        assertThat(delivery(message).reason()).isEqualTo("gone");
        assertThat(present().status().state()).isEqualTo(Status.State.DISABLED);
        assertThat(present().status().reason()).isEqualTo("gone");

        assumeTrue(under.reopen(), "this ledger does not outlive a crash");

        assertThat(delivery(message).state()).isEqualTo(DeliveryState.REFUSED);
        assertThat(present().status().state()).isEqualTo(Status.State.DISABLED);
    }

    @Test
    void aRefusalLeavesASubscriptionAsItWasChangedMeanwhile() {
        var message = planAndTake();
        begin(message);
        var refuse = refuse();
        var now = under.clock().instant();
        var resumed = under.registry()
                .subscriptions()
                .put(present().with(Status.active(now), now), present().version());

        assertThat(under.deliveries().finish(message, gone(message), refuse)).isTrue();

        assertThat(delivery(message).state()).isEqualTo(DeliveryState.REFUSED);
        assertThat(present()).isEqualTo(resumed);
    }

    @Test
    void aRefusalBringsNoDeletedSubscriptionBack() {
        var message = planAndTake();
        begin(message);
        var refuse = refuse();
        under.registry().subscriptions().delete(subscription, present().version());

        assertThat(under.deliveries().finish(message, gone(message), refuse)).isTrue();

        assertThat(under.registry().subscriptions().find(subscription)).isEmpty();
    }

    @Test
    void aRefusalThatDecidesNothingDisablesNothing() {
        var message = planAndTake();
        begin(message);
        failAndRetryAfter(message, SOON);

        assertThat(under.deliveries().finish(message, gone(message), refuse())).isFalse();

        assertThat(present().status().state()).isEqualTo(Status.State.ACTIVE);
    }

    private Attempt gone(DeliveryMessage message) {
        return attempt(message, new Outcome.Refused("gone"), 410);
    }

    private Next refuse() {
        var now = under.clock().instant();
        return new Next.Refuse("gone", present().with(Status.disabled("gone", now), now));
    }

    private Subscription present() {
        return under.registry().subscriptions().find(subscription).orElseThrow();
    }

    @Test
    void theLoserOfTwoOverlappingAttemptsIsRecordedAndSchedulesNothing() {
        var message = planAndTake();
        begin(message);
        var winner = failed(message);
        under.moveClock(Duration.ofMillis(7));
        var loser = failed(message);
        assertThat(under.deliveries().finish(message, winner, retryAfter(message, SOON)))
                .isTrue();

        assertThat(under.deliveries().finish(message, loser, retryAfter(message, LATE)))
                .isFalse();
        assertThat(under.deliveries().finish(message, loser, new Next.End(DeliveryState.EXHAUSTED, "status 500")))
                .isFalse();

        assertThat(delivery(message).state()).isEqualTo(DeliveryState.WAITING);
        assertThat(delivery(message).next()).isEqualTo(2);
        assertThat(delivery(message).attempts()).contains(winner, loser);
        under.moveClock(SOON);
        assertSent(message(message, 1, 2));
        under.moveClock(LATE);
        assertThat(under.sent()).isEmpty();
    }

    @Test
    void aLateSuccessWinsOverAnAttemptThatWasQuickerToFail() {
        var message = planAndTake();
        begin(message);
        failAndRetryAfter(message, SOON);

        assertThat(under.deliveries().finish(message, delivered(message), asDelivered()))
                .isTrue();

        assertThat(delivery(message).state()).isEqualTo(DeliveryState.DELIVERED);
        assertThat(delivery(message).attempts()).hasSize(2);
        under.moveClock(SOON);
        assertNothingSentBut(message(message, 1, 2));
        assertPassed(message(message, 1, 2));
    }

    @Test
    void aSuccessWinsOverParking() {
        var message = planAndTake();
        begin(message);
        park(message, ParkReason.PAUSED);

        assertThat(under.deliveries().finish(message, delivered(message), asDelivered()))
                .isTrue();

        assertThat(delivery(message).state()).isEqualTo(DeliveryState.DELIVERED);
        assertThat(delivery(message).reason()).isNull();
        assertThat(under.parking().release(subscription, ParkReason.PAUSED, 10)).isZero();
        assertThat(under.parking().look()).isEmpty();
    }

    @Test
    void whatHasEndedStaysAsItEndedAndRecordsTheAttempt() {
        var message = planAndTake();
        begin(message);
        exhaust(message);

        assertThat(under.deliveries().finish(message, delivered(message), asDelivered()))
                .isFalse();
        assertThat(under.deliveries().finish(message, failed(message), retryAfter(message, SOON)))
                .isFalse();

        assertThat(delivery(message).state()).isEqualTo(DeliveryState.EXHAUSTED);
        assertThat(delivery(message).reason()).isEqualTo("status 500");
        assertThat(delivery(message).attempts()).hasSize(2);
        under.moveClock(SOON);
        assertThat(under.sent()).isEmpty();
    }

    @Test
    void anAttemptIsKeptAsItWas() {
        var message = planAndTake();
        begin(message);
        var asksForTime = attempt(message, new Outcome.Failed("status 503", Optional.of(Duration.ofSeconds(90))), 503);
        assertThat(under.deliveries().finish(message, asksForTime, retryAfter(message, SOON)))
                .isTrue();
        under.moveClock(SOON);
        var second = message(message, 1, 2);
        begin(second);
        var unanswered = new Attempt(
                1,
                2,
                under.clock().instant(),
                Duration.ofSeconds(15),
                new Outcome.Failed("no answer within PT15S", Optional.empty()),
                null,
                new byte[0]);
        assertThat(under.deliveries().finish(second, unanswered, retryAfter(second, SOON)))
                .isTrue();
        under.moveClock(SOON);
        var third = message(message, 1, 3);
        begin(third);
        var refused = new Attempt(
                1,
                3,
                under.clock().instant(),
                Duration.ofMillis(3),
                new Outcome.Refused("the receiver answered 410 Gone"),
                410,
                new byte[Attempt.MAX_RESPONSE_BYTES]);
        assertThat(under.deliveries().finish(third, refused, new Next.End(DeliveryState.REFUSED, "gone")))
                .isTrue();

        assertThat(delivery(message).attempts()).containsExactly(asksForTime, unanswered, refused);
    }

    @Test
    void whatIsPutOffWithoutAnAttemptIsSentInItsTimeUnderTheSameNumber() {
        var message = planAndTake();
        begin(message);
        var due = under.clock().instant().plus(SOON);

        assertThat(under.deliveries().move(message, new Next.TryAt(1, due))).isTrue();

        assertThat(delivery(message).next()).isEqualTo(1);
        assertThat(delivery(message).due()).isEqualTo(due);
        assertThat(delivery(message).attempts()).isEmpty();
        assertThat(under.sent()).isEmpty();
        under.moveClock(SOON);
        assertThat(under.sent()).containsExactly(message);
        begin(message);
    }

    @Test
    void whatIsParkedSaysForWhatAndIsNotSent() {
        var message = planAndTake();
        begin(message);

        assertThat(under.deliveries().move(message, new Next.Park(ParkReason.DISABLED)))
                .isTrue();

        assertThat(delivery(message).state()).isEqualTo(DeliveryState.PARKED);
        assertThat(delivery(message).reason()).isEqualTo(ParkReason.DISABLED.text());
        assertThat(delivery(message).next()).isEqualTo(1);
        assertThat(delivery(message).due()).isNull();
        assertThat(record(message).state()).isEqualTo(EventRecord.State.PENDING);
        assertPassed(message);
        under.moveClock(LATE);
        assertThat(under.sent()).isEmpty();
    }

    @Test
    void onlyTheMessageOfTheNextAttemptMovesADelivery() {
        var message = planAndTake();
        failAndRetryAfter(message, SOON);

        for (var stale : List.of(message, message(message, 1, 3), message(message, 2, 1))) {
            assertThat(under.deliveries().move(stale, new Next.Park(ParkReason.PAUSED)))
                    .isFalse();
            assertThat(under.deliveries().move(stale, new Next.End(DeliveryState.EXPIRED, "too late")))
                    .isFalse();
            assertThat(under.deliveries()
                            .move(stale, new Next.TryAt(stale.n(), under.clock().instant())))
                    .isFalse();
        }

        assertThat(delivery(message).state()).isEqualTo(DeliveryState.WAITING);
        assertThat(under.sent()).isEmpty();
        under.moveClock(SOON);
        assertSent(message(message, 1, 2));
    }

    @Test
    void whatHasEndedIsNotMoved() {
        var message = planAndTake();
        deliver(message);

        assertThat(under.deliveries().move(message, new Next.Park(ParkReason.PAUSED)))
                .isFalse();
        assertThat(under.deliveries().move(message, new Next.End(DeliveryState.CANCELLED, "deleted")))
                .isFalse();

        assertThat(delivery(message).state()).isEqualTo(DeliveryState.DELIVERED);
    }

    @Test
    void nothingIsWrittenForADeliveryThatNobodyPlanned() {
        var unplanned = first(event(subscription), subscription);

        assertThat(under.deliveries().finish(unplanned, delivered(unplanned), asDelivered()))
                .isFalse();
        assertThat(under.deliveries().move(unplanned, new Next.Park(ParkReason.PAUSED)))
                .isFalse();

        assertThat(under.ledger().delivery(tenant, unplanned.delivery())).isEmpty();
        assertThat(under.parking().look()).isEmpty();
    }

    @Test
    void theDeliveriesOfAnEventGoTheirOwnWays() {
        var other = subscription(tenant, "stock");
        var planned = event(subscription, other);
        plan(planned);
        deliver(first(planned, subscription));
        failAndRetryAfter(first(planned, other), SOON);

        assertThat(delivery(first(planned, subscription)).state()).isEqualTo(DeliveryState.DELIVERED);
        assertThat(delivery(first(planned, other)).state()).isEqualTo(DeliveryState.WAITING);
        assertThat(record(planned).state()).isEqualTo(EventRecord.State.PENDING);
    }

    @Test
    void anEventThatIsNotKeptAnyMoreIsNotDelivered() {
        var message = planAndTake();

        under.moveClock(under.retention().plusSeconds(1));

        assertPassed(message);
        assertThat(under.deliveries().finish(message, delivered(message), asDelivered()))
                .isFalse();
        assertThat(under.sent()).isEmpty();
    }

    @Test
    void whatWasWrittenIsThereAfterACrash() {
        var done = planAndTake();
        var failed = planAndTake();
        var parked = planAndTake();
        deliver(done);
        failAndRetryAfter(failed, SOON);
        park(parked, ParkReason.PAUSED);
        var before = List.of(delivery(done), delivery(failed), delivery(parked));

        assumeTrue(under.reopen(), "this ledger does not outlive a crash");

        assertThat(List.of(delivery(done), delivery(failed), delivery(parked))).isEqualTo(before);
        assertThat(under.sent()).isEmpty();
        under.moveClock(SOON);
        assertThat(sentOnceOrMore()).containsExactly(message(failed, 1, 2));
    }

    @Test
    void anAttemptWhoseOutcomeWasNotWrittenIsSentAgainAfterACrash() {
        var message = planAndTake();
        begin(message);

        assumeTrue(under.reopen(), "this ledger does not outlive a crash");

        assertThat(sentOnceOrMore()).containsExactly(message);
        deliver(message);
    }
}

package io.penstock.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.penstock.delivery.Attempt;
import io.penstock.delivery.DeliveryMessage;
import io.penstock.delivery.DeliveryState;
import io.penstock.delivery.Outcome;
import io.penstock.delivery.ParkReason;
import io.penstock.delivery.Parking;
import io.penstock.event.Event;
import io.penstock.event.EventData;
import io.penstock.event.ExtensionValue;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What every [Erasure] promises, whatever it is made of.
public abstract class ErasureContract extends LedgerSuite {
    private static final Duration SOON = Duration.ofSeconds(5);

    private PlannedEvent telling() {
        var data = new EventData(EventData.Form.JSON, "{\"name\":\"Ada\"}".getBytes(StandardCharsets.UTF_8));
        var event = new Event(
                "told",
                "/shop",
                "order.created",
                "Ada",
                "2026-01-02T03:04:05Z",
                "application/json",
                "https://ada.example/schema",
                Map.of("buyer", new ExtensionValue.Text("Ada")),
                data);
        return planned(event, subscription);
    }

    private boolean erase(DeliveryMessage message) {
        return under.erasure().erase(tenant, message.event());
    }

    @Test
    void anErasedEventSaysOnlyWhatItIsCalledAndWhen() {
        var told = telling();
        plan(told);
        under.moveClock(SOON);

        assertThat(under.erasure().erase(tenant, told.key())).isTrue();

        var record = record(told);
        assertThat(record.event())
                .isEqualTo(new Event("told", "/shop", "order.created", null, null, null, null, Map.of(), null));
        assertThat(record.acceptedAt()).isEqualTo(told.acceptedAt());
        assertThat(record.erasedAt()).isEqualTo(under.clock().instant());
        assertThat(record.matched()).isEqualTo(1);
    }

    @Test
    void listsShowThatAnEventWasErasedAndFindItBySubjectNoMore() {
        var told = telling();
        plan(told);
        assertThat(list("Ada")).hasSize(1);

        under.erasure().erase(tenant, told.key());

        assertThat(list(null)).containsExactly(record(told));
        assertThat(list("Ada")).isEmpty();
    }

    private List<EventRecord> list(@Nullable String subject) {
        return under.ledger()
                .events(new EventQuery(tenant, null, null, subject, null, null, null, null, 10))
                .items();
    }

    @Test
    void whatWaitsIsCancelledAndNoAttemptBegins() {
        var message = planAndTake();

        assertThat(erase(message)).isTrue();

        assertThat(delivery(message).state()).isEqualTo(DeliveryState.CANCELLED);
        assertThat(delivery(message).reason()).isEqualTo(Erasure.REASON);
        assertThat(record(message).state()).isEqualTo(EventRecord.State.FAILED);
        assertPassed(message);
        assertNothingSentBut(message);
        assertUnfinished();
    }

    @Test
    void whatWaitsForItsNextAttemptIsCancelled() {
        var message = planAndTake();
        failAndRetryAfter(message, SOON);
        erase(message);

        under.moveClock(SOON);

        assertNothingSentBut(message(message, 1, 2));
        assertPassed(message(message, 1, 2));
        assertThat(delivery(message).state()).isEqualTo(DeliveryState.CANCELLED);
    }

    @Test
    void whatIsParkedIsCancelledAndNotReleased() {
        var message = planAndTake();
        park(message, ParkReason.PAUSED);

        erase(message);

        assertThat(delivery(message).state()).isEqualTo(DeliveryState.CANCELLED);
        assertThat(under.parking().release(subscription, ParkReason.PAUSED, 10)).isZero();
        assertThat(under.sent()).isEmpty();
        assertUnfinished();
    }

    @Test
    void whatHasEndedStaysAsItIsButForWhatWasAnswered() {
        var message = planAndTake();
        failAndRetryAfter(message, SOON);
        under.moveClock(SOON);
        deliver(message(message, 1, 2));
        var before = delivery(message);

        erase(message);

        var after = delivery(message);
        assertThat(after.state()).isEqualTo(DeliveryState.DELIVERED);
        assertThat(before.attempts()).hasSize(2).noneMatch(attempt -> attempt.response().length == 0);
        assertThat(after.attempts())
                .isEqualTo(
                        before.attempts().stream().map(Attempt::withoutResponse).toList());
    }

    @Test
    void longAnswersAreErasedToo() {
        var message = planAndTake();
        begin(message);
        var answered = attempt(message, new Outcome.Delivered(), 200, 4_000);
        under.deliveries().finish(message, answered, asDelivered());

        erase(message);

        assertThat(delivery(message).attempts()).containsExactly(answered.withoutResponse());
    }

    private Attempt attempt(DeliveryMessage message, Outcome outcome, int status, int bytes) {
        return new Attempt(
                message.run(),
                message.n(),
                under.clock().instant(),
                SOON,
                outcome,
                status,
                "x".repeat(bytes).getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void anAttemptThatIsUnderWayIsRecordedWithoutWhatWasAnswered() {
        var message = planAndTake();
        begin(message);
        erase(message);

        var answered = attempt(message, new Outcome.Delivered(), 200, 4_000);
        assertThat(under.deliveries().finish(message, answered, asDelivered())).isFalse();

        assertThat(delivery(message).state()).isEqualTo(DeliveryState.CANCELLED);
        assertThat(delivery(message).attempts()).containsExactly(answered.withoutResponse());
        assertPassed(message);
    }

    @Test
    void anAttemptThatIsUnderWayAndFailsIsNotMadeAgain() {
        var message = planAndTake();
        begin(message);
        erase(message);

        var failed = failed(message);
        assertThat(under.deliveries().finish(message, failed, retryAfter(message, SOON)))
                .isFalse();

        under.moveClock(SOON);
        assertNothingSentBut(message);
        assertThat(delivery(message).state()).isEqualTo(DeliveryState.CANCELLED);
        assertThat(delivery(message).attempts()).containsExactly(failed.withoutResponse());
    }

    @Test
    void anErasedEventThatIsHandedInAgainIsADuplicateWhateverItSays() {
        var told = telling();
        plan(told);
        under.sent();
        under.erasure().erase(tenant, told.key());

        assertThat(plan(again(told))).containsExactly(Acceptance.Kind.DUPLICATE);
        assertThat(plan(inConflictWith(told))).containsExactly(Acceptance.Kind.DUPLICATE);

        assertThat(under.sent()).isEmpty();
        assertThat(record(told).duplicates()).isEqualTo(2);
        assertThat(record(told).event()).isEqualTo(told.event().erased());
    }

    @Test
    void anErasedEventWhoseMessageComesAgainIsNotSentAgain() {
        var told = telling();
        plan(told);
        under.sent();
        under.erasure().erase(tenant, told.key());

        assertThat(plan(told)).containsExactly(Acceptance.Kind.NEW);

        assertThat(under.sent()).isEmpty();
        assertThat(record(told).event()).isEqualTo(told.event().erased());
        assertThat(record(told).duplicates()).isZero();
    }

    @Test
    void noDeliveryOfAnErasedEventIsReplayed() {
        var waiting = planAndTake();
        var delivered = planAndTake();
        deliver(delivered);
        erase(waiting);
        erase(delivered);

        assertThat(under.replays().replay(tenant, waiting.delivery())).isFalse();
        assertThat(under.replays().replay(tenant, delivered.delivery())).isFalse();

        assertThat(delivery(delivered).run()).isEqualTo(1);
        assertThat(under.sent()).allMatch(sent -> !under.sendsOnce() && sent.equals(waiting));
    }

    @Test
    void toEraseTwiceIsAsGoodAsOnce() {
        var message = planAndTake();
        erase(message);
        var erased = record(message);
        under.moveClock(SOON);

        assertThat(erase(message)).isTrue();

        assertThat(record(message)).isEqualTo(erased);
    }

    @Test
    void thereIsNothingToEraseThatNobodyHandedIn() {
        assertThat(under.erasure().erase(tenant, event(subscription).key())).isFalse();
    }

    @Test
    void nobodyErasesWhatBelongsToAnotherTenant() {
        var told = telling();
        plan(told);

        assertThat(under.erasure().erase(tenant("globex"), told.key())).isFalse();

        assertThat(record(told).event()).isEqualTo(told.event());
    }

    @Test
    void otherEventsAreLeftAlone() {
        var erased = planAndTake();
        var other = event(subscription);
        plan(other);
        assertSent(first(other, subscription));

        erase(erased);

        assertThat(record(other).event()).isEqualTo(other.event());
        assertThat(record(other).erasedAt()).isNull();
        deliver(first(other, subscription));
    }

    @Test
    void anEventIsErasedAfterACrashToo() {
        var told = telling();
        plan(told);
        under.sent();
        under.erasure().erase(tenant, told.key());

        assumeTrue(under.reopen(), "this ledger does not outlive a crash");

        assertThat(record(told).event()).isEqualTo(told.event().erased());
        assertNothingSentBut(first(told, subscription));
        assertThat(under.parking().look()).isEqualTo(List.<Parking.Unfinished>of());
        assertPassed(first(told, subscription));
        assertThat(plan(again(told))).containsExactly(Acceptance.Kind.DUPLICATE);
    }

    @Test
    void anErasedEventIsForgottenWithItsTime() {
        var told = telling();
        plan(told);
        under.sent();
        under.erasure().erase(tenant, told.key());

        under.moveClock(under.retention().plusSeconds(1));

        assertThat(under.ledger().event(tenant, told.key())).isEmpty();
        assertThat(under.erasure().erase(tenant, told.key())).isFalse();
        assertThat(list(null)).isEmpty();
    }
}

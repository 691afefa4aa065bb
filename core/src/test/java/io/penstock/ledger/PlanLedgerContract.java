package io.penstock.ledger;

import static io.penstock.ledger.Acceptance.Kind.CONFLICT;
import static io.penstock.ledger.Acceptance.Kind.DUPLICATE;
import static io.penstock.ledger.Acceptance.Kind.NEW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.penstock.delivery.Delivery;
import io.penstock.delivery.DeliveryMessage;
import io.penstock.delivery.DeliveryState;
import io.penstock.delivery.ParkReason;
import io.penstock.event.EventKey;
import io.penstock.routing.Plan;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What every [PlanLedger] promises, whatever it is made of.
public abstract class PlanLedgerContract extends LedgerSuite {
    /// A little less than the 30 days within which an event is accepted once.
    private static final Duration WITHIN_THE_WINDOW = Duration.ofDays(29);

    @Test
    void aNewEventIsSentOnceToEachSubscriptionOfItsPlan() {
        var other = subscription(tenant, "stock");
        var planned = event(subscription, other);

        assertThat(plan(planned)).containsExactly(NEW);

        assertThat(under.sent()).containsExactlyInAnyOrder(first(planned, subscription), first(planned, other));
        assertThat(under.sent()).isEmpty();
    }

    @Test
    void aNewEventIsOnRecordWithItsPlan() {
        var planned = event(subscription);

        plan(planned);

        assertThat(record(planned))
                .isEqualTo(new EventRecord(
                        planned.key(),
                        planned.event(),
                        planned.acceptedAt(),
                        planned.plan().registryVersion(),
                        1,
                        EventRecord.State.PENDING,
                        0,
                        0,
                        null,
                        null));
        var message = first(planned, subscription);
        var delivery = delivery(message);
        assertThat(delivery)
                .isEqualTo(new Delivery(
                        message.delivery(),
                        planned.key(),
                        "order.created",
                        subscription,
                        "orders",
                        1,
                        1,
                        DeliveryState.WAITING,
                        null,
                        delivery.due(),
                        planned.acceptedAt(),
                        delivery.expires(),
                        List.of()));
        assertThat(delivery.due()).isBeforeOrEqualTo(under.clock().instant());
        assertThat(delivery.expires())
                .isAfter(planned.acceptedAt())
                .isBefore(planned.acceptedAt().plus(under.retention()));
    }

    @Test
    void anEventThatMatchedNothingIsKeptAndSendsNothing() {
        var planned = event();

        assertThat(plan(planned)).containsExactly(NEW);

        assertThat(under.sent()).isEmpty();
        assertThat(record(planned).matched()).isZero();
        assertThat(record(planned).state()).isEqualTo(EventRecord.State.UNMATCHED);
    }

    @Test
    void aDuplicateIsCountedAndNotSent() {
        var other = subscription(tenant, "stock");
        var planned = event(subscription);
        plan(planned);
        under.sent();

        assertThat(plan(again(planned))).containsExactly(DUPLICATE);
        assertThat(plan(replanned(again(planned), other))).containsExactly(DUPLICATE);

        assertThat(under.sent()).isEmpty();
        assertThat(record(planned).duplicates()).isEqualTo(2);
        assertThat(record(planned).conflicts()).isZero();
        assertThat(record(planned).acceptedAt()).isEqualTo(planned.acceptedAt());
        assertThat(under.ledger().deliveries(tenant, planned.key()))
                .extracting(Delivery::subscription)
                .containsExactly(subscription);
    }

    @Test
    void aDuplicateWithAnotherContentIsCountedFlaggedAndNotSent() {
        var planned = event(subscription);
        plan(planned);
        under.sent();

        assertThat(plan(inConflictWith(planned))).containsExactly(CONFLICT);
        assertThat(plan(again(planned))).containsExactly(DUPLICATE);

        assertThat(under.sent()).isEmpty();
        assertThat(record(planned).duplicates()).isEqualTo(2);
        assertThat(record(planned).conflicts()).isEqualTo(1);
        assertThat(record(planned).event()).isEqualTo(planned.event());
    }

    @Test
    void aDuplicateOfADeliveredEventIsNotSent() {
        var planned = event(subscription);
        plan(planned);
        under.sent();
        deliver(first(planned, subscription));

        assertThat(plan(again(planned))).containsExactly(DUPLICATE);

        assertThat(under.sent()).isEmpty();
        assertThat(record(planned).state()).isEqualTo(EventRecord.State.DELIVERED);
    }

    @Test
    void aDuplicateIsKnownForThirtyDaysEvenIfItsEventIsNotKeptThatLong() {
        var planned = event();
        plan(planned);

        under.moveClock(WITHIN_THE_WINDOW);

        assertThat(plan(again(planned))).containsExactly(DUPLICATE);
    }

    @Test
    void anEventHandedInAgainAfterAFailureIsNewAndKeepsItsStoredPlan() {
        var other = subscription(tenant, "stock");
        var planned = event(subscription);
        plan(planned);
        under.sent();

        assertThat(plan(replanned(planned, subscription, other))).containsExactly(NEW);

        assertSentNothingBut(first(planned, subscription));
        assertThat(record(planned).duplicates()).isZero();
        assertThat(record(planned).matched()).isEqualTo(1);
        assertThat(record(planned).registryVersion()).isEqualTo(planned.plan().registryVersion());
    }

    /// A ledger may send again what it cannot know that it sent.
    private void assertSentNothingBut(DeliveryMessage message) {
        assertThat(under.sent()).allMatch(message::equals);
    }

    @Test
    void aDuplicateWithinABatchIsCountedAndSentOnce() {
        var planned = event(subscription);

        assertThat(plan(planned, again(planned), inConflictWith(planned))).containsExactly(NEW, DUPLICATE, CONFLICT);

        assertThat(under.sent()).containsExactly(first(planned, subscription));
        assertThat(record(planned).duplicates()).isEqualTo(2);
        assertThat(record(planned).conflicts()).isEqualTo(1);
    }

    @Test
    void theAnswersOfABatchAreInTheOrderOfItsEvents() {
        var present = event(subscription);
        plan(present);
        under.sent();
        var one = event(subscription);
        var two = event();

        var answers = under.plans().plan(List.of(one, again(present), two));

        assertThat(answers)
                .containsExactly(
                        new Acceptance(one.key(), NEW),
                        new Acceptance(present.key(), DUPLICATE),
                        new Acceptance(two.key(), NEW));
        assertThat(under.sent()).containsExactly(first(one, subscription));
    }

    @Test
    void whatFailsInTheMiddleOfABatchLeavesNothingOfIt() throws Exception {
        assumeTrue(under.plansTogether(), "each event is handed in again by itself");
        var one = event(subscription);
        var broken = event(subscription);
        var two = event(subscription);
        under.breakOn(broken);

        assertThatExceptionOfType(RuntimeException.class).isThrownBy(() -> plan(one, broken, two));

        for (var event : List.of(one, broken, two)) {
            assertThat(under.ledger().event(tenant, event.key())).isEmpty();
        }
        assertThat(under.sent()).isEmpty();
        assertThat(under.parking().look()).isEmpty();
        assertThat(plan(one, two)).containsExactly(NEW, NEW);
        assertThat(under.sent()).containsExactlyInAnyOrder(first(one, subscription), first(two, subscription));
    }

    @Test
    void anEmptyBatchIsPlanned() {
        assertThat(under.plans().plan(List.of())).isEmpty();
    }

    @Test
    void anEventOfTheSameNameOfAnotherTenantIsAnotherEvent() {
        var globex = tenant("globex");
        var theirs = subscription(globex, "orders");
        var planned = event(subscription);
        plan(planned);
        under.sent();
        var sameName = new PlannedEvent(
                globex,
                EventKey.of(globex, planned.event().source(), planned.event().id()),
                again(planned).acceptId(),
                under.clock().instant(),
                planned.event(),
                planned.content(),
                new Plan(8, List.of(theirs)));

        assertThat(plan(sameName)).containsExactly(NEW);

        assertThat(under.sent()).containsExactly(first(sameName, theirs));
        assertThat(record(planned).duplicates()).isZero();
    }

    @Test
    void deliveriesPastTheBacklogOfTheirSubscriptionAreParked() {
        int limit = subscriptionBacklog();
        var other = subscription(tenant, "stock");
        for (int i = 0; i < limit; i++) {
            plan(event(subscription));
        }
        assertThat(under.sent()).hasSize(limit);
        var late = event(subscription, other);

        assertThat(plan(late)).containsExactly(NEW);

        assertThat(under.sent()).containsExactly(first(late, other));
        assertThat(delivery(first(late, subscription)).state()).isEqualTo(DeliveryState.PARKED);
        assertThat(delivery(first(late, subscription)).reason()).isEqualTo(ParkReason.BACKLOG.text());
        assertPassed(first(late, subscription));
    }

    @Test
    void whatIsNewDoesNotOvertakeWhatIsParkedForTheBacklog() {
        int limit = subscriptionBacklog();
        var oldest = event(subscription);
        plan(oldest);
        for (int i = 1; i < limit; i++) {
            plan(event(subscription));
        }
        var parked = event(subscription);
        plan(parked);
        assertThat(under.sent()).hasSize(limit);
        deliver(first(oldest, subscription));
        var late = event(subscription);

        plan(late);

        assertThat(under.sent()).isEmpty();
        assertThat(delivery(first(late, subscription)).reason()).isEqualTo(ParkReason.BACKLOG.text());
        assertThat(under.parking().release(subscription, ParkReason.BACKLOG, limit))
                .isEqualTo(1);
        assertThat(under.sent()).containsExactly(first(parked, subscription));
    }

    private int subscriptionBacklog() {
        var limit = under.subscriptionBacklog();
        assumeTrue(limit.isPresent(), "this ledger has no limit");
        return limit.orElseThrow();
    }

    @Test
    void aTenantWhoseBacklogIsFullIsRefusedAsAWholeUntilThereIsRoom() {
        int limit = tenantBacklog();
        PlannedEvent last = event();
        for (int i = 0; i < limit; i++) {
            last = event(subscription(tenant, "subscription-" + i));
            plan(last);
        }
        assertThat(under.sent()).hasSize(limit);
        var one = event(subscription);
        var two = event(subscription);

        assertThatExceptionOfType(IntakeRefusedException.class)
                .isThrownBy(() -> plan(one, two))
                .satisfies(refused -> assertThat(refused.reason()).isEqualTo(IntakeRefusedException.Cause.BACKLOG))
                .satisfies(refused -> assertThat(refused.retryAfter()).isPositive());

        assertThat(under.ledger().event(tenant, one.key())).isEmpty();
        assertThat(under.ledger().event(tenant, two.key())).isEmpty();
        assertThat(under.sent()).isEmpty();

        deliver(first(last, last.plan().subscriptions().getFirst()));
        assertThat(plan(one)).containsExactly(NEW);
        assertThat(under.sent()).containsExactly(first(one, subscription));
    }

    @Test
    void anEventThatGoesToNobodyIsAcceptedFromATenantWhoseBacklogIsFull() {
        int limit = tenantBacklog();
        for (int i = 0; i < limit; i++) {
            plan(event(subscription(tenant, "subscription-" + i)));
        }

        assertThat(plan(event())).containsExactly(NEW);
    }

    @Test
    void aTenantWhoseBacklogIsFullIsInNoOtherTenantsWay() {
        int limit = tenantBacklog();
        for (int i = 0; i < limit; i++) {
            plan(event(subscription(tenant, "subscription-" + i)));
        }
        under.sent();
        var globex = tenant("globex");
        var theirs = subscription(globex, "orders");
        var planned = event(globex, "order.created", "/shop", null, theirs);

        assertThat(plan(planned)).containsExactly(NEW);

        assertThat(under.sent()).containsExactly(first(planned, theirs));
    }

    private int tenantBacklog() {
        var limit = under.tenantBacklog();
        assumeTrue(limit.isPresent(), "this ledger has no limit");
        return limit.orElseThrow();
    }

    @Test
    void whatWasPlannedIsThereAfterACrashAndSentAgainUnlessItWasDelivered() {
        var done = event(subscription);
        var unfinished = event(subscription);
        plan(done, unfinished);
        under.sent();
        deliver(first(done, subscription));

        assumeTrue(under.reopen(), "this ledger does not outlive a crash");

        assertThat(record(unfinished).event()).isEqualTo(unfinished.event());
        assertThat(sentOnceOrMore()).containsExactly(first(unfinished, subscription));
        assertThat(begin(first(unfinished, subscription)).event()).isEqualTo(unfinished.event());
        assertPassed(first(done, subscription));
        assertThat(plan(again(done), again(unfinished))).containsExactly(DUPLICATE, DUPLICATE);
        assertThat(record(done).duplicates()).isEqualTo(1);
    }
}

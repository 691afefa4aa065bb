package io.penstock.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.penstock.delivery.DeliveryMessage;
import io.penstock.delivery.DeliveryState;
import io.penstock.delivery.ParkReason;
import io.penstock.event.EventKey;
import io.penstock.ledger.EventRecord;
import io.penstock.ledger.LedgerSuite;
import io.penstock.subscription.SubscriptionUid;
import io.penstock.tenant.TenantUid;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What every [ReplayPages] promises, whatever it is made of.
public abstract class ReplayPagesContract extends LedgerSuite {
    private static final long JOB = 5;

    @Test
    void aDeliveryThatFailedBeginsTheNextRunAtOnce() {
        var message = planAndTake();
        exhaust(message);

        assertThat(replay(ReplayMode.MISSING, message.event())).containsExactly(Replayed.SENT);

        assertSent(message(message, 2, 1));
        assertThat(delivery(message).state()).isEqualTo(DeliveryState.WAITING);
        assertThat(delivery(message).reason()).isNull();
        assertPassed(message);
        deliver(message(message, 2, 1));
        assertThat(record(message).state()).isEqualTo(EventRecord.State.DELIVERED);
    }

    @Test
    void whatWasDeliveredIsLeftAloneUnlessItIsAskedForAgain() {
        var message = planAndTake();
        deliver(message);

        assertThat(replay(ReplayMode.MISSING, message.event())).containsExactly(Replayed.DELIVERED);
        assertNothingSentBut(message);
        assertThat(replay(ReplayMode.AGAIN, message.event())).containsExactly(Replayed.SENT);
        assertSent(message(message, 2, 1));
    }

    @Test
    void whatIsUnfinishedIsLeftAloneUnlessItIsAskedForAgain() {
        var waiting = planAndTake();
        var parked = planAndTake();
        park(parked, ParkReason.PAUSED);

        assertThat(replay(ReplayMode.MISSING, waiting.event(), parked.event()))
                .containsExactly(Replayed.UNFINISHED, Replayed.UNFINISHED);
        assertThat(delivery(waiting).run()).isEqualTo(1);
        assertThat(delivery(parked).state()).isEqualTo(DeliveryState.PARKED);

        assertThat(replay(ReplayMode.AGAIN, waiting.event(), parked.event()))
                .containsExactly(Replayed.SENT, Replayed.SENT);
        assertThat(sentOnceOrMore()).contains(message(waiting, 2, 1), message(parked, 2, 1));
        assertPassed(waiting);
        assertThat(under.parking().release(subscription, ParkReason.PAUSED, 10)).isZero();
    }

    @Test
    void anEventThatNobodyWantedIsDeliveredToASubscriptionMadeLater() {
        var planned = event();
        plan(planned);
        var later = subscription(tenant, "later");
        var expected = new DeliveryMessage(planned.key(), later, 2, 1);

        assertThat(replay(later, JOB, ReplayMode.MISSING, planned.key())).containsExactly(Replayed.SENT);

        assertSent(expected);
        assertThat(record(planned).state()).isEqualTo(EventRecord.State.PENDING);
        assertThat(under.ledger().deliveries(tenant, planned.key()))
                .singleElement()
                .satisfies(delivery -> {
                    assertThat(delivery.id()).isEqualTo(expected.delivery());
                    assertThat(delivery.run()).isEqualTo(2);
                    assertThat(delivery.subscriptionId()).isEqualTo("later");
                });
        deliver(expected);
        assertThat(delivery(expected).state()).isEqualTo(DeliveryState.DELIVERED);
        assertThat(delivery(expected).attempts()).hasSize(1);
        assertThat(record(planned).state()).isEqualTo(EventRecord.State.DELIVERED);
    }

    @Test
    void anEventOfOthersIsDeliveredToASubscriptionMadeLaterAndTheirsStayAsTheyAre() {
        var message = planAndTake();
        deliver(message);
        var later = subscription(tenant, "later");

        assertThat(replay(later, JOB, ReplayMode.MISSING, message.event())).containsExactly(Replayed.SENT);

        assertThat(sentOnceOrMore()).containsExactly(new DeliveryMessage(message.event(), later, 2, 1));
        assertThat(delivery(message).run()).isEqualTo(1);
        assertThat(record(message).state()).isEqualTo(EventRecord.State.PENDING);
        assertThat(under.ledger().deliveries(tenant, message.event())).hasSize(2);
    }

    @Test
    void aDeliveryThatNobodyPlannedFailsAndIsTriedAgainLikeAnyOther() {
        var planned = event();
        plan(planned);
        var later = subscription(tenant, "later");
        replay(later, JOB, ReplayMode.MISSING, planned.key());
        var message = new DeliveryMessage(planned.key(), later, 2, 1);
        assertSent(message);
        begin(message);

        assertThat(under.deliveries().finish(message, failed(message), retryAfter(message, Duration.ofSeconds(5))))
                .isTrue();

        assertThat(delivery(message).next()).isEqualTo(2);
        under.moveClock(Duration.ofSeconds(5));
        assertSent(message(message, 2, 2));
        deliver(message(message, 2, 2));
        assertThat(delivery(message).attempts()).hasSize(2);
    }

    @Test
    void aPageThatIsDoneAgainBeginsNoOtherRun() {
        var failed = planAndTake();
        exhaust(failed);
        var unplanned = event();
        plan(unplanned);
        var first = replay(ReplayMode.AGAIN, failed.event(), unplanned.key());

        var second = replay(ReplayMode.AGAIN, failed.event(), unplanned.key());

        assertThat(second).isEqualTo(first).containsOnly(Replayed.SENT);
        var ofUnplanned = new DeliveryMessage(unplanned.key(), subscription, 2, 1);
        assertThat(sentOnceOrMore()).containsExactlyInAnyOrder(message(failed, 2, 1), ofUnplanned);
        deliver(message(failed, 2, 1));
        assertThat(replay(ReplayMode.AGAIN, failed.event())).containsExactly(Replayed.SENT);
        assertThat(delivery(failed).run()).isEqualTo(2);
        assertThat(delivery(failed).state()).isEqualTo(DeliveryState.DELIVERED);
    }

    @Test
    void anOlderJobLeavesAloneWhatANewerOneHasBegun() {
        var message = planAndTake();
        exhaust(message);
        replay(subscription, JOB, ReplayMode.MISSING, message.event());

        assertThat(replay(subscription, JOB - 1, ReplayMode.AGAIN, message.event()))
                .containsExactly(Replayed.NEWER);
        assertThat(delivery(message).run()).isEqualTo(2);

        assertThat(replay(subscription, JOB + 1, ReplayMode.AGAIN, message.event()))
                .containsExactly(Replayed.SENT);
        assertThat(delivery(message).run()).isEqualTo(3);
    }

    @Test
    void aDryRunChangesNothing() {
        var message = planAndTake();
        exhaust(message);
        var unplanned = event();
        plan(unplanned);
        var events = List.of(message.event(), unplanned.key());

        assertThat(under.replayPages()
                        .replay(new ReplayPage(tenant, subscription, JOB, ReplayMode.MISSING, true, events)))
                .containsExactly(Replayed.SENT, Replayed.SENT);

        assertThat(under.sent()).isEmpty();
        assertThat(delivery(message).state()).isEqualTo(DeliveryState.EXHAUSTED);
        assertThat(record(unplanned).state()).isEqualTo(EventRecord.State.UNMATCHED);
        assertThat(under.ledger().deliveries(tenant, unplanned.key())).isEmpty();
        assertThat(replay(subscription, JOB - 1, ReplayMode.MISSING, message.event()))
                .containsExactly(Replayed.SENT);
    }

    @Test
    void eventsOfOthersAreNotFoundNorAreThoseThatAreNotKept() {
        var message = planAndTake();
        deliver(message);
        var globex = tenant("globex");

        assertThat(replay(globex, subscription(globex, "theirs"), message.event()))
                .containsExactly(Replayed.GONE);
        assertThat(replay(ReplayMode.AGAIN, event().key())).containsExactly(Replayed.GONE);
        under.moveClock(under.retention().minusSeconds(1));
        assertThat(replay(ReplayMode.AGAIN, message.event())).containsExactly(Replayed.GONE);

        assertThat(under.sent()).isEmpty();
    }

    @Test
    void aReplayWaitsForNoRoomInTheBacklog() {
        var limit = under.subscriptionBacklog();
        assumeTrue(limit.isPresent(), "this ledger has no limit");
        var done = planAndTake();
        deliver(done);
        for (int i = 0; i < limit.orElseThrow(); i++) {
            planAndTake();
        }
        var unplanned = event();
        plan(unplanned);

        replay(ReplayMode.AGAIN, done.event(), unplanned.key());

        assertThat(under.sent())
                .containsExactlyInAnyOrder(
                        message(done, 2, 1), new DeliveryMessage(unplanned.key(), subscription, 2, 1));
    }

    @Test
    void whatWasBegunIsSentAgainAfterACrash() {
        var message = planAndTake();
        exhaust(message);
        var unplanned = event();
        plan(unplanned);
        replay(ReplayMode.MISSING, message.event(), unplanned.key());
        under.sent();

        assumeTrue(under.reopen(), "this ledger does not outlive a crash");

        var ofUnplanned = new DeliveryMessage(unplanned.key(), subscription, 2, 1);
        assertThat(sentOnceOrMore()).containsExactlyInAnyOrder(message(message, 2, 1), ofUnplanned);
        deliver(message(message, 2, 1));
        deliver(ofUnplanned);
    }

    private List<Replayed> replay(ReplayMode mode, EventKey... events) {
        return replay(subscription, JOB, mode, events);
    }

    private List<Replayed> replay(SubscriptionUid of, long job, ReplayMode mode, EventKey... events) {
        return under.replayPages().replay(new ReplayPage(tenant, of, job, mode, false, List.of(events)));
    }

    private List<Replayed> replay(TenantUid of, SubscriptionUid theirs, EventKey event) {
        return under.replayPages().replay(new ReplayPage(of, theirs, JOB, ReplayMode.AGAIN, false, List.of(event)));
    }
}

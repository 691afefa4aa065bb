package io.penstock.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.penstock.ledger.EventRecord;
import io.penstock.ledger.LedgerSuite;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What every [Replays] promises, whatever it is made of.
public abstract class ReplaysContract extends LedgerSuite {
    private static final Duration SOON = Duration.ofSeconds(5);

    @Test
    void aReplayBeginsTheNextRunAtOnce() {
        var message = planAndTake();
        begin(message);
        exhaust(message);

        assertThat(under.replays().replay(tenant, message.delivery())).isTrue();

        var delivery = delivery(message);
        assertThat(delivery.run()).isEqualTo(2);
        assertThat(delivery.next()).isEqualTo(1);
        assertThat(delivery.state()).isEqualTo(DeliveryState.WAITING);
        assertThat(delivery.reason()).isNull();
        assertThat(delivery.due()).isBeforeOrEqualTo(under.clock().instant());
        assertThat(delivery.expires()).isAfter(under.clock().instant());
        assertThat(record(message).state()).isEqualTo(EventRecord.State.PENDING);
        assertThat(under.sent()).containsExactly(message(message, 2, 1));
        begin(message(message, 2, 1));
    }

    @Test
    void theAttemptsOfAllRunsStayOnRecord() {
        var message = planAndTake();
        failAndRetryAfter(message, SOON);
        under.moveClock(SOON);
        deliver(message(message, 1, 2));
        under.replays().replay(tenant, message.delivery());

        deliver(message(message, 2, 1));

        assertThat(delivery(message).state()).isEqualTo(DeliveryState.DELIVERED);
        assertThat(delivery(message).attempts())
                .extracting(attempt -> message(message, attempt.run(), attempt.n()))
                .containsExactly(message, message(message, 1, 2), message(message, 2, 1));
    }

    @Test
    void aDeliveryThatWaitsIsReplayedAndItsOldMessageIsPassed() {
        var message = planAndTake();
        failAndRetryAfter(message, SOON);

        assertThat(under.replays().replay(tenant, message.delivery())).isTrue();

        assertThat(under.sent()).containsExactly(message(message, 2, 1));
        assertPassed(message(message, 1, 2));
        under.moveClock(SOON);
        assertThat(under.sent())
                .allMatch(sent -> sent.equals(message(message, 2, 1))
                        || (!under.sendsOnce() && sent.equals(message(message, 1, 2))));
        assertPassed(message(message, 1, 2));
        begin(message(message, 2, 1));
    }

    @Test
    void aDeliveryThatIsParkedIsReplayed() {
        var message = planAndTake();
        park(message, ParkReason.PAUSED);

        assertThat(under.replays().replay(tenant, message.delivery())).isTrue();

        assertThat(under.sent()).containsExactly(message(message, 2, 1));
        assertUnfinished(new Parking.Unfinished(subscription, Set.of()));
        assertThat(under.parking().release(subscription, ParkReason.PAUSED, 10)).isZero();
    }

    @Test
    void anAttemptOfAnEarlierRunIsRecordedAndDecidesNothing() {
        var message = planAndTake();
        begin(message);
        under.replays().replay(tenant, message.delivery());
        under.sent();

        assertThat(under.deliveries().finish(message, delivered(message), asDelivered()))
                .isFalse();
        assertThat(under.deliveries().finish(message, failed(message), retryAfter(message, SOON)))
                .isFalse();
        assertThat(under.deliveries().move(message, new Next.Park(ParkReason.PAUSED)))
                .isFalse();

        assertThat(delivery(message).run()).isEqualTo(2);
        assertThat(delivery(message).next()).isEqualTo(1);
        assertThat(delivery(message).state()).isEqualTo(DeliveryState.WAITING);
        assertThat(delivery(message).attempts()).hasSize(2);
        begin(message(message, 2, 1));
    }

    @Test
    void eachReplayBeginsARunOfItsOwn() {
        var message = planAndTake();

        assertThat(under.replays().replay(tenant, message.delivery())).isTrue();
        assertThat(under.replays().replay(tenant, message.delivery())).isTrue();

        assertThat(under.sent()).contains(message(message, 3, 1));
        assertPassed(message);
        assertPassed(message(message, 2, 1));
        begin(message(message, 3, 1));
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

        assertThat(under.replays().replay(tenant, done.delivery())).isTrue();

        assertThat(under.sent()).containsExactly(message(done, 2, 1));
    }

    @Test
    void thereIsNothingToReplayThatNobodyPlanned() {
        var unplanned = first(event(subscription), subscription);

        assertThat(under.replays().replay(tenant, unplanned.delivery())).isFalse();

        assertThat(under.sent()).isEmpty();
        assertThat(under.ledger().delivery(tenant, unplanned.delivery())).isEmpty();
    }

    @Test
    void nobodyReplaysWhatBelongsToAnotherTenant() {
        var message = planAndTake();
        deliver(message);

        assertThat(under.replays().replay(tenant("globex"), message.delivery())).isFalse();

        assertThat(under.sent()).isEmpty();
        assertThat(delivery(message).run()).isEqualTo(1);
    }

    @Test
    void anEventThatIsNotKeptAnyMoreIsNotReplayed() {
        var message = planAndTake();
        deliver(message);
        under.moveClock(under.retention().plusSeconds(1));

        assertThat(under.replays().replay(tenant, message.delivery())).isFalse();

        assertThat(under.sent()).isEmpty();
    }

    @Test
    void aReplayIsSentAgainAfterACrash() {
        var message = planAndTake();
        deliver(message);
        under.replays().replay(tenant, message.delivery());
        under.sent();

        assumeTrue(under.reopen(), "this ledger does not outlive a crash");

        assertThat(sentOnceOrMore()).containsExactly(message(message, 2, 1));
        assertPassed(message);
        deliver(message(message, 2, 1));
    }
}

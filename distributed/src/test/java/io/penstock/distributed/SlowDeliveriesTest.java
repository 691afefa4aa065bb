package io.penstock.distributed;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.delivery.Attempt;
import io.penstock.delivery.Beginning;
import io.penstock.delivery.DeliveryLedger;
import io.penstock.delivery.DeliveryMessage;
import io.penstock.delivery.DeliveryState;
import io.penstock.delivery.Next;
import io.penstock.delivery.Outcome;
import io.penstock.distributed.MessageRunner.Received;
import io.penstock.event.EventKey;
import io.penstock.subscription.SubscriptionUid;
import io.penstock.subscription.TestSubscriptions;
import io.penstock.tenant.TenantUid;
import io.penstock.tenant.TestTenants;
import io.penstock.testing.TestClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SlowDeliveriesTest {
    private final TestClock clock = new TestClock();
    private final Sent usual = new Sent();
    private final Sent slow = new Sent();
    private final SlowDeliveries deliveries = new SlowDeliveries(usual, slow, clock);
    private final TenantUid tenant = TestTenants.uid();
    private final SubscriptionUid one = TestSubscriptions.uid();
    private final SubscriptionUid other = TestSubscriptions.uid();

    /// Keeps what is sent, unless it is full.
    private static final class Sent implements MessageQueue {
        private final List<DeliveryMessage> messages = new ArrayList<>();
        private boolean isFull;
        private boolean isBroken;

        @Override
        public List<Integer> send(List<Message> sending) {
            if (isBroken) {
                throw new IllegalStateException("the queue is not there");
            }
            if (isFull) {
                return IntStream.range(0, sending.size()).boxed().toList();
            }
            sending.forEach(message -> messages.add(Envelopes.delivery(message.body())));
            return List.of();
        }
    }

    private DeliveryMessage message(String event, SubscriptionUid subscription) {
        return new DeliveryMessage(EventKey.of(tenant, "/shop", event), subscription, 1, 1);
    }

    /// An attempt for `subscription` that takes so long, by whose outcome the next one is sent.
    private void attempt(SubscriptionUid subscription, Duration took) {
        var message = message("attempted", subscription);
        var next = new DeliveryMessage(message.event(), subscription, 1, 2);
        var ledger = new DeliveryLedger() {
            @Override
            public Beginning begin(DeliveryMessage begun) {
                return new Beginning.Passed();
            }

            @Override
            public boolean finish(DeliveryMessage finished, Attempt attempt, Next what) {
                assertThat(deliveries.queue().send(List.of(DeliveryMessages.of(next, Duration.ofSeconds(5)))))
                        .isEmpty();
                return true;
            }

            @Override
            public boolean move(DeliveryMessage moved, Next what) {
                return false;
            }
        };
        var failed = new Outcome.Failed("status 503", Optional.empty());
        assertThat(deliveries
                        .watching(ledger)
                        .finish(
                                message,
                                new Attempt(1, 1, clock.instant(), took, failed, 503, new byte[0]),
                                new Next.End(DeliveryState.EXHAUSTED, "enough")))
                .isTrue();
    }

    private static List<Received> batch(DeliveryMessage... messages) {
        return IntStream.range(0, messages.length)
                .mapToObj(i -> new Received("id-" + i, Envelopes.write(messages[i]), null, 1))
                .toList();
    }

    @Test
    void whatFollowsASlowAttemptGoesToTheOtherQueue() {
        attempt(one, SlowDeliveries.SLOW);
        attempt(other, SlowDeliveries.SLOW.minusMillis(1));

        assertThat(slow.messages).extracting(DeliveryMessage::subscription).containsExactly(one);
        assertThat(usual.messages).extracting(DeliveryMessage::subscription).containsExactly(other);
    }

    @Test
    void whatComesForASlowSubscriptionIsMovedAndTheRestIsLeft() {
        attempt(one, SlowDeliveries.SLOW);
        slow.messages.clear();
        var batch = batch(message("1", one), message("2", other), message("3", one));

        assertThat(deliveries.move(batch)).containsExactly(batch.get(1));

        assertThat(slow.messages).containsExactly(message("1", one), message("3", one));
    }

    @Test
    void whatCannotBeMovedIsLeft() {
        attempt(one, SlowDeliveries.SLOW);
        slow.isFull = true;
        var batch = batch(message("1", one), message("2", other));

        assertThat(deliveries.move(batch)).containsExactlyInAnyOrderElementsOf(batch);
    }

    @Test
    void aFailureToMoveLeavesAll() {
        attempt(one, SlowDeliveries.SLOW);
        slow.isBroken = true;
        var batch = batch(message("1", one), message("2", other));

        assertThat(deliveries.move(batch)).isEqualTo(batch);
    }

    @Test
    void whatNobodyCanReadIsLeft() {
        attempt(one, SlowDeliveries.SLOW);
        var batch = List.of(new Received("nonsense", "{}", null, 1));

        assertThat(deliveries.move(batch)).isEqualTo(batch);
    }

    @Test
    void aQuickAttemptMakesASubscriptionOneOfTheOthersAgain() {
        attempt(one, SlowDeliveries.SLOW);
        attempt(one, Duration.ofMillis(100));
        var batch = batch(message("1", one));

        assertThat(deliveries.move(batch)).isEqualTo(batch);
        assertThat(usual.messages).hasSize(1);
    }

    @Test
    void afterAWhileItIsTriedAnew() {
        attempt(one, SlowDeliveries.SLOW);
        var batch = batch(message("1", one));

        clock.advance(SlowDeliveries.KNOWN.minusMillis(1));
        assertThat(deliveries.move(batch)).isEmpty();
        clock.advance(Duration.ofMillis(1));
        assertThat(deliveries.move(batch)).isEqualTo(batch);
    }

    @Test
    void whatAQueueDoesNotTakeIsSaidByItsPlace() {
        attempt(one, SlowDeliveries.SLOW);
        slow.isFull = true;

        assertThat(deliveries
                        .queue()
                        .send(List.of(
                                DeliveryMessages.of(message("1", other), Duration.ZERO),
                                DeliveryMessages.of(message("2", one), Duration.ZERO),
                                DeliveryMessages.of(message("3", other), Duration.ZERO))))
                .containsExactly(1);
    }

    @Test
    void noMoreAreKnownThanThereIsRoomFor() {
        attempt(one, SlowDeliveries.SLOW);
        for (int i = 0; i < SlowDeliveries.MAX_KNOWN; i++) {
            attempt(TestSubscriptions.uid(), SlowDeliveries.SLOW);
        }
        attempt(other, SlowDeliveries.SLOW);
        var batch = batch(message("1", one), message("2", other));

        assertThat(deliveries.move(batch)).containsExactly(batch.getFirst());
    }
}

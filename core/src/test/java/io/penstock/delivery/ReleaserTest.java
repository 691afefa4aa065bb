package io.penstock.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.ledger.InMemoryLedger;
import io.penstock.subscription.Status;
import io.penstock.subscription.SubscriptionUid;
import io.penstock.subscription.TestSubscriptions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ReleaserTest {
    private final DeliveryScene scene = new DeliveryScene();

    @Test
    void withoutUnfinishedDeliveriesThereIsNothingToDo() {
        assertThat(scene.look()).isZero();
    }

    @Test
    void whatIsParkedWhilePausedIsReleasedOnceResumed() {
        scene.administration.pause(scene.tenant, "orders");
        var first = park();
        var second = park();

        assertThat(scene.look()).isZero();
        assertThat(scene.ledger.sent()).isEmpty();

        scene.administration.resume(scene.tenant, "orders");
        assertThat(scene.look()).isEqualTo(2);
        assertThat(scene.ledger.sent()).containsExactly(first, second);
        assertThat(scene.look()).isZero();
    }

    @Test
    void whatIsParkedWhileDisabledIsReleasedOnceResumed() {
        disable();
        var message = park();

        assertThat(scene.look()).isZero();
        assertThat(scene.delivery(message).reason()).isEqualTo("disabled");

        scene.administration.resume(scene.tenant, "orders");
        assertThat(scene.look()).isEqualTo(1);
        assertThat(scene.ledger.sent()).containsExactly(message);
    }

    @Test
    void aResumptionReleasesWhateverItWasParkedFor() {
        scene.administration.pause(scene.tenant, "orders");
        park();
        scene.administration.resume(scene.tenant, "orders");
        disable();
        park();

        assertThat(scene.look()).isZero();
        scene.administration.resume(scene.tenant, "orders");
        assertThat(scene.look()).isEqualTo(2);
    }

    @Test
    void aPauseThatWasNeverSeenReleasesNothingTwice() {
        scene.administration.pause(scene.tenant, "orders");
        var message = park();
        scene.administration.resume(scene.tenant, "orders");
        scene.administration.pause(scene.tenant, "orders");
        scene.administration.resume(scene.tenant, "orders");

        assertThat(scene.look()).isEqualTo(1);
        assertThat(scene.ledger.sent()).containsExactly(message);
    }

    @Test
    void aFullBacklogIsReleasedAsFarAsThereIsRoom() {
        var small = new DeliveryScene(new InMemoryLedger.Backlog(1, 100));
        var first = small.accept();
        var second = acceptPastBacklog(small);
        var third = acceptPastBacklog(small);
        assertThat(small.delivery(second).reason()).isEqualTo("backlog");
        assertThat(small.look()).isZero();

        small.webhooks.answer(200).answer(200);
        small.deliverer.deliver(first);
        assertThat(small.look()).isEqualTo(1);
        assertThat(small.ledger.sent()).containsExactly(second);
        assertThat(small.look()).isZero();

        small.deliverer.deliver(second);
        assertThat(small.look()).isEqualTo(1);
        assertThat(small.ledger.sent()).containsExactly(third);
    }

    @Test
    void theDeliveriesOfADeletedSubscriptionAreCancelledParkedOrNot() {
        var waiting = scene.accept();
        scene.administration.pause(scene.tenant, "orders");
        var parked = park();
        scene.administration.delete(scene.present());

        assertThat(scene.look()).isEqualTo(2);
        for (var message : List.of(waiting, parked)) {
            assertThat(scene.delivery(message).state()).isEqualTo(DeliveryState.CANCELLED);
            assertThat(scene.delivery(message).reason()).isEqualTo("its subscription was deleted");
        }
        assertThat(scene.look()).isZero();
    }

    @Test
    void whatExpiresWhileItIsParkedExpires() {
        scene.administration.pause(scene.tenant, "orders");
        var message = park();

        scene.clock.advance(DeliveryScene.EXPIRY);
        assertThat(scene.look()).isZero();
        scene.clock.advance(Duration.ofMillis(1));
        assertThat(scene.look()).isEqualTo(1);

        assertThat(scene.delivery(message).state()).isEqualTo(DeliveryState.EXPIRED);
    }

    @Test
    void oneLookMovesABoundedNumber() {
        var active = scene.subscription;
        var deleted = TestSubscriptions.uid();
        var parking = new RecordedParking(List.of(
                new Parking.Unfinished(active, Set.of(ParkReason.PAUSED)),
                new Parking.Unfinished(deleted, Set.of(ParkReason.PAUSED))));

        var look = new Releaser(parking, scene.subscriptions, scene.clock).look(() -> true);

        var all = List.of(
                "release %s PAUSED 100".formatted(active),
                "cancel %s 100".formatted(deleted),
                "expire %s 100".formatted(scene.clock.instant()));
        assertThat(parking.calls)
                .isEqualTo(all.stream()
                        .flatMap(call -> Collections.nCopies(10, call).stream())
                        .toList());
        assertThat(look).isEqualTo(new Releaser.Look(3_000, List.of()));
    }

    @Test
    void aLookEndsWithThePageThatItsTimeEndsIn() {
        var parking =
                new RecordedParking(List.of(new Parking.Unfinished(scene.subscription, Set.of(ParkReason.PAUSED))));
        var left = new AtomicInteger(3);

        var look = new Releaser(parking, scene.subscriptions, scene.clock).look(() -> left.getAndDecrement() > 0);

        assertThat(parking.calls).hasSize(2).containsOnly("release %s PAUSED 100".formatted(scene.subscription));
        assertThat(look.moved()).isEqualTo(200);
    }

    @Test
    void whatALookFailsForKeepsNothingElse() {
        var failure = new IllegalStateException("cannot be read");
        var parking =
                new RecordedParking(List.of(
                        new Parking.Unfinished(TestSubscriptions.uid(), Set.of(ParkReason.PAUSED)),
                        new Parking.Unfinished(scene.subscription, Set.of(ParkReason.PAUSED)))) {
                    @Override
                    public int cancel(SubscriptionUid subscription, String reason, int limit) {
                        throw failure;
                    }

                    @Override
                    public int expire(Instant now, int limit) {
                        throw failure;
                    }
                };

        var look = new Releaser(parking, scene.subscriptions, scene.clock).look(() -> true);

        assertThat(look).isEqualTo(new Releaser.Look(1_000, List.of(failure, failure)));
    }

    @Test
    void nothingIsReleasedThatWaitsForNoChange() {
        var parking = new RecordedParking(List.of(new Parking.Unfinished(scene.subscription, Set.of())));

        var look = new Releaser(parking, scene.subscriptions, scene.clock).look(() -> true);

        assertThat(look).isEqualTo(new Releaser.Look(1_000, List.of()));
        assertThat(parking.calls).containsOnly("expire %s 100".formatted(scene.clock.instant()));
    }

    /// Always moves as many as it may.
    private static class RecordedParking implements Parking {
        private final List<Unfinished> unfinished;
        private final List<String> calls = new ArrayList<>();

        private RecordedParking(List<Unfinished> unfinished) {
            this.unfinished = unfinished;
        }

        @Override
        public List<Unfinished> look() {
            return unfinished;
        }

        @Override
        public int release(SubscriptionUid subscription, ParkReason reason, int limit) {
            calls.add("release %s %s %d".formatted(subscription, reason, limit));
            return limit;
        }

        @Override
        public int cancel(SubscriptionUid subscription, String reason, int limit) {
            calls.add("cancel %s %d".formatted(subscription, limit));
            return limit;
        }

        @Override
        public int expire(Instant now, int limit) {
            calls.add("expire %s %d".formatted(now, limit));
            return limit;
        }
    }

    private DeliveryMessage park() {
        var message = scene.accept();
        scene.deliverer.deliver(message);
        assertThat(scene.delivery(message).state()).isEqualTo(DeliveryState.PARKED);
        return message;
    }

    private void disable() {
        var present = scene.present();
        scene.subscriptions.put(
                present.with(Status.disabled("gone", scene.clock.instant()), scene.clock.instant()), present.version());
    }

    private static DeliveryMessage acceptPastBacklog(DeliveryScene scene) {
        var message = scene.acceptUnsent();
        assertThat(scene.ledger.sent()).isEmpty();
        return message;
    }
}

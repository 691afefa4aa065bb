package io.penstock.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.subscription.Destination;
import io.penstock.subscription.Status;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Deliveries whose subscription is paused, disabled, changed or gone.
class DelivererStatesTest {
    private final DeliveryScene scene = new DeliveryScene();
    private final ScriptedWebhooks webhooks = scene.webhooks;

    @Test
    void goneEndsTheDeliveryAndDisablesTheSubscription() {
        var message = scene.accept();
        webhooks.answer(410);

        scene.deliverer.deliver(message);

        var delivery = scene.delivery(message);
        assertThat(delivery.state()).isEqualTo(DeliveryState.REFUSED);
        assertThat(delivery.reason()).contains("410");
        assertThat(scene.present().status().state()).isEqualTo(Status.State.DISABLED);
        assertThat(scene.present().status().reason()).contains("410");
        scene.assertNothingIsSentFor(DeliveryScene.EXPIRY);
    }

    @Test
    void whatComesAfterGoneIsParkedUntilSomeoneResumes() {
        webhooks.answer(410).answer(200);
        scene.deliverer.deliver(scene.accept());

        var later = scene.accept();
        scene.deliverer.deliver(later);
        assertThat(scene.delivery(later).state()).isEqualTo(DeliveryState.PARKED);
        assertThat(scene.delivery(later).reason()).isEqualTo("disabled");
        assertThat(scene.look()).isZero();

        scene.administration.resume(scene.tenant, "orders");
        assertThat(scene.look()).isEqualTo(1);
        scene.deliverer.deliver(scene.sentAfter(Duration.ZERO));

        assertThat(scene.delivery(later).state()).isEqualTo(DeliveryState.DELIVERED);
        assertThat(webhooks.requests()).hasSize(2);
    }

    @Test
    void goneDoesNotDisableWhatWasMovedMeanwhile() {
        var elsewhere =
                new Destination.Webhook(URI.create("https://elsewhere.example/"), Map.of(), Destination.Mode.BINARY);
        webhooks.answer(410, () -> scene.replace(elsewhere, DeliveryScene.SCHEDULE));

        scene.deliverer.deliver(scene.accept());

        assertThat(scene.present().status().state()).isEqualTo(Status.State.ACTIVE);
    }

    @Test
    void aLateGoneDoesNotUndoAResumption() {
        webhooks.answer(410, () -> {
            scene.administration.pause(scene.tenant, "orders");
            scene.administration.resume(scene.tenant, "orders");
        });
        var message = scene.accept();

        scene.deliverer.deliver(message);

        assertThat(scene.delivery(message).state()).isEqualTo(DeliveryState.REFUSED);
        assertThat(scene.present().status().state()).isEqualTo(Status.State.ACTIVE);
    }

    @Test
    void whatIsPausedWhileItsReceiverAnswersGoneIsPaused() {
        webhooks.answer(410, () -> scene.administration.pause(scene.tenant, "orders"));

        scene.deliverer.deliver(scene.accept());

        assertThat(scene.present().status().state()).isEqualTo(Status.State.PAUSED);
    }

    @Test
    void whatIsDeletedWhileItsReceiverAnswersGoneIsNotBroughtBack() {
        webhooks.answer(410, () -> scene.administration.delete(scene.present()));

        scene.deliverer.deliver(scene.accept());

        assertThat(scene.subscriptions.find(scene.tenant, "orders")).isEmpty();
    }

    @Test
    void goneChangesNothingOfTheSubscriptionButItsStatus() {
        var before = scene.present();
        webhooks.answer(410);

        scene.deliverer.deliver(scene.accept());

        assertThat(scene.present())
                .usingRecursiveComparison()
                .ignoringFields("version", "status", "updatedAt")
                .isEqualTo(before);
    }

    @Test
    void whatIsPausedIsParkedAndUsesUpNoAttempt() {
        var message = scene.accept();
        webhooks.answer(500).answer(200);
        scene.deliverer.deliver(message);
        scene.administration.pause(scene.tenant, "orders");

        var second = scene.sentNotBefore(Duration.ofSeconds(10));
        assertThat(scene.deliverer.deliver(second)).isEqualTo(new Step(null, new Next.Park(ParkReason.PAUSED)));
        var parked = scene.delivery(message);
        assertThat(parked.state()).isEqualTo(DeliveryState.PARKED);
        assertThat(parked.reason()).isEqualTo("paused");
        assertThat(parked.next()).isEqualTo(2);
        scene.assertNothingIsSentFor(Duration.ofHours(1));

        scene.administration.resume(scene.tenant, "orders");
        scene.look();
        var released = scene.sentAfter(Duration.ZERO);
        assertThat(released).isEqualTo(second);
        scene.deliverer.deliver(released);

        assertThat(scene.delivery(message).state()).isEqualTo(DeliveryState.DELIVERED);
        assertThat(scene.delivery(message).attempts()).hasSize(2);
    }

    @Test
    void aMessageThatIsStillUnderWayDoesNotWakeWhatIsParked() {
        var message = scene.accept();
        scene.administration.pause(scene.tenant, "orders");
        scene.deliverer.deliver(message);
        scene.administration.resume(scene.tenant, "orders");

        assertThat(scene.deliverer.deliver(message)).isEqualTo(Step.NOTHING);
        assertThat(webhooks.requests()).isEmpty();
    }

    @Test
    void anAttemptThatIsUnderWayDuringAPauseIsFinished() {
        var message = scene.accept();
        webhooks.answer(200, () -> scene.administration.pause(scene.tenant, "orders"));

        scene.deliverer.deliver(message);

        assertThat(scene.delivery(message).state()).isEqualTo(DeliveryState.DELIVERED);
    }

    @Test
    void whatExpiresWhileItIsPausedExpires() {
        var message = scene.accept();
        scene.administration.pause(scene.tenant, "orders");
        scene.clock.advance(DeliveryScene.EXPIRY);

        scene.deliverer.deliver(message);

        assertThat(scene.delivery(message).state()).isEqualTo(DeliveryState.EXPIRED);
    }

    @Test
    void whatIsForADeletedSubscriptionIsCancelled() {
        var message = scene.accept();
        scene.administration.delete(scene.present());

        var step = scene.deliverer.deliver(message);

        assertThat(step)
                .isEqualTo(new Step(null, new Next.End(DeliveryState.CANCELLED, "its subscription was deleted")));
        assertThat(scene.delivery(message).state()).isEqualTo(DeliveryState.CANCELLED);
        assertThat(webhooks.requests()).isEmpty();
    }

    @Test
    void nothingForADeletedSubscriptionReachesOneThatTakesItsId() {
        var message = scene.accept();
        scene.administration.delete(scene.present());
        scene.administration.create(
                scene.tenant,
                "orders",
                DeliveryScene.spec(DeliveryScene.WEBHOOK, DeliveryScene.SCHEDULE),
                scene.secret);

        scene.deliverer.deliver(message);

        assertThat(scene.delivery(message).state()).isEqualTo(DeliveryState.CANCELLED);
        assertThat(webhooks.requests()).isEmpty();
    }

    @Test
    void anAttemptThatIsUnderWayDuringADeletionIsRecorded() {
        var message = scene.accept();
        webhooks.answer(500, () -> scene.administration.delete(scene.present()));

        scene.deliverer.deliver(message);
        assertThat(scene.delivery(message).attempts()).hasSize(1);

        scene.deliverer.deliver(scene.sentNotBefore(Duration.ofSeconds(10)));
        assertThat(scene.delivery(message).state()).isEqualTo(DeliveryState.CANCELLED);
        assertThat(webhooks.requests()).hasSize(1);
    }

    @Test
    void theNextAttemptGoesWhereTheSubscriptionGoesByThen() {
        var elsewhere =
                new Destination.Webhook(URI.create("https://elsewhere.example/"), Map.of(), Destination.Mode.BINARY);
        var message = scene.accept();
        webhooks.answer(500).answer(200);
        scene.deliverer.deliver(message);
        scene.replace(elsewhere, DeliveryScene.SCHEDULE);

        scene.deliverer.deliver(scene.sentNotBefore(Duration.ofSeconds(10)));

        assertThat(webhooks.requests())
                .extracting(Webhooks.Request::url)
                .containsExactly(DeliveryScene.WEBHOOK.url(), elsewhere.url());
    }
}

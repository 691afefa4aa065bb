package io.penstock.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/// Messages that come late, twice, too early, at once, or for nothing.
class DelivererMessagesTest {
    private static final Duration TEN_SECONDS = Duration.ofSeconds(10);

    private final DeliveryScene scene = new DeliveryScene();
    private final ScriptedWebhooks webhooks = scene.webhooks;

    @Test
    void aMessageThatComesAgainAfterASuccessDoesNothing() {
        var message = scene.accept();
        webhooks.answer(200);
        scene.deliverer.deliver(message);
        var before = scene.delivery(message);

        assertThat(scene.deliverer.deliver(message)).isEqualTo(Step.NOTHING);

        assertThat(scene.delivery(message)).isEqualTo(before);
        assertThat(webhooks.requests()).hasSize(1);
    }

    @Test
    void aMessageThatComesAgainAfterAFailureDoesNothing() {
        var message = scene.accept();
        webhooks.answer(500);
        scene.deliverer.deliver(message);

        scene.clock.advance(TEN_SECONDS);
        assertThat(scene.deliverer.deliver(message)).isEqualTo(Step.NOTHING);

        assertThat(webhooks.requests()).hasSize(1);
        assertThat(scene.ledger.sent()).containsExactly(next(message));
    }

    @Test
    void aMessageThatComesBeforeItsTimeDoesNothingAndComesAgain() {
        var message = scene.accept();
        webhooks.answer(500);
        scene.deliverer.deliver(message);

        assertThat(scene.deliverer.deliver(next(message))).isEqualTo(Step.NOTHING);

        assertThat(webhooks.requests()).hasSize(1);
        assertThat(scene.sentNotBefore(TEN_SECONDS)).isEqualTo(next(message));
    }

    @Test
    void aMessageAboutNothingDoesNothing() {
        var other = new DeliveryScene().accept();

        assertThat(scene.deliverer.deliver(other)).isEqualTo(Step.NOTHING);
        assertThat(webhooks.requests()).isEmpty();
    }

    @Test
    void aMessageOfAnEarlierRunDoesNothing() {
        var message = scene.accept();
        scene.ledger.replay(scene.tenant, message.delivery());

        assertThat(scene.deliverer.deliver(message)).isEqualTo(Step.NOTHING);
        assertThat(webhooks.requests()).isEmpty();
    }

    @Test
    void anotherRunBeginsAtTheFirstDelayAgain() {
        var message = scene.accept();
        webhooks.answer(410).answer(500).answer(200);
        scene.deliverer.deliver(message);
        scene.administration.resume(scene.tenant, "orders");
        scene.ledger.replay(scene.tenant, message.delivery());

        var again = scene.sentAfter(Duration.ZERO);
        assertThat(again).isEqualTo(new DeliveryMessage(message.event(), message.subscription(), 2, 1));
        scene.deliverer.deliver(again);
        scene.deliverer.deliver(scene.sentNotBefore(TEN_SECONDS));

        var delivery = scene.delivery(message);
        assertThat(delivery.state()).isEqualTo(DeliveryState.DELIVERED);
        assertThat(delivery.attempts()).extracting(Attempt::run).containsExactly(1, 2, 2);
        assertThat(delivery.attempts()).extracting(Attempt::n).containsExactly(1, 1, 2);
    }

    @Test
    void ofTwoAttemptsAtOnceTheSuccessCounts() {
        var message = scene.accept();
        webhooks.answer(500, () -> scene.deliverer.deliver(message)).answer(200);

        var later = scene.deliverer.deliver(message);

        assertThat(later.attempt()).isNotNull();
        var delivery = scene.delivery(message);
        assertThat(delivery.state()).isEqualTo(DeliveryState.DELIVERED);
        assertThat(delivery.attempts()).extracting(Attempt::status).containsExactlyInAnyOrder(200, 500);
        scene.assertNothingIsSentFor(DeliveryScene.EXPIRY);
    }

    @Test
    void ofTwoAttemptsAtOnceASuccessCountsEvenIfItComesLater() {
        var message = scene.accept();
        webhooks.answer(200, () -> scene.deliverer.deliver(message)).answer(500);

        scene.deliverer.deliver(message);

        assertThat(scene.delivery(message).state()).isEqualTo(DeliveryState.DELIVERED);
        scene.assertNothingIsSentFor(DeliveryScene.EXPIRY);
    }

    @Test
    void twoFailuresAtOnceAreTriedAgainOnce() {
        var message = scene.accept();
        webhooks.answer(500, () -> scene.deliverer.deliver(message)).answer(500);

        scene.deliverer.deliver(message);

        assertThat(scene.delivery(message).attempts()).hasSize(2);
        assertThat(scene.sentNotBefore(TEN_SECONDS)).isEqualTo(next(message));
    }

    @Test
    void anAttemptThatAReplayOvertakesLeavesTheNewRunAlone() {
        var message = scene.accept();
        webhooks.answer(200, () -> scene.ledger.replay(scene.tenant, message.delivery()));

        scene.deliverer.deliver(message);

        var delivery = scene.delivery(message);
        assertThat(delivery.state()).isEqualTo(DeliveryState.WAITING);
        assertThat(delivery.run()).isEqualTo(2);
        assertThat(delivery.attempts()).hasSize(1);
    }

    private static DeliveryMessage next(DeliveryMessage message) {
        return new DeliveryMessage(message.event(), message.subscription(), message.run(), message.n() + 1);
    }
}

package io.penstock.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.testing.TestClock;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Failures of our own: they are not the receiver's.
class DelivererOwnFailuresTest {
    private static final Duration HALF_A_MINUTE = Duration.ofSeconds(30);

    private final DeliveryScene scene = new DeliveryScene();
    private final ScriptedWebhooks webhooks = scene.webhooks;

    @Test
    void aFailureOfOurOwnUsesUpNoAttempt() {
        var message = scene.accept();
        webhooks.fail().answer(500).answer(200);

        var step = scene.deliverer.deliver(message);

        assertThat(step).isEqualTo(new Step(null, new Next.TryAt(1, TestClock.START.plus(HALF_A_MINUTE))));
        assertThat(scene.delivery(message).state()).isEqualTo(DeliveryState.WAITING);
        assertThat(scene.delivery(message).next()).isEqualTo(1);
        assertThat(scene.delivery(message).attempts()).isEmpty();

        scene.deliverer.deliver(scene.sentNotBefore(HALF_A_MINUTE));
        scene.deliverer.deliver(scene.sentNotBefore(Duration.ofSeconds(10)));
        assertThat(scene.delivery(message).state()).isEqualTo(DeliveryState.DELIVERED);
        assertThat(scene.delivery(message).attempts()).extracting(Attempt::n).containsExactly(1, 2);
    }

    @Test
    void whileSuchFailuresGoOnThePauseDoublesToAQuarterOfAnHour() {
        var message = scene.accept();
        IntStream.range(0, 8).forEach(_ -> webhooks.fail());

        scene.deliverer.deliver(message);
        for (int seconds : List.of(30, 60, 120, 240, 480, 900, 900)) {
            scene.deliverer.deliver(scene.sentNotBefore(Duration.ofSeconds(seconds)));
        }

        assertThat(scene.delivery(message).next()).isEqualTo(1);
        assertThat(scene.delivery(message).due())
                .isEqualTo(scene.clock.instant().plus(Duration.ofMinutes(15)));
    }

    @Test
    void thePauseBeginsAnewAfterARequestThatCouldBeMade() {
        var message = scene.accept();
        webhooks.fail().fail().answer(500).fail();

        scene.deliverer.deliver(message);
        scene.deliverer.deliver(scene.sentNotBefore(HALF_A_MINUTE));
        scene.deliverer.deliver(scene.sentNotBefore(Duration.ofMinutes(1)));
        scene.deliverer.deliver(scene.sentNotBefore(Duration.ofSeconds(10)));

        assertThat(scene.delivery(message).due())
                .isEqualTo(scene.clock.instant().plus(HALF_A_MINUTE));
    }

    @Test
    void manyFailuresOfTheSameMomentAreOneFailure() {
        var messages = IntStream.range(0, 20).mapToObj(_ -> scene.accept()).toList();
        messages.forEach(_ -> webhooks.fail());

        messages.forEach(scene.deliverer::deliver);

        assertThat(messages)
                .extracting(message -> scene.delivery(message).due())
                .containsOnly(TestClock.START.plus(HALF_A_MINUTE));
    }

    @Test
    void aClockThatIsSetBackDoesNotShortenThePause() {
        webhooks.fail().fail();
        scene.deliverer.deliver(scene.accept());
        scene.clock.set(TestClock.START.minus(Duration.ofHours(1)));

        var message = scene.accept();
        scene.deliverer.deliver(message);

        assertThat(scene.delivery(message).due())
                .isEqualTo(scene.clock.instant().plus(HALF_A_MINUTE));
    }

    @Test
    void whatWouldExpireDuringSuchAPauseExpiresAtOnceAndSaysWhy() {
        var message = scene.accept();
        scene.clock.advance(DeliveryScene.EXPIRY.minus(HALF_A_MINUTE));
        webhooks.fail();

        scene.deliverer.deliver(message);

        assertThat(scene.delivery(message).state()).isEqualTo(DeliveryState.EXPIRED);
        assertThat(scene.delivery(message).reason()).contains("could not make the request");
    }

    @Test
    void whatExpiresRightAfterSuchAPauseIsTriedAgain() {
        var message = scene.accept();
        scene.clock.advance(DeliveryScene.EXPIRY.minus(HALF_A_MINUTE).minusMillis(1));
        webhooks.fail().answer(200);

        scene.deliverer.deliver(message);
        scene.deliverer.deliver(scene.sentNotBefore(HALF_A_MINUTE));

        assertThat(scene.delivery(message).state()).isEqualTo(DeliveryState.DELIVERED);
    }

    @Test
    void whatGoesWellForOneSubscriptionDoesNotShortenThePauseOfAnother() {
        var failing = scene.accept();
        webhooks.fail().answer(200).fail();
        scene.deliverer.deliver(failing);
        scene.deliverer.deliver(scene.acceptForAnother());

        scene.deliverer.deliver(scene.sentNotBefore(HALF_A_MINUTE));

        assertThat(scene.delivery(failing).due())
                .isEqualTo(scene.clock.instant().plus(Duration.ofMinutes(1)));
    }

    @Test
    void whatWasDecidedMeanwhileStands() {
        var message = scene.accept();
        webhooks.answer(200, () -> {
            scene.ledger.cancel(scene.subscription, "cancelled by hand", 10);
            throw new IllegalStateException("no port is free");
        });

        scene.deliverer.deliver(message);

        assertThat(scene.delivery(message).state()).isEqualTo(DeliveryState.CANCELLED);
    }
}

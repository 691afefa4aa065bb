package io.penstock.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.subscription.DailyWindow;
import io.penstock.subscription.Policy;
import io.penstock.subscription.Responses;
import io.penstock.subscription.Status;
import io.penstock.subscription.StatusSet;
import io.penstock.subscription.Timing;
import io.penstock.testing.TestClock;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What a policy says beside its schedule: when attempts may be made, and what answers mean.
class DelivererPolicyTest {
    private static final Duration TEN_SECONDS = Duration.ofSeconds(10);
    private static final Duration HOUR = Duration.ofHours(1);

    private final DeliveryScene scene = new DeliveryScene();
    private final ScriptedWebhooks webhooks = scene.webhooks;

    @Test
    void whatIsDelayedIsAttemptedThenAndNotBefore() {
        scene.replace(policy(null, HOUR, null));
        var message = scene.accept();
        webhooks.answer(200);

        var step = scene.deliverer.deliver(message);

        assertThat(step).isEqualTo(new Step(null, new Next.TryAt(1, TestClock.START.plus(HOUR))));
        assertThat(webhooks.requests()).isEmpty();
        var again = scene.sentNotBefore(HOUR);
        assertThat(again).isEqualTo(message);
        scene.deliverer.deliver(again);
        assertThat(scene.delivery(message).state()).isEqualTo(DeliveryState.DELIVERED);
    }

    @Test
    void whatOutlivesItsTimeToLiveIsNotAttempted() {
        scene.replace(policy(HOUR, null, null));
        var message = scene.accept();
        scene.clock.advance(HOUR);

        scene.deliverer.deliver(message);

        assertThat(scene.delivery(message).state()).isEqualTo(DeliveryState.EXPIRED);
        assertThat(scene.delivery(message).reason()).isEqualTo("its time ran out");
        assertThat(webhooks.requests()).isEmpty();
    }

    @Test
    void aRetryPastTheTimeToLiveIsNotWaitedFor() {
        scene.replace(policy(TEN_SECONDS, null, null));
        var message = scene.accept();
        webhooks.answer(500);

        scene.deliverer.deliver(message);

        assertThat(scene.delivery(message).state()).isEqualTo(DeliveryState.EXPIRED);
        assertThat(scene.delivery(message).reason())
                .isEqualTo("its time would run out before the next attempt: status 500");
    }

    @Test
    void whatIsReplayedHasNoTimeToLiveOfItsOwn() {
        scene.replace(policy(HOUR, null, null));
        var message = scene.accept();
        scene.clock.advance(HOUR);
        scene.deliverer.deliver(message);
        webhooks.answer(200);

        assertThat(scene.ledger.replay(scene.tenant, message.delivery())).isTrue();
        var replayed = scene.ledger.sent();
        assertThat(replayed).containsExactly(new DeliveryMessage(message.event(), scene.subscription, 2, 1));
        scene.deliverer.deliver(replayed.getFirst());

        assertThat(scene.delivery(message).state()).isEqualTo(DeliveryState.DELIVERED);
    }

    @Test
    void outsideOfItsWindowASubscriptionIsLeftAlone() {
        // The clock starts at midnight.
        scene.replace(policy(null, null, new DailyWindow(LocalTime.of(8, 0), LocalTime.of(18, 0), ZoneOffset.UTC)));
        var message = scene.accept();
        webhooks.answer(200);

        scene.deliverer.deliver(message);

        assertThat(webhooks.requests()).isEmpty();
        scene.deliverer.deliver(scene.sentNotBefore(Duration.ofHours(8)));
        assertThat(scene.delivery(message).state()).isEqualTo(DeliveryState.DELIVERED);
    }

    @Test
    void aRetryIsPutIntoTheWindow() {
        scene.replace(policy(null, null, new DailyWindow(LocalTime.of(0, 0), LocalTime.of(0, 1), ZoneOffset.UTC)));
        scene.clock.advance(Duration.ofSeconds(55));
        var message = scene.accept();
        webhooks.answer(500);

        var step = scene.deliverer.deliver(message);

        assertThat(step.next()).isEqualTo(new Next.TryAt(2, TestClock.START.plus(Duration.ofDays(1))));
    }

    @Test
    void whatIsFinalIsRefusedAndLeavesTheSubscriptionAsItIs() {
        scene.replace(policy(List.of("2xx"), List.of("400", "410")));
        var message = scene.accept();
        webhooks.answer(400);

        scene.deliverer.deliver(message);

        assertThat(scene.delivery(message).state()).isEqualTo(DeliveryState.REFUSED);
        assertThat(scene.delivery(message).reason()).isEqualTo("status 400");
        assertThat(scene.present().status().state()).isEqualTo(Status.State.ACTIVE);
    }

    @Test
    void aPolicyMayTryAgainAfter410() {
        scene.replace(policy(List.of("2xx"), List.of()));
        var message = scene.accept();
        webhooks.answer(410).answer(200);

        scene.deliverer.deliver(message);
        scene.deliverer.deliver(scene.sentNotBefore(TEN_SECONDS));

        assertThat(scene.delivery(message).state()).isEqualTo(DeliveryState.DELIVERED);
        assertThat(scene.present().status().state()).isEqualTo(Status.State.ACTIVE);
    }

    private static Policy policy(
            @Nullable Duration timeToLive, @Nullable Duration delay, @Nullable DailyWindow window) {
        return new Policy(
                DeliveryScene.SCHEDULE,
                Duration.ofSeconds(7),
                Responses.STANDARD,
                new Timing(timeToLive, delay, window));
    }

    private static Policy policy(List<String> success, List<String> refused) {
        return new Policy(
                DeliveryScene.SCHEDULE,
                Duration.ofSeconds(7),
                new Responses(new StatusSet(success), new StatusSet(refused)),
                Timing.STANDARD);
    }
}

package io.penstock.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.retry.RetrySchedule;
import io.penstock.testing.TestClock;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Attempts, how they end, and when the next one is made.
class DelivererTest {
    private static final Duration TEN_SECONDS = Duration.ofSeconds(10);
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration TEN_MINUTES = Duration.ofMinutes(10);

    private final DeliveryScene scene = new DeliveryScene();
    private final ScriptedWebhooks webhooks = scene.webhooks;

    @Test
    void whatTheReceiverTakesIsDelivered() {
        var message = scene.accept();
        webhooks.answer(204);

        var step = scene.deliverer.deliver(message);

        var attempt = new Attempt(
                1,
                1,
                TestClock.START,
                ScriptedWebhooks.TOOK,
                new Outcome.Delivered(),
                204,
                ScriptedWebhooks.BODY.getBytes(StandardCharsets.UTF_8));
        assertThat(step).isEqualTo(new Step(attempt, new Next.End(DeliveryState.DELIVERED, "")));
        var delivery = scene.delivery(message);
        assertThat(delivery.state()).isEqualTo(DeliveryState.DELIVERED);
        assertThat(delivery.reason()).isNull();
        assertThat(delivery.attempts()).containsExactly(attempt);
        scene.assertNothingIsSentFor(DeliveryScene.EXPIRY);
    }

    @Test
    void whatFailsIsTriedAgainByTheScheduleUntilItIsExhausted() {
        var message = scene.accept();
        webhooks.answer(500).answer(502).answer(404).answer(503);

        scene.deliverer.deliver(message);
        assertThat(scene.delivery(message).state()).isEqualTo(DeliveryState.WAITING);
        var second = scene.sentNotBefore(TEN_SECONDS);
        scene.deliverer.deliver(second);
        var third = scene.sentNotBefore(MINUTE);
        scene.deliverer.deliver(third);
        var fourth = scene.sentNotBefore(TEN_MINUTES);
        scene.deliverer.deliver(fourth);

        assertThat(List.of(second.n(), third.n(), fourth.n())).containsExactly(2, 3, 4);
        var delivery = scene.delivery(message);
        assertThat(delivery.state()).isEqualTo(DeliveryState.EXHAUSTED);
        assertThat(delivery.reason()).isEqualTo("attempt 4 was the last one: status 503");
        assertThat(delivery.attempts()).extracting(Attempt::n).containsExactly(1, 2, 3, 4);
        assertThat(delivery.attempts()).extracting(Attempt::status).containsExactly(500, 502, 404, 503);
        scene.assertNothingIsSentFor(DeliveryScene.EXPIRY);
    }

    @Test
    void whatSucceedsAtLastIsDelivered() {
        var message = scene.accept();
        webhooks.answer(500).answer(200);

        scene.deliverer.deliver(message);
        scene.deliverer.deliver(scene.sentNotBefore(TEN_SECONDS));

        assertThat(scene.delivery(message).state()).isEqualTo(DeliveryState.DELIVERED);
        assertThat(scene.delivery(message).attempts()).hasSize(2);
    }

    @Test
    void theDelayBeginsWhenTheAttemptEnds() {
        var message = scene.accept();
        webhooks.answer(500, () -> scene.clock.advance(Duration.ofSeconds(7)));

        var step = scene.deliverer.deliver(message);

        assertThat(step.next()).isEqualTo(new Next.TryAt(2, TestClock.START.plusSeconds(17)));
        assertThat(scene.delivery(message).attempts())
                .extracting(Attempt::startedAt)
                .containsExactly(TestClock.START);
    }

    @Test
    void theDelayIsMovedByChance() {
        var message = scene.accept();
        scene.replace(DeliveryScene.WEBHOOK, new RetrySchedule(List.of(TEN_SECONDS), 0.2));
        webhooks.answer(500);

        new Deliverer(
                        scene.ledger,
                        scene.subscriptions,
                        webhooks,
                        scene.permitted(),
                        new InMemoryAttemptCounts(),
                        scene.clock,
                        new Random(7))
                .deliver(message);

        var due = scene.delivery(message).due();
        assertThat(due)
                .isBetween(TestClock.START.plusSeconds(8), TestClock.START.plusSeconds(12))
                .isNotEqualTo(TestClock.START.plusSeconds(10));
    }

    @Test
    void whoeverDoesNotAnswerIsTriedAgain() {
        var message = scene.accept();
        webhooks.answerNothing("nobody listens");

        scene.deliverer.deliver(message);

        var attempt = scene.delivery(message).attempts().getFirst();
        assertThat(attempt.reason()).contains("nobody listens");
        assertThat(attempt.status()).isNull();
        assertThat(attempt.response()).isEmpty();
        assertThat(attempt.took()).isEqualTo(ScriptedWebhooks.TOOK);
        assertThat(scene.sentNotBefore(TEN_SECONDS).n()).isEqualTo(2);
    }

    @Test
    void aRedirectIsNotFollowed() {
        var message = scene.accept();
        webhooks.answer(302);

        scene.deliverer.deliver(message);

        assertThat(webhooks.requests()).hasSize(1);
        assertThat(scene.delivery(message).attempts().getFirst().reason())
                .contains("status 302: redirects are not followed");
        assertThat(scene.sentNotBefore(TEN_SECONDS).n()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "429 | 90",
                "503 | 90",
                "429 | Thu, 01 Jan 2026 00:01:30 GMT",
                "503 | Thursday, 01-Jan-26 00:01:30 GMT",
                "503 | Thu Jan  1 00:01:30 2026"
            })
    void whoeverIsBusyIsTriedAgainWhenHeAsksForIt(int status, String retryAfter) {
        var message = scene.accept();
        webhooks.answer(status, retryAfter);

        scene.deliverer.deliver(message);

        assertThat(scene.sentNotBefore(Duration.ofSeconds(90)).n()).isEqualTo(2);
        assertThat(scene.delivery(message).attempts().getFirst().outcome())
                .isEqualTo(new Outcome.Failed("status " + status, Optional.of(Duration.ofSeconds(90))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"601", "86400", "99999999999999999999", "Fri, 31 Dec 9999 23:59:59 GMT"})
    void nobodyIsWaitedForLongerThanTheLongestDelay(String retryAfter) {
        var message = scene.accept();
        webhooks.answer(503, retryAfter);

        scene.deliverer.deliver(message);

        assertThat(scene.sentNotBefore(TEN_MINUTES).n()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({"500, 90", "502, 90", "404, 90", "429, soon", "503, -5"})
    void whatNobodyMayAskForIsIgnored(int status, String retryAfter) {
        scene.deliverer.deliver(acceptAndAnswer(status, retryAfter));

        assertThat(scene.sentNotBefore(TEN_SECONDS).n()).isEqualTo(2);
    }

    @Test
    void whoeverAlwaysAsksForASecondUsesUpItsAttemptsNoSoonerThanByTheSchedule() {
        var message = acceptAndAnswer(503, "1");
        webhooks.answer(429, "1").answer(503, "0");

        scene.deliverer.deliver(message);
        scene.deliverer.deliver(scene.sentNotBefore(TEN_SECONDS));
        scene.deliverer.deliver(scene.sentNotBefore(MINUTE));

        assertThat(scene.sentNotBefore(TEN_MINUTES).n()).isEqualTo(4);
    }

    @Test
    void nobodyCanAskForAnAttemptAfterTheLast() {
        var message = acceptAndAnswer(503, "90");
        scene.replace(DeliveryScene.WEBHOOK, new RetrySchedule(List.of(), 0));

        scene.deliverer.deliver(message);

        assertThat(scene.delivery(message).state()).isEqualTo(DeliveryState.EXHAUSTED);
    }

    @Test
    void whatHasExpiredIsNotAttempted() {
        var message = scene.accept();
        scene.clock.advance(DeliveryScene.EXPIRY);

        var step = scene.deliverer.deliver(message);

        assertThat(step).isEqualTo(new Step(null, new Next.End(DeliveryState.EXPIRED, "its time ran out")));
        assertThat(scene.delivery(message).state()).isEqualTo(DeliveryState.EXPIRED);
        assertThat(webhooks.requests()).isEmpty();
    }

    @Test
    void whatExpiresSoonIsStillAttempted() {
        var message = acceptAndAnswer(200);
        scene.clock.advance(DeliveryScene.EXPIRY.minusMillis(1));

        scene.deliverer.deliver(message);

        assertThat(scene.delivery(message).state()).isEqualTo(DeliveryState.DELIVERED);
    }

    @Test
    void whatWouldExpireBeforeItsNextAttemptExpiresAtOnce() {
        var message = acceptAndAnswer(500);
        scene.clock.advance(DeliveryScene.EXPIRY.minus(TEN_SECONDS));

        scene.deliverer.deliver(message);

        var delivery = scene.delivery(message);
        assertThat(delivery.state()).isEqualTo(DeliveryState.EXPIRED);
        assertThat(delivery.reason()).isEqualTo("its time would run out before the next attempt: status 500");
        assertThat(delivery.attempts()).hasSize(1);
    }

    @Test
    void whatExpiresRightAfterItsNextAttemptIsTriedAgain() {
        var message = acceptAndAnswer(500);
        scene.clock.advance(DeliveryScene.EXPIRY.minus(TEN_SECONDS).minusMillis(1));

        scene.deliverer.deliver(message);

        assertThat(scene.sentNotBefore(TEN_SECONDS).n()).isEqualTo(2);
    }

    @Test
    void theScheduleOfNowHoldsForWhatIsUnderWay() {
        var message = scene.accept();
        webhooks.answer(500).answer(500);
        scene.deliverer.deliver(message);
        scene.replace(DeliveryScene.WEBHOOK, new RetrySchedule(List.of(Duration.ofHours(1)), 0));

        scene.deliverer.deliver(scene.sentNotBefore(TEN_SECONDS));

        assertThat(scene.delivery(message).state()).isEqualTo(DeliveryState.EXHAUSTED);
    }

    @Test
    void timesAreRecordedToTheMillisecond() {
        scene.clock.set(Instant.parse("2026-03-01T10:00:00.123456789Z"));
        var message = acceptAndAnswer(500);

        var step = scene.deliverer.deliver(message);

        var attempt = scene.delivery(message).attempts().getFirst();
        assertThat(attempt.startedAt()).isEqualTo(Instant.parse("2026-03-01T10:00:00.123Z"));
        assertThat(step.next()).isEqualTo(new Next.TryAt(2, Instant.parse("2026-03-01T10:00:10.123Z")));
    }

    private DeliveryMessage acceptAndAnswer(int status) {
        webhooks.answer(status);
        return scene.accept();
    }

    private DeliveryMessage acceptAndAnswer(int status, String retryAfter) {
        webhooks.answer(status, retryAfter);
        return scene.accept();
    }
}

package io.penstock.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.retry.RetrySchedule;
import io.penstock.subscription.Policy;
import io.penstock.subscription.Responses;
import io.penstock.subscription.StatusSet;
import io.penstock.subscription.Timing;
import io.penstock.testing.TestClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutcomeRulesTest {
    private static final Instant NOW = TestClock.START;
    private static final String IN_A_MINUTE = "Thu, 01 Jan 2026 00:01:00 GMT";

    @ParameterizedTest
    @ValueSource(ints = {200, 201, 202, 204, 299})
    void any2xxIsDelivered(int status) {
        assertThat(outcome(status, null)).isEqualTo(new Outcome.Delivered());
    }

    @ParameterizedTest
    @ValueSource(ints = {300, 301, 302, 303, 304, 307, 308, 399})
    void aRedirectFailsAndSaysSo(int status) {
        assertThat(outcome(status, null))
                .isEqualTo(new Outcome.Failed(
                        "status %d: redirects are not followed".formatted(status), Optional.empty()));
    }

    @Test
    void goneIsRefused() {
        assertThat(outcome(410, null)).isInstanceOf(Outcome.Refused.class);
        assertThat(outcome(410, "60")).isInstanceOf(Outcome.Refused.class);
    }

    @ParameterizedTest
    @ValueSource(
            ints = {100, 199, 400, 401, 403, 404, 409, 411, 413, 418, 422, 429, 499, 500, 501, 502, 503, 504, 599, 999})
    void anythingElseMayDoBetterLater(int status) {
        assertThat(outcome(status, null)).isEqualTo(new Outcome.Failed("status " + status, Optional.empty()));
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 503})
    void whoeverIsBusyMaySayUntilWhen(int status) {
        assertThat(asked(outcome(status, "60"))).contains(Duration.ofMinutes(1));
        assertThat(asked(outcome(status, IN_A_MINUTE))).contains(Duration.ofMinutes(1));
        assertThat(asked(outcome(status, "soon"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 400, 404, 408, 500, 502, 504})
    void nobodyElseMay(int status) {
        assertThat(asked(outcome(status, "60"))).isEmpty();
    }

    @Test
    void thePolicySaysWhatIsASuccessAndWhatIsFinal() {
        var policy = policy(List.of("200", "409", "3xx"), List.of("400", "5xx"));

        assertThat(List.of(200, 409, 302))
                .allMatch(status -> outcome(status, null, policy).equals(new Outcome.Delivered()));
        assertThat(outcome(400, null, policy)).isEqualTo(new Outcome.Refused("status 400"));
        assertThat(outcome(503, "60", policy)).isEqualTo(new Outcome.Refused("status 503"));
        assertThat(List.of(201, 204, 410, 404))
                .allMatch(status ->
                        outcome(status, null, policy).equals(new Outcome.Failed("status " + status, Optional.empty())));
    }

    private static Policy policy(List<String> success, List<String> refused) {
        return new Policy(
                RetrySchedule.STANDARD,
                Duration.ofSeconds(15),
                new Responses(new StatusSet(success), new StatusSet(refused)),
                Timing.STANDARD);
    }

    @Test
    void noAnswerFailsForItsReason() {
        assertThat(OutcomeRules.outcome(
                        new Webhooks.Unanswered("nobody listens", Duration.ofMillis(3)), Policy.STANDARD, NOW))
                .isEqualTo(new Outcome.Failed("nobody listens", Optional.empty()));
    }

    private static Optional<Duration> asked(Outcome outcome) {
        return ((Outcome.Failed) outcome).retryAfter();
    }

    private static Outcome outcome(int status, @Nullable String retryAfter) {
        return outcome(status, retryAfter, Policy.STANDARD);
    }

    private static Outcome outcome(int status, @Nullable String retryAfter, Policy policy) {
        var answered =
                new Webhooks.Answered(status, new byte[0], Optional.ofNullable(retryAfter), Duration.ofMillis(3));
        return OutcomeRules.outcome(answered, policy, NOW);
    }
}

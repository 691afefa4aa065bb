package io.penstock.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.delivery.Attempt;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ShownResponsesTest {
    private static final int ATTEMPTS_PER_MIB = 256;

    private final ShownResponses responses = new ShownResponses();

    @Test
    void allAreShownUpToTheLimit() {
        for (int mib = 0; mib < 4; mib++) {
            assertThat(responses.bounded(attempts(ATTEMPTS_PER_MIB))).isEqualTo(attempts(ATTEMPTS_PER_MIB));
        }

        assertThat(shownBytes(1)).isZero();
    }

    @Test
    void noneIsShownPastTheLimitHoweverManyThereAre() {
        for (int delivery = 0; delivery < 4; delivery++) {
            responses.bounded(attempts(1_000));
        }

        // Past what an int can count: 525 deliveries with a thousand attempts each.
        for (int delivery = 0; delivery < 1_100; delivery++) {
            assertThat(shownBytes(1_000)).isZero();
        }
    }

    private long shownBytes(int attempts) {
        return responses.bounded(attempts(attempts)).stream()
                .mapToLong(attempt -> attempt.response().length)
                .sum();
    }

    private static List<Attempt> attempts(int count) {
        var response = new byte[Attempt.MAX_RESPONSE_BYTES];
        return Collections.nCopies(
                count, new Attempt(1, 1, Samples.START, Duration.ofMillis(3), Samples.failed(), 500, response));
    }
}

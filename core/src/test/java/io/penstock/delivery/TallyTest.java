package io.penstock.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class TallyTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    /// A window begins here.
    private static final Instant START = Instant.parse("2026-01-01T00:10:00Z");

    private static Tally at(long seconds, int attempts, int failures) {
        return Tally.of(MINUTE, START.plusSeconds(seconds), attempts, failures);
    }

    @Test
    void whatFollowsInTheSameWindowAddsUp() {
        var tally = at(1, 4, 1).plus(at(59, 6, 2));

        assertThat(tally).isEqualTo(new Tally(MINUTE, START, 10, 3, 0, 0));
        assertThat(tally.attempts(START.plusSeconds(59))).isEqualTo(10);
        assertThat(tally.failures(START.plusSeconds(59))).isEqualTo(3);
    }

    @Test
    void theWindowBeforeCountsAsFarAsTheLatestReachesIntoIt() {
        var tally = at(0, 20, 10).plus(at(75, 1, 1));

        assertThat(tally).isEqualTo(new Tally(MINUTE, START.plus(MINUTE), 1, 1, 20, 10));
        assertThat(tally.attempts(START.plusSeconds(75))).isEqualTo(1 + 20 * 0.75, within(1e-9));
        assertThat(tally.failures(START.plusSeconds(75))).isEqualTo(1 + 10 * 0.75, within(1e-9));
        assertThat(tally.attempts(START.plusSeconds(500))).isEqualTo(1);
    }

    @Test
    void whatIsOlderIsForgotten() {
        assertThat(at(0, 20, 10).plus(at(120, 1, 0))).isEqualTo(at(120, 1, 0));
    }

    @Test
    void whatComesLateCountsInItsOwnWindowOrIsForgotten() {
        var latest = at(60, 1, 0);

        assertThat(latest.plus(at(59, 20, 10))).isEqualTo(new Tally(MINUTE, START.plus(MINUTE), 1, 0, 20, 10));
        assertThat(latest.plus(at(-1, 20, 10))).isEqualTo(latest);
    }

    @Test
    void windowsOfAnotherLengthBeginAnew() {
        var other = Tally.of(Duration.ofSeconds(10), START, 1, 0);

        assertThat(at(0, 20, 10).plus(other)).isEqualTo(other);
    }

    @Test
    void aSuccessIsSeenInEitherWindow() {
        assertThat(at(0, 3, 3).hasSuccess()).isFalse();
        assertThat(at(0, 3, 2).plus(at(60, 1, 1)).hasSuccess()).isTrue();
    }
}

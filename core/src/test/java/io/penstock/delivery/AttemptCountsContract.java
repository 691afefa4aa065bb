package io.penstock.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.subscription.SubscriptionUid;
import io.penstock.subscription.TestSubscriptions;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/// What every adapter of [AttemptCounts] does.
public abstract class AttemptCountsContract {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Instant NOW = Instant.parse("2026-01-01T00:10:20Z");

    private final SubscriptionUid subscription = TestSubscriptions.uid();

    /// One that has counted nothing yet.
    protected abstract AttemptCounts counts();

    @Test
    void whatIsKnownIsAllThatWasCounted() {
        var counts = counts();

        counts.count(subscription, MINUTE, NOW, 5, 0);
        counts.count(subscription, MINUTE, NOW.plusSeconds(1), 3, 2);
        counts.count(TestSubscriptions.uid(), MINUTE, NOW.plusSeconds(1), 100, 100);
        var known = counts.count(subscription, MINUTE, NOW.plusSeconds(2), 2, 1);

        assertThat(known).isEqualTo(Tally.of(MINUTE, NOW, 10, 3));
    }

    @Test
    void whatIsForgottenBeginsAnew() {
        var counts = counts();
        counts.count(subscription, MINUTE, NOW, 5, 5);

        counts.forget(subscription);

        assertThat(counts.count(subscription, MINUTE, NOW, 1, 1)).isEqualTo(Tally.of(MINUTE, NOW, 1, 1));
    }

    @Test
    void whatIsOlderThanTwoWindowsIsForgotten() {
        var counts = counts();
        counts.count(subscription, MINUTE, NOW, 5, 5);
        var later = NOW.plus(MINUTE.multipliedBy(2));

        assertThat(counts.count(subscription, MINUTE, later, 1, 1)).isEqualTo(Tally.of(MINUTE, later, 1, 1));
    }

    @Test
    void anotherWindowBeginsAnew() {
        var counts = counts();
        counts.count(subscription, MINUTE, NOW, 5, 5);
        var hour = Duration.ofHours(1);

        assertThat(counts.count(subscription, hour, NOW, 1, 1)).isEqualTo(Tally.of(hour, NOW, 1, 1));
    }
}

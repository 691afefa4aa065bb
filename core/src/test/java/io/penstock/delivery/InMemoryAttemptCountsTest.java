package io.penstock.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.subscription.TestSubscriptions;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class InMemoryAttemptCountsTest extends AttemptCountsContract {
    @Override
    protected AttemptCounts counts() {
        return new InMemoryAttemptCounts();
    }

    @Test
    void itsMemoryIsBounded() {
        var counts = new InMemoryAttemptCounts();
        var now = Instant.parse("2026-01-01T00:00:00Z");
        var first = TestSubscriptions.uid();
        counts.count(first, Duration.ofMinutes(1), now, 1, 1);

        for (int i = 0; i < InMemoryAttemptCounts.MAX_SUBSCRIPTIONS; i++) {
            counts.count(TestSubscriptions.uid(), Duration.ofMinutes(1), now, 1, 1);
        }

        assertThat(counts.count(first, Duration.ofMinutes(1), now, 1, 1).attempts())
                .isEqualTo(1);
    }
}

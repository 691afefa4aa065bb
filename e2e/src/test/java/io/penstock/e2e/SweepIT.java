package io.penstock.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/// What the sweep of a minute sends: what comes due so late that no queue can hold it back, and what was parked and may go.
@Isolated("it comes after the others: what it looks at began with them")
@Order(Integer.MAX_VALUE - 1)
class SweepIT {
    /// An entry is never in a minute that begins less than two from now; then there is the rule's minute, and polls.
    private static final Duration PATIENCE = Duration.ofMinutes(6);

    @Test
    void whatIsDueLaterThanAQueueCanHoldItBackComesByTheSweep() throws Exception {
        var later = Later.begun();

        var record = later.customer().awaitState(later.farAhead(), "delivered", PATIENCE);

        var attempts = later.customer().delivery(record).get("attempts");
        assertThat(attempts).hasSize(2);
        var pause = Duration.between(
                Instant.parse(attempts.get(0).get("startedAt").asText()),
                Instant.parse(attempts.get(1).get("startedAt").asText()));
        assertThat(pause).isGreaterThanOrEqualTo(Duration.parse(Later.PAUSE));
        assertThat(Logs.of(Stack.shared(), "Sweep")).anyMatch(line -> line.contains(" wake-ups sent"));
    }

    @Test
    void whatWasParkedIsSentOnceItsSubscriptionIsResumed() throws Exception {
        var later = Later.begun();

        later.customer().awaitState(later.parked(), "delivered", PATIENCE);

        assertThat(later.customer().receiver().at("/parked")).hasSize(1);
    }
}

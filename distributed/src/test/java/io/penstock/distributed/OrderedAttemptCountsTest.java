package io.penstock.distributed;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.delivery.AttemptCounts;
import io.penstock.delivery.AttemptCountsContract;
import io.penstock.delivery.Tally;
import io.penstock.distributed.memory.InMemoryTable;
import io.penstock.subscription.TestSubscriptions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class OrderedAttemptCountsTest extends AttemptCountsContract {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Instant NOW = Instant.parse("2026-01-01T00:10:20Z");

    private final InMemoryTable table = new InMemoryTable();

    @Override
    protected AttemptCounts counts() {
        return new OrderedAttemptCounts(table);
    }

    @Test
    void processesKnowOfEachOthersFailuresAndOfWhatSucceededBeforeThem() {
        var subscription = TestSubscriptions.uid();
        var one = counts();
        var other = counts();

        one.count(subscription, MINUTE, NOW, 4, 0);
        one.count(subscription, MINUTE, NOW, 2, 1);
        other.count(subscription, MINUTE, NOW, 8, 0);

        assertThat(other.count(subscription, MINUTE, NOW, 1, 1)).isEqualTo(Tally.of(MINUTE, NOW, 15, 2));
        assertThat(one.count(subscription, MINUTE, NOW, 1, 1)).isEqualTo(Tally.of(MINUTE, NOW, 16, 3));
    }

    @Test
    void whileNothingFailsNothingIsWritten() {
        counts().count(TestSubscriptions.uid(), MINUTE, NOW, 4, 0);

        assertThat(table.items()).isEmpty();
    }

    @Test
    void whatOthersAreQuickerToCountIsCountedAgain() {
        var subscription = TestSubscriptions.uid();
        var other = counts();
        var meddled = new ChangedTable(table) {
            private int left = 1;

            @Override
            public Put put(Item item, Condition condition) {
                if (left-- > 0) {
                    other.count(subscription, MINUTE, NOW, 1, 1);
                }
                return super.put(item, condition);
            }
        };

        assertThat(new OrderedAttemptCounts(meddled).count(subscription, MINUTE, NOW, 2, 2))
                .isEqualTo(Tally.of(MINUTE, NOW, 3, 3));
        assertThat(other.count(subscription, MINUTE, NOW, 1, 1)).isEqualTo(Tally.of(MINUTE, NOW, 4, 4));
    }

    @Test
    void whatCannotBeWrittenIsSaidWithTheNextFailure() {
        var subscription = TestSubscriptions.uid();
        var refused = new ChangedTable(table) {
            private int left = 3;

            @Override
            public Put put(Item item, Condition condition) {
                return left-- > 0 ? new Put.Refused(null) : super.put(item, condition);
            }
        };
        var counts = new OrderedAttemptCounts(refused);

        assertThat(List.of(
                        counts.count(subscription, MINUTE, NOW, 2, 2), counts.count(subscription, MINUTE, NOW, 1, 1)))
                .containsExactly(Tally.of(MINUTE, NOW, 2, 2), Tally.of(MINUTE, NOW, 3, 3));
        assertThat(counts().count(subscription, MINUTE, NOW, 1, 1)).isEqualTo(Tally.of(MINUTE, NOW, 4, 4));
    }
}

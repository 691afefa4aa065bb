package io.penstock.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.subscription.RateLimit;
import io.penstock.subscription.RateLimit.Per;
import io.penstock.testing.TestClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PaceTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    @Test
    void aBurstBeginsAtOnceAndTheNextWhenItsTurnComes() {
        var limit = new RateLimit(10, Per.SECOND, 3);
        long now = Pace.nanos(TestClock.START);
        assertThat(Pace.NONE.room(limit, now, 9)).isEqualTo(3);

        var after = Pace.NONE.after(limit, now, 3);

        assertThat(after.room(limit, now, 9)).isZero();
        assertThat(after.next(limit)).isEqualTo(now + SECOND / 10);
        assertThat(after.room(limit, now + SECOND / 10 - 1, 9)).isZero();
        assertThat(after.room(limit, now + SECOND / 10, 9)).isEqualTo(1);
        assertThat(after.room(limit, now + SECOND, 9)).isEqualTo(3);
        assertThat(after.without(limit).room(limit, now, 9)).isEqualTo(1);
    }

    /// Whoever asks when, and for how many: in no time more begin than the limit allows for it, and the burst on top; and
    /// where more is asked for all the time, no less.
    @Test
    void noTimeHasMoreThanItsLimit() {
        var random = new Random(7);
        var pers = List.of(Per.values());
        for (int i = 0; i < 200; i++) {
            var limit = new RateLimit(
                    1 + random.nextInt(50), pers.get(random.nextInt(pers.size())), 1 + random.nextInt(20));
            var begun = new ArrayList<Long>();
            var pace = Pace.NONE;
            long now = Pace.nanos(TestClock.START);
            for (int step = 0; step < 300; step++) {
                int room = pace.room(limit, now, 1 + random.nextInt(30));
                pace = pace.after(limit, now, room);
                for (int one = 0; one < room; one++) {
                    begun.add(now);
                }
                now += random.nextLong(3 * limit.interval());
            }
            for (int first = 0; first < begun.size(); first++) {
                for (int last = first; last < begun.size(); last++) {
                    long time = begun.get(last) - begun.get(first);
                    assertThat((long) last - first + 1).isLessThanOrEqualTo(time / limit.interval() + limit.burst());
                }
            }
        }
    }

    @Test
    void theBurstIsWhatASecondIsWorthIfNothingIsSaid() {
        assertThat(RateLimit.of(100, Per.SECOND).burst()).isEqualTo(100);
        assertThat(RateLimit.of(600, Per.MINUTE).burst()).isEqualTo(10);
        assertThat(RateLimit.of(5, Per.HOUR).burst()).isEqualTo(1);
    }
}

package io.penstock.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.testing.TestClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class LogLimitTest {
    private final TestClock clock = new TestClock();
    private final LogLimit limit = new LogLimit(Duration.ofSeconds(30));

    @Test
    void theSameIsSaidOnceInAnIntervalAndTheRestCounted() {
        assertThat(limit.admit(clock.instant())).hasValue(0);
        assertThat(limit.admit(clock.instant())).isEmpty();
        clock.advance(Duration.ofMillis(29_999));
        assertThat(limit.admit(clock.instant())).isEmpty();
        clock.advance(Duration.ofMillis(1));

        assertThat(limit.admit(clock.instant())).hasValue(2);
        clock.advance(Duration.ofSeconds(30));
        assertThat(limit.admit(clock.instant())).hasValue(0);
    }

    @Test
    void aClockThatIsSetBackDoesNotSilenceIt() {
        assertThat(limit.admit(clock.instant())).hasValue(0);
        clock.set(TestClock.START.minus(Duration.ofHours(1)));

        assertThat(limit.admit(clock.instant())).hasValue(0);
    }
}

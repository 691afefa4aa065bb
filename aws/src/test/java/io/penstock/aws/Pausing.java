package io.penstock.aws;

import io.penstock.testing.TestClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Retries whose pauses take no time but the clock's.
final class Pausing {
    final TestClock clock = new TestClock();
    final List<Duration> pauses = new ArrayList<>();
    Instant deadline = Instant.MAX;

    Retries retries() {
        return new Retries(clock, new Random(7), this::sleep, () -> deadline);
    }

    private void sleep(Duration time) {
        pauses.add(time);
        clock.advance(time);
    }
}

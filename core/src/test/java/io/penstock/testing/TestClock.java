package io.penstock.testing;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// A clock that stands still until a test moves it. Safe for use by many threads.
public final class TestClock implements InstantSource {
    /// Where every test clock starts that is told nothing else.
    public static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private volatile Instant now;

    /// Stands at [#START].
    public TestClock() {
        this(START);
    }

    /// Stands at `now`.
    public TestClock(Instant now) {
        this.now = requireNonNull(now, "now is null");
    }

    @Override
    public Instant instant() {
        return now;
    }

    /// Moves on by `step`.
    public synchronized void advance(Duration step) {
        if (step.isNegative()) {
            throw new IllegalArgumentException("time does not run backwards; use set to make a clock wrong: " + step);
        }
        now = now.plus(step);
    }

    /// Stands at `instant`, which may be earlier: clocks can be wrong.
    public synchronized void set(Instant instant) {
        now = requireNonNull(instant, "instant is null");
    }
}

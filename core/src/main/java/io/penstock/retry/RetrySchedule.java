package io.penstock.retry;

import io.penstock.input.InvalidInputException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// When a failed delivery is tried again: after the n-th failure, the n-th delay; after the last one, no
/// more.
///
/// @param delays from one attempt's end to the next one's start; empty for a single attempt; at most
///     [#MAX_DELAYS], each from [#MIN_DELAY] to [#MAX_DELAY]
/// @param jitter how far each delay is moved by chance, as a share of it, both ways: 0 to [#MAX_JITTER]
public record RetrySchedule(List<Duration> delays, double jitter) {
    /// Most retries of a delivery.
    public static final int MAX_DELAYS = 50;

    /// Shortest delay.
    public static final Duration MIN_DELAY = Duration.ofMillis(100);

    /// Longest delay.
    public static final Duration MAX_DELAY = Duration.ofDays(7);

    /// Largest jitter.
    public static final double MAX_JITTER = 0.5;

    /// The schedule that [Standard Webhooks](https://github.com/standard-webhooks/standard-webhooks)
    /// recommends, with ±20 % jitter: ten attempts over a little more than three days.
    public static final RetrySchedule STANDARD = new RetrySchedule(
            List.of(
                    Duration.ofSeconds(5),
                    Duration.ofMinutes(5),
                    Duration.ofMinutes(30),
                    Duration.ofHours(2),
                    Duration.ofHours(5),
                    Duration.ofHours(10),
                    Duration.ofHours(14),
                    Duration.ofHours(20),
                    Duration.ofHours(24)),
            0.2);

    /// @throws InvalidInputException naming the field, if a limit is passed
    public RetrySchedule {
        delays = List.copyOf(delays);
        if (delays.size() > MAX_DELAYS) {
            throw new InvalidInputException(
                    "schedule", "may have %d delays; this one has %d".formatted(MAX_DELAYS, delays.size()));
        }
        for (int i = 0; i < delays.size(); i++) {
            if (delays.get(i).compareTo(MIN_DELAY) < 0 || delays.get(i).compareTo(MAX_DELAY) > 0) {
                throw new InvalidInputException(
                        "schedule[%d]".formatted(i),
                        "must be from %s to %s; this is %s".formatted(MIN_DELAY, MAX_DELAY, delays.get(i)));
            }
        }
        if (!(jitter >= 0 && jitter <= MAX_JITTER)) {
            throw new InvalidInputException("jitter", "must be from 0 to %s; this is %s".formatted(MAX_JITTER, jitter));
        }
    }

    /// How long to wait after the attempt number `n` (from 1) has failed; empty if it was the last one.
    ///
    /// @param retryAfter what the receiver asked for: it can make the wait longer, up to the schedule's longest
    ///     delay, and never shorter, so that no receiver uses up its attempts in a moment
    public Optional<Duration> delayAfter(int n, Optional<Duration> retryAfter, RandomGenerator random) {
        if (n > delays.size()) {
            return Optional.empty();
        }
        double factor = 1 + jitter * (2 * random.nextDouble() - 1);
        var delay = Duration.ofMillis(Math.round(delays.get(n - 1).toMillis() * factor));
        var asked = retryAfter.orElse(Duration.ZERO);
        return Optional.of(max(delay, asked.compareTo(longest()) < 0 ? asked : longest()));
    }

    private static Duration max(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? other : one;
    }

    /// The longest delay; zero if there are none.
    public Duration longest() {
        return delays.stream().max(Duration::compareTo).orElse(Duration.ZERO);
    }
}

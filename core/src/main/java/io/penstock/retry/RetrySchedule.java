package io.penstock.retry;

import static java.util.Objects.requireNonNull;

import io.penstock.input.InvalidInputException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// When a failed delivery is tried again.
///
/// @param backoff the delays, from one attempt's end to the next one's start
/// @param jitter how far each delay is moved by chance, as a share of it, both ways: 0 to [#MAX_JITTER]
/// @param retryAfter whether a receiver can make a delay longer by saying `Retry-After`
public record RetrySchedule(Backoff backoff, double jitter, boolean retryAfter) {
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
        requireNonNull(backoff, "backoff is null");
        if (!(jitter >= 0 && jitter <= MAX_JITTER)) {
            throw new InvalidInputException("jitter", "must be from 0 to %s; this is %s".formatted(MAX_JITTER, jitter));
        }
    }

    /// Delays one by one, which a receiver can make longer.
    ///
    /// @throws InvalidInputException naming the field, if a limit is passed
    public RetrySchedule(List<Duration> delays, double jitter) {
        this(new Backoff.Listed(delays), jitter, true);
    }

    /// How long to wait after the attempt number `n` (from 1) has failed; empty if it was the last one.
    ///
    /// @param asked what the receiver asked for: it can make the wait longer, up to the schedule's longest
    ///     delay, and never shorter, so that no receiver uses up its attempts in a moment
    public Optional<Duration> delayAfter(int n, Optional<Duration> asked, RandomGenerator random) {
        if (n > backoff.retries()) {
            return Optional.empty();
        }
        double factor = 1 + jitter * (2 * random.nextDouble() - 1);
        var delay = Duration.ofMillis(Math.round(backoff.after(n).toMillis() * factor));
        return Optional.of(
                max(delay, retryAfter ? min(asked.orElse(Duration.ZERO), backoff.longest()) : Duration.ZERO));
    }

    private static Duration max(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? other : one;
    }

    private static Duration min(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}

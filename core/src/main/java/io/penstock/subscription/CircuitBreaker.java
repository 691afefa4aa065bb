package io.penstock.subscription;

import io.penstock.input.InvalidInputException;
import java.time.Duration;

/// When a subscription's circuit opens: no attempt is made then, and none used up, but for single ones that try whether its
/// receiver does better.
///
/// @param enabled whether it ever does
/// @param failureRate the share of failures among attempts from which on it opens; [#MIN_FAILURE_RATE] to 1
/// @param attempts of at least so many attempts; 1 to [#MAX_ATTEMPTS]
/// @param window of so long; [#MIN_WINDOW] to [#MAX_WINDOW]
/// @param pause how long it is open before it is tried; twice as long each time that this fails, up to
///     [#LONGEST_PAUSE]; [#MIN_PAUSE] to that
public record CircuitBreaker(boolean enabled, double failureRate, int attempts, Duration window, Duration pause) {
    /// Smallest share of failures.
    public static final double MIN_FAILURE_RATE = 0.01;

    /// Most attempts.
    public static final int MAX_ATTEMPTS = 10_000;

    /// Shortest window.
    public static final Duration MIN_WINDOW = Duration.ofSeconds(1);

    /// Longest window.
    public static final Duration MAX_WINDOW = Duration.ofHours(1);

    /// Shortest pause.
    public static final Duration MIN_PAUSE = Duration.ofSeconds(1);

    /// Longest pause, whatever it was at first.
    public static final Duration LONGEST_PAUSE = Duration.ofMinutes(15);

    /// What a subscription has that says nothing else: half of at least 20 in a minute.
    public static final CircuitBreaker STANDARD =
            new CircuitBreaker(true, 0.5, 20, Duration.ofMinutes(1), Duration.ofSeconds(30));

    /// @throws InvalidInputException naming the field, if a limit is passed
    public CircuitBreaker {
        if (!(failureRate >= MIN_FAILURE_RATE && failureRate <= 1)) {
            throw new InvalidInputException(
                    "failureRate", "must be from %s to 1; this is %s".formatted(MIN_FAILURE_RATE, failureRate));
        }
        if (attempts < 1 || attempts > MAX_ATTEMPTS) {
            throw new InvalidInputException(
                    "attempts", "must be from 1 to %d; this is %d".formatted(MAX_ATTEMPTS, attempts));
        }
        check("window", window, MIN_WINDOW, MAX_WINDOW);
        check("pause", pause, MIN_PAUSE, LONGEST_PAUSE);
    }

    private static void check(String field, Duration duration, Duration least, Duration most) {
        if (duration.compareTo(least) < 0 || duration.compareTo(most) > 0) {
            throw new InvalidInputException(
                    field, "must be from %s to %s; this is %s".formatted(least, most, duration));
        }
    }

    /// The pause after so many have tried it in vain.
    public Duration pauseAfter(int tries) {
        // Beyond this even the shortest pause has become the longest.
        int doublings = Math.min(tries, 10);
        var grown = pause.multipliedBy(1L << doublings);
        return grown.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : grown;
    }
}

package io.penstock.subscription;

import io.penstock.input.InvalidInputException;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// When deliveries may be attempted at all. A time to live and a delay count from when the event was handed in, and are
/// for a delivery's first run: one that is replayed was asked for as it is.
///
/// @param timeToLive how long after its event a delivery is worth making, [#MIN_TIME_TO_LIVE] to
///     [#MAX_TIME_TO_LIVE]; null for as long as its event is kept
/// @param delay how long after its event the first attempt is made; null for none; at most [#MAX_DELAY], and shorter
///     than `timeToLive`
/// @param window at what time of the day; null for any
public record Timing(
        @Nullable Duration timeToLive,
        @Nullable Duration delay,
        @Nullable DailyWindow window) {
    /// Shortest time to live.
    public static final Duration MIN_TIME_TO_LIVE = Duration.ofSeconds(1);

    /// Longest time to live.
    public static final Duration MAX_TIME_TO_LIVE = Duration.ofDays(30);

    /// Shortest delay.
    public static final Duration MIN_DELAY = Duration.ofMillis(1);

    /// Longest delay.
    public static final Duration MAX_DELAY = Duration.ofDays(7);

    /// At once, at any time.
    public static final Timing STANDARD = new Timing(null, null, null);

    /// @throws InvalidInputException naming the field, if a limit is passed
    public Timing {
        check("ttl", timeToLive, MIN_TIME_TO_LIVE, MAX_TIME_TO_LIVE);
        check("delay", delay, MIN_DELAY, MAX_DELAY);
        if (timeToLive != null && delay != null && delay.compareTo(timeToLive) >= 0) {
            throw new InvalidInputException("delay", "must be shorter than 'ttl', which is " + timeToLive);
        }
    }

    private static void check(String field, @Nullable Duration value, Duration shortest, Duration longest) {
        if (value != null && (value.compareTo(shortest) < 0 || value.compareTo(longest) > 0)) {
            throw new InvalidInputException(
                    field, "must be from %s to %s; this is %s".formatted(shortest, longest, value));
        }
    }

    /// When a delivery's run `run` is given up.
    ///
    /// @param acceptedAt when its event was handed in
    /// @param latest when it is given up in any case
    public Instant expires(int run, Instant acceptedAt, Instant latest) {
        if (run > 1 || timeToLive == null) {
            return latest;
        }
        var end = acceptedAt.plus(timeToLive);
        return end.isBefore(latest) ? end : latest;
    }

    /// When the attempt number `n` of the run `run` may be made, not before `at`.
    ///
    /// @param acceptedAt when its event was handed in
    public Instant earliest(int run, int n, Instant acceptedAt, Instant at) {
        var earliest = at;
        if (run == 1 && n == 1 && delay != null && acceptedAt.plus(delay).isAfter(at)) {
            earliest = acceptedAt.plus(delay);
        }
        return window == null ? earliest : window.open(earliest);
    }
}

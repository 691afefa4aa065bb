package io.penstock.delivery;

import io.penstock.subscription.RateLimit;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/// How far a subscription's attempts have come under its rate limit. A value: whoever takes a turn has another one.
///
/// @param turn whose turn comes next: when, in nanoseconds since 1970, if none were early
public record Pace(long turn) {
    /// Nothing has begun.
    public static final Pace NONE = new Pace(Long.MIN_VALUE);

    /// When the next attempt may begin, in nanoseconds since 1970.
    public long next(RateLimit limit) {
        return turn == Long.MIN_VALUE ? turn : turn - limit.tolerance();
    }

    /// How many of `wanted` may begin at `now`.
    public int room(RateLimit limit, long now, int wanted) {
        long late = now - next(limit);
        if (turn == Long.MIN_VALUE || turn <= now) {
            return Math.min(wanted, limit.burst());
        }
        return late < 0 ? 0 : (int) Math.min(wanted, 1 + late / limit.interval());
    }

    /// The pace after `begun` have begun at `now`.
    public Pace after(RateLimit limit, long now, int begun) {
        return begun == 0 ? this : new Pace(Math.max(turn, now) + begun * limit.interval());
    }

    /// The pace if one that has begun is not made after all.
    public Pace without(RateLimit limit) {
        return turn == Long.MIN_VALUE ? this : new Pace(turn - limit.interval());
    }

    /// `time` in nanoseconds since 1970.
    public static long nanos(Instant time) {
        return TimeUnit.SECONDS.toNanos(time.getEpochSecond()) + time.getNano();
    }
}

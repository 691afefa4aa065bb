package io.penstock.subscription;

import static java.util.Objects.requireNonNull;

import io.penstock.input.InvalidInputException;
import java.time.Duration;
import java.util.Locale;

/// How many attempts may begin in a time, all of a subscription's together: retries count like first ones.
///
/// Kept by the generic cell rate algorithm ([ITU-T I.371](https://www.itu.int/rec/T-REC-I.371), annex A): whatever the time,
/// no more begin in it than `limit` allows for it, and `burst` on top.
///
/// @param limit how many; 1 to [#MAX_LIMIT] a second
/// @param per in which time
/// @param burst how many may begin at once after a pause; 1 to [#MAX_BURST]
public record RateLimit(int limit, Per per, int burst) {
    /// Highest limit, whatever the time.
    public static final int MAX_LIMIT = 10_000;

    /// Largest burst.
    public static final int MAX_BURST = 10_000;

    /// A time that a limit is for.
    public enum Per {
        SECOND(Duration.ofSeconds(1)),
        MINUTE(Duration.ofMinutes(1)),
        HOUR(Duration.ofHours(1));

        private final Duration time;

        Per(Duration time) {
            this.time = time;
        }

        /// The one that is written so: `second`, say.
        ///
        /// @throws InvalidInputException naming `per`, if there is none
        public static Per of(String text) {
            for (var per : values()) {
                if (per.text().equals(text)) {
                    return per;
                }
            }
            throw new InvalidInputException("per", "must be 'second', 'minute' or 'hour'");
        }

        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// @throws InvalidInputException naming the field, if a limit is passed
    public RateLimit {
        requireNonNull(per, "per is null");
        check("limit", limit, MAX_LIMIT);
        check("burst", burst, MAX_BURST);
    }

    private static void check(String field, int value, int most) {
        if (value < 1 || value > most) {
            throw new InvalidInputException(field, "must be from 1 to %,d; this is %,d".formatted(most, value));
        }
    }

    /// One whose burst is what a second is worth, which is what a late timer costs nothing with.
    ///
    /// @throws InvalidInputException naming the field, if a limit is passed
    public static RateLimit of(int limit, Per per) {
        return new RateLimit(limit, per, (int) Math.max(1, limit / per.time.toSeconds()));
    }

    /// The time from one to the next, in nanoseconds.
    public long interval() {
        return per.time.toNanos() / limit;
    }

    /// How much earlier than in its turn one may begin, in nanoseconds.
    public long tolerance() {
        return (burst - 1) * interval();
    }
}

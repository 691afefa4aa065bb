package io.penstock.retry;

import io.penstock.input.InvalidInputException;
import java.time.Duration;
import java.util.List;

/// The delays before the retries of a delivery: after the n-th failure, the n-th; after the last one, no more.
public sealed interface Backoff {
    /// Most retries of a delivery.
    int MAX_RETRIES = 50;

    /// Shortest delay.
    Duration MIN_DELAY = Duration.ofMillis(100);

    /// Longest delay.
    Duration MAX_DELAY = Duration.ofDays(7);

    /// How many there are.
    int retries();

    /// The delay after the failure number `n`, from 1 to [#retries].
    Duration after(int n);

    /// The longest delay; zero if there are none.
    Duration longest();

    /// Delays one by one.
    ///
    /// @param delays from one attempt's end to the next one's start; empty for a single attempt; at most
    ///     [#MAX_RETRIES], each from [#MIN_DELAY] to [#MAX_DELAY]
    record Listed(List<Duration> delays) implements Backoff {
        /// @throws InvalidInputException naming the field, if a limit is passed
        public Listed {
            delays = List.copyOf(delays);
            if (delays.size() > MAX_RETRIES) {
                throw new InvalidInputException(
                        "schedule", "may have %d delays; this one has %d".formatted(MAX_RETRIES, delays.size()));
            }
            for (int i = 0; i < delays.size(); i++) {
                check("schedule[%d]".formatted(i), delays.get(i), MIN_DELAY);
            }
        }

        @Override
        public int retries() {
            return delays.size();
        }

        @Override
        public Duration after(int n) {
            return delays.get(n - 1);
        }

        @Override
        public Duration longest() {
            return delays.stream().max(Duration::compareTo).orElse(Duration.ZERO);
        }
    }

    /// Delays that grow: the first is `base`, each further one `factor` times the one before, none longer than `cap`.
    ///
    /// @param base from [#MIN_DELAY] to `cap`
    /// @param factor from 1 to [#MAX_FACTOR]
    /// @param cap at most [#MAX_DELAY]
    /// @param count how many retries, 1 to [#MAX_RETRIES]
    record Exponential(Duration base, double factor, Duration cap, int count) implements Backoff {
        /// Fastest growth.
        public static final double MAX_FACTOR = 10;

        /// @throws InvalidInputException naming the field, if a limit is passed
        public Exponential {
            check("base", base, MIN_DELAY);
            check("cap", cap, base);
            if (!(factor >= 1 && factor <= MAX_FACTOR)) {
                throw new InvalidInputException(
                        "factor", "must be from 1 to %s; this is %s".formatted(MAX_FACTOR, factor));
            }
            if (count < 1 || count > MAX_RETRIES) {
                throw new InvalidInputException(
                        "count", "must be from 1 to %d; this is %d".formatted(MAX_RETRIES, count));
            }
        }

        @Override
        public int retries() {
            return count;
        }

        @Override
        public Duration after(int n) {
            double millis = base.toMillis() * Math.pow(factor, n - 1);
            return millis < cap.toMillis() ? Duration.ofMillis(Math.round(millis)) : cap;
        }

        @Override
        public Duration longest() {
            return after(count);
        }
    }

    private static void check(String field, Duration delay, Duration shortest) {
        if (delay.compareTo(shortest) < 0 || delay.compareTo(MAX_DELAY) > 0) {
            throw new InvalidInputException(
                    field, "must be from %s to %s; this is %s".formatted(shortest, MAX_DELAY, delay));
        }
    }
}

package io.penstock.subscription;

import static java.util.Objects.requireNonNull;

import io.penstock.input.InvalidInputException;
import io.penstock.retry.RetrySchedule;
import java.time.Duration;

/// How a subscription's deliveries are attempted.
///
/// @param retry when to try again
/// @param timeout for a whole attempt, from name resolution to the end of the answer; [#MIN_TIMEOUT] to
///     [#MAX_TIMEOUT]
public record Policy(RetrySchedule retry, Duration timeout) {
    /// Shortest timeout.
    public static final Duration MIN_TIMEOUT = Duration.ofMillis(100);

    /// Longest timeout.
    public static final Duration MAX_TIMEOUT = Duration.ofSeconds(60);

    /// What a subscription has that says nothing else.
    public static final Policy STANDARD = new Policy(RetrySchedule.STANDARD, Duration.ofSeconds(15));

    private static final int BYTES_PER_DELAY = 40;

    /// @throws InvalidInputException naming the field, if a limit is passed
    public Policy {
        requireNonNull(retry, "retry is null");
        if (timeout.compareTo(MIN_TIMEOUT) < 0 || timeout.compareTo(MAX_TIMEOUT) > 0) {
            throw new InvalidInputException(
                    "timeout", "must be from %s to %s; this is %s".formatted(MIN_TIMEOUT, MAX_TIMEOUT, timeout));
        }
    }

    /// What it takes in memory, in bytes, roughly; the standard one is there once.
    int bytes() {
        return equals(STANDARD) ? 0 : BYTES_PER_DELAY * (5 + retry.delays().size());
    }
}

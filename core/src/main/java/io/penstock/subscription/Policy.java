package io.penstock.subscription;

import static java.util.Objects.requireNonNull;

import io.penstock.input.InvalidInputException;
import io.penstock.retry.Backoff;
import io.penstock.retry.RetrySchedule;
import java.time.Duration;

/// How a subscription's deliveries are attempted.
///
/// @param retry when to try again
/// @param timeout for a whole attempt, from name resolution to the end of the answer; [#MIN_TIMEOUT] to
///     [#MAX_TIMEOUT]
/// @param responses what the answers of a webhook mean
/// @param timing when attempts may be made at all
public record Policy(RetrySchedule retry, Duration timeout, Responses responses, Timing timing) {
    /// Shortest timeout.
    public static final Duration MIN_TIMEOUT = Duration.ofMillis(100);

    /// Longest timeout.
    public static final Duration MAX_TIMEOUT = Duration.ofSeconds(60);

    /// What a subscription has that says nothing else.
    public static final Policy STANDARD = new Policy(RetrySchedule.STANDARD, Duration.ofSeconds(15));

    /// What a delay, a status and a window take in memory, in bytes, roughly.
    private static final int BYTES_PER_PART = 40;

    /// @throws InvalidInputException naming the field, if a limit is passed
    public Policy {
        requireNonNull(retry, "retry is null");
        requireNonNull(responses, "responses is null");
        requireNonNull(timing, "timing is null");
        if (timeout.compareTo(MIN_TIMEOUT) < 0 || timeout.compareTo(MAX_TIMEOUT) > 0) {
            throw new InvalidInputException(
                    "timeout", "must be from %s to %s; this is %s".formatted(MIN_TIMEOUT, MAX_TIMEOUT, timeout));
        }
    }

    /// One whose answers mean what they do as a rule, at any time.
    ///
    /// @throws InvalidInputException naming the field, if a limit is passed
    public Policy(RetrySchedule retry, Duration timeout) {
        this(retry, timeout, Responses.STANDARD, Timing.STANDARD);
    }

    /// What it takes in memory, in bytes, roughly; the standard one is there once.
    int bytes() {
        if (equals(STANDARD)) {
            return 0;
        }
        int delays = retry.backoff() instanceof Backoff.Listed(var listed) ? listed.size() : 4;
        int statuses = responses.success().patterns().size()
                + responses.refused().patterns().size();
        return BYTES_PER_PART * (12 + delays + statuses);
    }
}

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
/// @param circuitBreaker when no more attempts are made for a while
/// @param disableAfter for how long its receiver has to fail, without one success, for it to be disabled;
///     [#MIN_DISABLE_AFTER] to [#MAX_DISABLE_AFTER]
/// @param throttle how much its receiver is given to do
/// @param ordering whether it has an order
public record Policy(
        RetrySchedule retry,
        Duration timeout,
        Responses responses,
        Timing timing,
        CircuitBreaker circuitBreaker,
        Duration disableAfter,
        Throttle throttle,
        Ordering ordering) {
    /// Shortest timeout.
    public static final Duration MIN_TIMEOUT = Duration.ofMillis(100);

    /// Longest timeout.
    public static final Duration MAX_TIMEOUT = Duration.ofSeconds(60);

    /// Shortest time of failing.
    public static final Duration MIN_DISABLE_AFTER = Duration.ofHours(1);

    /// Longest time of failing.
    public static final Duration MAX_DISABLE_AFTER = Duration.ofDays(365);

    /// The time of failing of a subscription that says nothing else.
    public static final Duration DISABLE_AFTER = Duration.ofDays(5);

    /// What a subscription has that says nothing else.
    public static final Policy STANDARD = new Policy(RetrySchedule.STANDARD, Duration.ofSeconds(15));

    /// What a delay, a status and a window take in memory, in bytes, roughly.
    private static final int BYTES_PER_PART = 40;

    /// @throws InvalidInputException naming the field, if a limit is passed
    public Policy {
        requireNonNull(retry, "retry is null");
        requireNonNull(responses, "responses is null");
        requireNonNull(timing, "timing is null");
        requireNonNull(circuitBreaker, "circuitBreaker is null");
        requireNonNull(throttle, "throttle is null");
        requireNonNull(ordering, "ordering is null");
        check("timeout", timeout, MIN_TIMEOUT, MAX_TIMEOUT);
        check("disableAfter", disableAfter, MIN_DISABLE_AFTER, MAX_DISABLE_AFTER);
    }

    private static void check(String field, Duration duration, Duration least, Duration most) {
        if (duration.compareTo(least) < 0 || duration.compareTo(most) > 0) {
            throw new InvalidInputException(
                    field, "must be from %s to %s; this is %s".formatted(least, most, duration));
        }
    }

    /// One whose answers mean what they do as a rule, at any time, and whose failures have the consequences that they have
    /// as a rule.
    ///
    /// @throws InvalidInputException naming the field, if a limit is passed
    public Policy(RetrySchedule retry, Duration timeout) {
        this(retry, timeout, Responses.STANDARD, Timing.STANDARD);
    }

    /// One whose failures have the consequences that they have as a rule.
    ///
    /// @throws InvalidInputException naming the field, if a limit is passed
    public Policy(RetrySchedule retry, Duration timeout, Responses responses, Timing timing) {
        this(retry, timeout, responses, timing, CircuitBreaker.STANDARD, DISABLE_AFTER, Throttle.NONE, Ordering.NONE);
    }

    /// The same with this circuit breaker.
    public Policy with(CircuitBreaker circuitBreaker) {
        return new Policy(retry, timeout, responses, timing, circuitBreaker, disableAfter, throttle, ordering);
    }

    /// The same with this throttle.
    public Policy with(Throttle throttle) {
        return new Policy(retry, timeout, responses, timing, circuitBreaker, disableAfter, throttle, ordering);
    }

    /// The same with this order.
    public Policy with(Ordering ordering) {
        return new Policy(retry, timeout, responses, timing, circuitBreaker, disableAfter, throttle, ordering);
    }

    /// What it takes in memory, in bytes, roughly; the standard one is there once.
    int bytes() {
        if (equals(STANDARD)) {
            return 0;
        }
        int delays = retry.backoff() instanceof Backoff.Listed(var listed) ? listed.size() : 4;
        int statuses = responses.success().patterns().size()
                + responses.refused().patterns().size();
        return BYTES_PER_PART * (16 + delays + statuses);
    }
}

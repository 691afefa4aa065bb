package io.penstock.delivery;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One try of a delivery, as it is recorded.
///
/// @param run which run of the delivery, from 1
/// @param n which attempt of the run, from 1
/// @param startedAt when it began, to the millisecond
/// @param took until its outcome was known, to the millisecond
/// @param outcome how it ended
/// @param status the HTTP status, if there was an answer
/// @param response the first bytes of the answer's body, or of what a target's service says, at most
///     [#MAX_RESPONSE_BYTES]; empty if there was none
public record Attempt(
        int run,
        int n,
        Instant startedAt,
        Duration took,
        Outcome outcome,
        @Nullable Integer status,
        byte[] response) {
    /// How much of a response is kept.
    public static final int MAX_RESPONSE_BYTES = 4_096;

    public Attempt {
        requireNonNull(startedAt, "startedAt is null");
        requireNonNull(took, "took is null");
        requireNonNull(outcome, "outcome is null");
        if (response.length > MAX_RESPONSE_BYTES) {
            throw new IllegalArgumentException(
                    "%,d bytes of a response are kept at most: %,d".formatted(MAX_RESPONSE_BYTES, response.length));
        }
    }

    /// Why it failed; empty if it did not.
    public Optional<String> reason() {
        return switch (outcome) {
            case Outcome.Delivered() -> Optional.empty();
            case Outcome.Failed failed -> Optional.of(failed.reason());
            case Outcome.Refused refused -> Optional.of(refused.reason());
        };
    }

    /// The same without what the receiver answered, which may say again what it was sent.
    public Attempt withoutResponse() {
        return response.length == 0 ? this : new Attempt(run, n, startedAt, took, outcome, status, new byte[0]);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Attempt that
                && run == that.run
                && n == that.n
                && startedAt.equals(that.startedAt)
                && took.equals(that.took)
                && outcome.equals(that.outcome)
                && Objects.equals(status, that.status)
                && Arrays.equals(response, that.response);
    }

    @Override
    public int hashCode() {
        return Objects.hash(run, n, startedAt, took, outcome, status, Arrays.hashCode(response));
    }

    @Override
    public String toString() {
        return "Attempt[run=%d, n=%d, %s, status=%s]".formatted(run, n, outcome, status);
    }
}

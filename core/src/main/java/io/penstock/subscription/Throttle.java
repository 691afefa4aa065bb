package io.penstock.subscription;

import io.penstock.input.InvalidInputException;
import org.jspecify.annotations.Nullable;

/// How much a subscription's receiver is given to do. What is past it waits for its turn, and uses up no attempt.
///
/// @param rate how many attempts may begin in a time; null for as many as there are
/// @param concurrency how many may be under way at once, 1 to [#MAX_CONCURRENCY]; null for as many as Penstock makes
public record Throttle(@Nullable RateLimit rate, @Nullable Integer concurrency) {
    /// Most attempts under way that can be asked for.
    public static final int MAX_CONCURRENCY = 1_000;

    /// No limits but Penstock's own.
    public static final Throttle NONE = new Throttle(null, null);

    /// @throws InvalidInputException naming the field, if a limit is passed
    public Throttle {
        if (concurrency != null && (concurrency < 1 || concurrency > MAX_CONCURRENCY)) {
            throw new InvalidInputException(
                    "concurrency", "must be from 1 to %,d; this is %,d".formatted(MAX_CONCURRENCY, concurrency));
        }
    }
}

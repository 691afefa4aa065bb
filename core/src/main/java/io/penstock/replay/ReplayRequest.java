package io.penstock.replay;

import static java.util.Objects.requireNonNull;

import io.penstock.input.InvalidInputException;
import io.penstock.subscription.SubscriptionUid;

/// What a replay is asked to do.
///
/// @param subscription for whom
/// @param subscriptionId what that is called
/// @param selection what it looks at
/// @param mode what it begins again of that
/// @param rate most deliveries that it begins in a second, on average, 1 to [#MAX_RATE]
/// @param dryRun whether it only counts what it would do
public record ReplayRequest(
        SubscriptionUid subscription,
        String subscriptionId,
        ReplaySelection selection,
        ReplayMode mode,
        int rate,
        boolean dryRun) {
    /// Highest rate, in deliveries a second.
    public static final int MAX_RATE = 1_000;

    /// The rate where nothing else is said.
    public static final int STANDARD_RATE = 100;

    /// @throws InvalidInputException naming the field, if a limit is passed
    public ReplayRequest {
        requireNonNull(subscription, "subscription is null");
        requireNonNull(subscriptionId, "subscriptionId is null");
        requireNonNull(selection, "selection is null");
        requireNonNull(mode, "mode is null");
        if (rate < 1 || rate > MAX_RATE) {
            throw new InvalidInputException(
                    "rate", "must be 1 to %,d deliveries a second; this is %,d".formatted(MAX_RATE, rate));
        }
    }
}

package io.penstock.delivery;

import io.penstock.subscription.SubscriptionUid;
import java.time.Duration;
import java.time.Instant;

/// How the latest attempts of each subscription went, counted as far as a circuit breaker needs it: successes alone may be
/// kept to whoever made them until a failure follows.
///
/// Safe for use by many threads.
public interface AttemptCounts {
    /// Counts attempts that were made, and tells of all that are known of their subscription.
    ///
    /// @param window of how long a time
    /// @param now when they ended, roughly
    /// @param attempts how many
    /// @param failures how many of them failed
    Tally count(SubscriptionUid subscription, Duration window, Instant now, int attempts, int failures);

    /// Begins anew.
    void forget(SubscriptionUid subscription);
}

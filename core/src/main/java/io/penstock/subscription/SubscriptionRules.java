package io.penstock.subscription;

import io.penstock.input.InvalidInputException;

/// What a subscription may be, beyond what it can see of itself.
public interface SubscriptionRules {
    /// Checks `subscription` before it is put in force.
    ///
    /// @throws InvalidInputException naming the field, if it may not
    void check(Subscription subscription);
}

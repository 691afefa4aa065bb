package io.penstock.delivery;

import io.penstock.subscription.Subscription;

/// Told of every attempt that was made, once it is on record.
@FunctionalInterface
public interface AttemptListener {
    /// Does nothing.
    AttemptListener NONE = (_, _, _) -> {};

    /// `attempt` was made, which `message` asked for. What is thrown here fails the step, which is done already: its message
    /// comes again, and is passed.
    void made(Subscription subscription, DeliveryMessage message, Attempt attempt);
}

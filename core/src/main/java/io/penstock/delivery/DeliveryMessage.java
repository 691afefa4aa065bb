package io.penstock.delivery;

import static java.util.Objects.requireNonNull;

import io.penstock.event.EventKey;
import io.penstock.subscription.SubscriptionUid;

/// Asks for one attempt. It refers to what is to be done and decides nothing: it can be delivered late,
/// twice, or out of order.
///
/// @param event which event
/// @param subscription for whom
/// @param run which run of the delivery, from 1; a replay begins the next one
/// @param n which attempt of the run, from 1
public record DeliveryMessage(EventKey event, SubscriptionUid subscription, int run, int n) {
    public DeliveryMessage {
        requireNonNull(event, "event is null");
        requireNonNull(subscription, "subscription is null");
        if (run < 1 || n < 1) {
            throw new IllegalArgumentException("run and n begin at 1: %d, %d".formatted(run, n));
        }
    }

    /// The delivery that it is about.
    public DeliveryId delivery() {
        return DeliveryId.of(event, subscription);
    }
}

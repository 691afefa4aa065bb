package io.penstock.delivery;

import static java.util.Objects.requireNonNull;

import io.penstock.event.EventKey;
import io.penstock.identity.Id128;
import io.penstock.subscription.SubscriptionUid;

/// The name of a delivery: the same for every retry and every duplicate of it. Receivers see it as
/// `webhook-id`.
///
/// @param value the hash over (event key, subscription uid)
public record DeliveryId(Id128 value) {
    /// What every delivery id begins with.
    public static final String PREFIX = "dlv_";

    public DeliveryId {
        requireNonNull(value, "value is null");
    }

    /// The delivery of `event` for `subscription`.
    public static DeliveryId of(EventKey event, SubscriptionUid subscription) {
        return new DeliveryId(
                Id128.derive(event.value().text(), subscription.value().text()));
    }

    /// Reads what [#text] wrote.
    ///
    /// @throws IllegalArgumentException if `text` is anything else
    public static DeliveryId parse(String text) {
        if (!text.startsWith(PREFIX)) {
            throw new IllegalArgumentException("a delivery id begins with " + PREFIX);
        }
        return new DeliveryId(Id128.parse(text.substring(PREFIX.length())));
    }

    /// `dlv_` and 26 characters.
    public String text() {
        return PREFIX + value.text();
    }

    @Override
    public String toString() {
        return text();
    }
}

package io.penstock.subscription;

import static java.util.Objects.requireNonNull;

import io.penstock.identity.Id128;

/// One creation of a subscription: made anew whenever a subscription of the same id is made again, so that
/// nothing meant for the old one reaches the new one.
///
/// @param value drawn by chance
public record SubscriptionUid(Id128 value) implements Comparable<SubscriptionUid> {
    public SubscriptionUid {
        requireNonNull(value, "value is null");
    }

    @Override
    public int compareTo(SubscriptionUid other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return "sub_" + value.text();
    }
}

package io.penstock.subscription;

import static java.util.Objects.requireNonNull;

import io.penstock.filter.Filter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What its owner says of a subscription.
///
/// @param types what it wants
/// @param filter a condition on the whole event, if there is one
/// @param destination where its events go
/// @param policy how they are attempted
public record SubscriptionSpec(
        List<TypePattern> types, @Nullable Filter filter, Destination destination, Policy policy) {
    public SubscriptionSpec {
        types = List.copyOf(types);
        requireNonNull(destination, "destination is null");
        requireNonNull(policy, "policy is null");
    }
}

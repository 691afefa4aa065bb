package io.penstock.routing;

import io.penstock.subscription.SubscriptionUid;
import java.util.List;
import java.util.Set;

/// Which subscriptions an event goes to: decided once, stored with the event, and never computed again.
///
/// @param registryVersion what was in force when it was decided
/// @param subscriptions those that matched; each once
/// @param ordered those of them that get it behind what they have not got yet of its partition key
public record Plan(long registryVersion, List<SubscriptionUid> subscriptions, Set<SubscriptionUid> ordered) {
    public Plan {
        subscriptions = List.copyOf(subscriptions);
        ordered = Set.copyOf(ordered);
        if (!subscriptions.containsAll(ordered)) {
            throw new IllegalArgumentException("some are ordered that did not match");
        }
    }

    /// One that nobody gets in order.
    public Plan(long registryVersion, List<SubscriptionUid> subscriptions) {
        this(registryVersion, subscriptions, Set.of());
    }
}

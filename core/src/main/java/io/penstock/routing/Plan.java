package io.penstock.routing;

import io.penstock.subscription.SubscriptionUid;
import java.util.List;

/// Which subscriptions an event goes to: decided once, stored with the event, and never computed again.
///
/// @param registryVersion what was in force when it was decided
/// @param subscriptions those that matched; each once
public record Plan(long registryVersion, List<SubscriptionUid> subscriptions) {
    public Plan {
        subscriptions = List.copyOf(subscriptions);
    }
}

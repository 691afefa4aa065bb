package io.penstock.api;

import io.penstock.delivery.DeliveryId;
import io.penstock.ledger.EventRecord;
import io.penstock.ledger.Ledger;
import io.penstock.subscription.Subscription;
import io.penstock.subscription.Subscriptions;
import io.penstock.tenant.TenantUid;

/// Finds out why an event went to a subscription, or did not: as both were when it was matched.
final class Explanations {
    private final Subscriptions subscriptions;
    private final Ledger ledger;

    Explanations(ApiServices services) {
        this.subscriptions = services.subscriptions();
        this.ledger = services.ledger();
    }

    /// @throws ProblemException if there is no such subscription, and was none
    Explanation explain(TenantUid tenant, EventRecord found, String id) {
        var then = subscriptions.asOf(tenant, id, found.registryVersion());
        if (then.isEmpty()) {
            if (subscriptions.find(tenant, id).isEmpty()) {
                throw SubscriptionRoutes.notFound(id);
            }
            return new Explanation(id, false, "it was created after the event was matched");
        }
        return explain(tenant, found, then.get());
    }

    private Explanation explain(TenantUid tenant, EventRecord found, Subscription then) {
        var delivery = DeliveryId.of(found.key(), then.uid());
        if (ledger.delivery(tenant, delivery).isPresent()) {
            return new Explanation(then.id(), true, "type and filter matched");
        }
        if (!then.wantsType(found.event())) {
            return new Explanation(then.id(), false, "type not wanted");
        }
        return new Explanation(then.id(), false, "filter did not match");
    }
}

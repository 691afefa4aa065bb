package io.penstock.ledger;

import static java.util.Objects.requireNonNull;

import io.penstock.delivery.DeliveryState;
import io.penstock.subscription.SubscriptionUid;
import io.penstock.tenant.TenantUid;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which deliveries are asked for; those of the newest events first.
///
/// @param tenant whose
/// @param subscription for this subscription; null for any
/// @param states in one of these states; in any, if there is none
/// @param cursor where to go on: a [Page#next] of the same query, `limit` aside; null from the start
/// @param limit most items, 1 to [EventQuery#MAX_LIMIT]
public record DeliveryQuery(
        TenantUid tenant,
        @Nullable SubscriptionUid subscription,
        Set<DeliveryState> states,
        @Nullable String cursor,
        int limit) {
    public DeliveryQuery {
        requireNonNull(tenant, "tenant is null");
        states = Set.copyOf(states);
        if (limit < 1 || limit > EventQuery.MAX_LIMIT) {
            throw new IllegalArgumentException("limit is 1 to %d: %d".formatted(EventQuery.MAX_LIMIT, limit));
        }
    }

    /// Whether it is asked for deliveries in `state`.
    public boolean wants(DeliveryState state) {
        return states.isEmpty() || states.contains(state);
    }
}

package io.penstock.ledger;

import static java.util.Objects.requireNonNull;

import io.penstock.delivery.Delivery;
import io.penstock.delivery.DeliveryId;
import io.penstock.subscription.SubscriptionUid;
import io.penstock.tenant.TenantUid;
import org.jspecify.annotations.Nullable;

/// What can be seen of lanes, and done about them. A lane has the deliveries of a subscription whose events have the same
/// partition key, in the order in which they were planned; what is begun again and is not in it comes last. Only its first
/// one is sent; the others are parked ([io.penstock.delivery.ParkReason#LANE]) until those before them have ended. One that was exhausted or
/// refused stays and holds them back, if its subscription says so
/// ([io.penstock.subscription.Ordering#BLOCK]), until it is delivered in another run, skipped, or not kept any more.
public interface Lanes {
    /// Up to how many of those that wait in a lane are counted.
    int MAX_WAITING = 1_000;

    /// A lane that does not go on.
    ///
    /// @param partitionKey of its events
    /// @param blocker the first in it
    /// @param waiting how many wait behind that; [#MAX_WAITING] stands for that many or more
    record Blocked(String partitionKey, Delivery blocker, int waiting) {
        public Blocked {
            requireNonNull(partitionKey, "partitionKey is null");
            requireNonNull(blocker, "blocker is null");
        }
    }

    /// The lanes of a tenant's subscription that do not go on, in any order.
    ///
    /// @param cursor where to go on, as the page before says; null from the start
    /// @param limit most of a page
    /// @throws io.penstock.input.InvalidInputException if `cursor` is not of this list
    Page<Blocked> blocked(TenantUid tenant, SubscriptionUid subscription, @Nullable String cursor, int limit);

    /// What became of the wish to skip a delivery.
    enum Skip {
        /// It has ended, and what waited for it goes on.
        SKIPPED,
        /// It had ended before, and nothing waits for it.
        HAD_ENDED,
        /// There is none.
        UNKNOWN
    }

    /// Ends a tenant's delivery as skipped, if it is unfinished, or ended and holds back others. An attempt that is under
    /// way goes on, and is recorded.
    Skip skip(TenantUid tenant, DeliveryId delivery);
}

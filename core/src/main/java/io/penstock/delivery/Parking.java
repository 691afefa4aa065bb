package io.penstock.delivery;

import static java.util.Objects.requireNonNull;

import io.penstock.subscription.SubscriptionUid;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/// The step *release*: deliveries that wait for a change of state are found by looking at the states.
public interface Parking {
    /// A subscription that has unfinished deliveries.
    ///
    /// @param subscription which
    /// @param parked for which changes of state some of them wait; empty if none is parked
    record Unfinished(SubscriptionUid subscription, Set<ParkReason> parked) {
        public Unfinished {
            requireNonNull(subscription, "subscription is null");
            parked = Set.copyOf(parked);
        }
    }

    /// All subscriptions that have unfinished deliveries.
    List<Unfinished> look();

    /// Sends up to `limit` deliveries of `subscription` that are parked for `reason`, those of the oldest
    /// events first; those parked for a full backlog only as far as there is room: parked deliveries take up
    /// none.
    ///
    /// @return how many
    int release(SubscriptionUid subscription, ParkReason reason, int limit);

    /// Ends up to `limit` unfinished deliveries of `subscription` as cancelled.
    ///
    /// @return how many
    int cancel(SubscriptionUid subscription, String reason, int limit);

    /// Ends up to `limit` parked deliveries whose time ran out before `now`.
    ///
    /// @return how many
    int expire(Instant now, int limit);
}

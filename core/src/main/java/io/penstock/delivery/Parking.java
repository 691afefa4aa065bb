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

    /// All subscriptions that have parked deliveries, and those that have waiting ones, if these are found by their
    /// subscription. Where they are not, each has a message on its way to whoever attempts it, and sees what has become
    /// of its subscription.
    List<Unfinished> look();

    /// Sends up to `limit` deliveries of `subscription` that are parked for `reason`, those of the oldest
    /// events first; those parked for a full backlog only as far as there is room: parked deliveries take up
    /// none. Those that wait in a lane are sent if they are the first in it: because the one before is not to hold them back
    /// any more, or because who ended that died before.
    ///
    /// @return how many
    int release(SubscriptionUid subscription, ParkReason reason, int limit);

    /// Ends up to `limit` unfinished deliveries of `subscription` as cancelled: parked ones, and of those that wait the
    /// ones that [#look] would find.
    ///
    /// @return how many
    int cancel(SubscriptionUid subscription, String reason, int limit);

    /// Ends up to `limit` parked deliveries whose time ran out before `now`.
    ///
    /// @return how many
    int expire(Instant now, int limit);
}

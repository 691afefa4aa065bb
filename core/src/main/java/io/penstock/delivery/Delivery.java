package io.penstock.delivery;

import static java.util.Objects.requireNonNull;

import io.penstock.event.EventKey;
import io.penstock.subscription.SubscriptionUid;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One event for one subscription, as it is looked up.
///
/// @param id its name
/// @param event which event
/// @param eventType the event's type
/// @param subscription for whom
/// @param subscriptionId what that subscription is called, or was
/// @param run how many times it was begun, from 1
/// @param next which attempt of the run comes next, or would
/// @param state where it stands
/// @param reason why it is parked ([ParkReason#text]), or ended so; null where the state says it all
/// @param due when the next attempt is made, not before; null unless it waits
/// @param createdAt when its event was accepted
/// @param expires when it is given up
/// @param attempts all that were made in all runs, by run, number and time; empty in a list
public record Delivery(
        DeliveryId id,
        EventKey event,
        String eventType,
        SubscriptionUid subscription,
        String subscriptionId,
        int run,
        int next,
        DeliveryState state,
        @Nullable String reason,
        @Nullable Instant due,
        Instant createdAt,
        Instant expires,
        List<Attempt> attempts) {
    public Delivery {
        requireNonNull(id, "id is null");
        requireNonNull(event, "event is null");
        requireNonNull(eventType, "eventType is null");
        requireNonNull(subscription, "subscription is null");
        requireNonNull(subscriptionId, "subscriptionId is null");
        requireNonNull(state, "state is null");
        requireNonNull(createdAt, "createdAt is null");
        requireNonNull(expires, "expires is null");
        attempts = List.copyOf(attempts);
    }
}

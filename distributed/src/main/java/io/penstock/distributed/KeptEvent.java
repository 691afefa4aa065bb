package io.penstock.distributed;

import static java.util.Objects.requireNonNull;

import io.penstock.delivery.DeliveryId;
import io.penstock.event.ContentHash;
import io.penstock.event.EventKey;
import io.penstock.identity.Id128;
import io.penstock.ledger.Acceptance;
import io.penstock.subscription.SubscriptionUid;
import io.penstock.tenant.TenantUid;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An event with its plan, as it is stored.
///
/// @param tenant whose it is
/// @param key its name
/// @param acceptId which acceptance it came from
/// @param acceptedAt when that was
/// @param content the hash of all it says; null once it is erased
/// @param registryVersion what it was matched under
/// @param plan whom it goes to
/// @param lane what stands for its partition key; null if nobody gets it in order
/// @param ordered those of `plan` who do
/// @param reason why that is nobody, if nobody was asked; null if those were found that want it
/// @param event what it says, or where that is
/// @param erasedAt when it was erased; null if it was not
record KeptEvent(
        TenantUid tenant,
        EventKey key,
        Id128 acceptId,
        Instant acceptedAt,
        @Nullable ContentHash content,
        long registryVersion,
        KeptPlan plan,
        @Nullable Id128 lane,
        List<SubscriptionUid> ordered,
        @Nullable String reason,
        EncodedEvent event,
        @Nullable Instant erasedAt) {
    KeptEvent {
        requireNonNull(tenant, "tenant is null");
        requireNonNull(key, "key is null");
        requireNonNull(acceptId, "acceptId is null");
        requireNonNull(acceptedAt, "acceptedAt is null");
        if ((content == null) != (erasedAt != null)) {
            throw new IllegalArgumentException("%s has a hash, or was erased".formatted(key));
        }
        requireNonNull(plan, "plan is null");
        ordered = List.copyOf(ordered);
        if ((lane == null) != ordered.isEmpty()) {
            throw new IllegalArgumentException("%s has a lane, or nobody gets it in order".formatted(key));
        }
        requireNonNull(event, "event is null");
    }

    /// What an event is that has this one's key.
    Acceptance.Kind kindOf(Id128 otherAcceptId, ContentHash otherContent) {
        if (acceptId.equals(otherAcceptId)) {
            return Acceptance.Kind.NEW;
        }
        return content == null || content.equals(otherContent) ? Acceptance.Kind.DUPLICATE : Acceptance.Kind.CONFLICT;
    }

    boolean isErased() {
        return erasedAt != null;
    }

    /// What is left when it is erased at `now`.
    KeptEvent erased(Instant now) {
        return new KeptEvent(
                tenant,
                key,
                acceptId,
                acceptedAt,
                null,
                registryVersion,
                plan,
                lane,
                ordered,
                reason,
                EncodedEvent.of(event.withoutData().erased()),
                now.truncatedTo(ChronoUnit.MILLIS));
    }

    /// What is known from the start of each of its deliveries to `subscriptions`.
    List<Planned> planned(List<SubscriptionUid> subscriptions) {
        return subscriptions.stream().map(this::planned).toList();
    }

    /// What is known from the start of its delivery to `subscription`.
    Planned planned(SubscriptionUid subscription) {
        return new Planned(tenant, key, subscription, acceptedAt, ordered.contains(subscription) ? lane : null);
    }

    /// What is known of a delivery from the moment that it was planned, and never changes.
    ///
    /// @param tenant whose it is
    /// @param event of which event
    /// @param subscription for whom
    /// @param acceptedAt when its event was accepted
    /// @param lane what stands for the partition key by which it is ordered; null if it is not
    record Planned(
            TenantUid tenant,
            EventKey event,
            SubscriptionUid subscription,
            Instant acceptedAt,
            @Nullable Id128 lane) {
        Planned {
            requireNonNull(tenant, "tenant is null");
            requireNonNull(event, "event is null");
            requireNonNull(subscription, "subscription is null");
            requireNonNull(acceptedAt, "acceptedAt is null");
        }

        /// The same in this lane, or in none.
        Planned in(@Nullable Id128 lane) {
            return new Planned(tenant, event, subscription, acceptedAt, lane);
        }

        DeliveryId id() {
            return DeliveryId.of(event, subscription);
        }
    }
}

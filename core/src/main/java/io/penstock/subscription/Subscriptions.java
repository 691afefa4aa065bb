package io.penstock.subscription;

import io.penstock.tenant.TenantEndedException;
import io.penstock.tenant.TenantUid;
import java.util.List;
import java.util.Optional;

/// The subscriptions of all tenants. What is changed here is durable when the call returns, and in force for
/// matching and delivery within a second.
public interface Subscriptions {
    /// The one that `tenant` calls `id`.
    Optional<Subscription> find(TenantUid tenant, String id);

    /// The one of this uid, if it is still in force.
    Optional<Subscription> find(SubscriptionUid uid);

    /// Whether its deliveries go out; empty if it is not in force. For whoever needs nothing else of it, and may have no
    /// right to what is secret.
    default Optional<Status> status(SubscriptionUid uid) {
        return find(uid).map(Subscription::status);
    }

    /// Which order its deliveries have; empty if it is not in force. For whoever may have no right to what is secret.
    default Optional<Ordering> ordering(SubscriptionUid uid) {
        return find(uid).map(found -> found.policy().ordering());
    }

    /// Which events it wants; empty if it is not in force. For whoever may have no right to what is secret.
    default Optional<Selection> selection(SubscriptionUid uid) {
        return find(uid).map(Subscription::selection);
    }

    /// Up to `limit` of a tenant's, by their ids, those after `after`; from the first if that is empty. Ids
    /// are in the order of their characters, capital letters first.
    List<Subscription> list(TenantUid tenant, String after, int limit);

    /// Puts `subscription` in the place of what has its uid, or makes it; answers it with its new version,
    /// whatever version it came with: larger than any that its tenant's subscriptions had.
    ///
    /// @param expected the version that is to be replaced; 0 if there is to be none
    /// @throws ChangedMeanwhileException if there is another version by now, or another subscription of that
    ///     id
    /// @throws io.penstock.input.InvalidInputException if the tenant's limit of [SubscriptionLimits] would be passed
    /// @throws NoRoomException if the limit of all would be passed
    /// @throws TenantEndedException if its tenant is not in force: no subscription outlives its tenant
    Subscription put(Subscription subscription, long expected);

    /// Gives the one of this uid another status; all else stays as it is. For whoever may have no right to what is secret.
    ///
    /// @param expected the version that is to be changed
    /// @return its new version
    /// @throws ChangedMeanwhileException if there is another version by now, or none
    /// @throws TenantEndedException if its tenant is not in force
    default long setStatus(SubscriptionUid uid, Status status, long expected) {
        var present = find(uid).orElseThrow(() -> new ChangedMeanwhileException("the subscription %s".formatted(uid)));
        return put(present.with(status), expected).version();
    }

    /// Ends it. Its deliveries end as cancelled.
    ///
    /// @param expected the version that is to be ended
    /// @return whether it was there
    /// @throws ChangedMeanwhileException if there is another version by now
    boolean delete(SubscriptionUid uid, long expected);

    /// What it wanted at the registry version `version`, for as long as events matched under that version are
    /// kept; also when it is gone by now, or another one has its id.
    Optional<Selection> asOf(TenantUid tenant, String id, long version);
}

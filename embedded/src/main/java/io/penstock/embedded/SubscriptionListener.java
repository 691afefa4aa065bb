package io.penstock.embedded;

import io.penstock.subscription.Subscription;
import io.penstock.tenant.TenantUid;

/// Is told of every subscription that is in force, in the order of their changes: an index for matching,
/// say. Called at the start for those that are there, and before the call returns that changes one; it must
/// be quick, since everything that is written waits for it.
public interface SubscriptionListener {
    /// Called first: the registry version of this start.
    void start(long version);

    /// It is in force as it is here.
    void put(Subscription subscription);

    /// It is in force no more.
    ///
    /// @param last as it was
    /// @param version the registry version without it
    void remove(Subscription last, long version);

    /// A tenant has ended: none of its subscriptions is in force any more.
    void removeAll(TenantUid tenant);
}

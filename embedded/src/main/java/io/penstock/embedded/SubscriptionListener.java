package io.penstock.embedded;

import io.penstock.subscription.Subscription;
import io.penstock.subscription.SubscriptionUid;

/// Is told of every subscription that is in force, in the order of their changes: an index for matching,
/// say. Called at the start for those that are there, and before the call returns that changes one; it must
/// be quick, since everything that is written waits for it.
public interface SubscriptionListener {
    /// It is in force as it is here.
    void put(Subscription subscription);

    /// It is in force no more.
    void remove(SubscriptionUid subscription);
}

package io.penstock.distributed.registry;

import io.penstock.subscription.Selection;
import io.penstock.subscription.SubscriptionUid;

/// What takes in the changes of a tenant's subscriptions, in their order.
interface Selections {
    /// The version that it has reached: of the last change that it was told.
    long version();

    /// A subscription wants this.
    ///
    /// @param version the registry version that made it so
    void put(Selection selection, long version);

    /// A subscription is there no more.
    ///
    /// @param version the registry version without it
    void remove(SubscriptionUid uid, long version);

    /// All up to `version` was told.
    void reached(long version);
}

package io.penstock.delivery;

import io.penstock.tenant.TenantUid;

/// The step *replay*, of a single delivery.
public interface Replays {
    /// Begins the delivery's next run, whatever its state, and sends its first attempt at once, whether or
    /// not its subscription's backlog has room. What is still on its way for an earlier run is passed.
    ///
    /// @return whether there is such a delivery, of an event that is still kept and was not erased
    boolean replay(TenantUid tenant, DeliveryId delivery);
}

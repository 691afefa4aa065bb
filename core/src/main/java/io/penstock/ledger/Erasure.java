package io.penstock.ledger;

import io.penstock.event.EventKey;
import io.penstock.tenant.TenantUid;

/// The step *erase*, of a single event. There is no way back.
public interface Erasure {
    /// Why a delivery was cancelled whose event was erased.
    String REASON = "its event was erased";

    /// Removes what the event says, but for its `id`, `source` and `type`, and what receivers answered to its attempts,
    /// which may say it again. What is left stays as long as the event would have: handed in again it is a duplicate,
    /// whatever it says. Deliveries that have not ended are cancelled, with [#REASON], and none is replayed any more; an
    /// attempt that is under way ends as it would have, and its answer is not kept. To erase it once more does what a
    /// crash has left undone, and else nothing.
    ///
    /// @return whether there is such an event
    boolean erase(TenantUid tenant, EventKey event);
}

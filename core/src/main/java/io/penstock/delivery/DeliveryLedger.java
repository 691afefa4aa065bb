package io.penstock.delivery;

/// The step *attempt*, but for the request itself, and the step *park*.
public interface DeliveryLedger {
    /// Looks whether the attempt is to be made: only if the delivery's `run` and `next` are the message's, it
    /// has neither ended nor been parked, and its event is still kept. A message that comes before its time
    /// is passed, and sent again then. What follows from where the delivery stands may be done again: whoever wrote that
    /// may have died before. Whether the delivery has expired is for the caller to see, who ends
    /// it.
    Beginning begin(DeliveryMessage message);

    /// Records `attempt`, which is the message's, and, if the delivery's `run` and `next` are still the
    /// message's and it has not ended, writes what comes next with all that follows from it: at once, or so
    /// that doing it again repairs a crash in between. `DELIVERED` also wins if another attempt of the same
    /// run was quicker to fail, unless the delivery has ended. What the attempt took up is given back. Of an
    /// event that is not kept any more, nothing is recorded.
    ///
    /// @return whether `next` was written
    boolean finish(DeliveryMessage message, Attempt attempt, Next next);

    /// Writes what comes next without an attempt, on the same condition: parked, cancelled, expired, or put
    /// off because of a failure of our own.
    ///
    /// @return whether `next` was written
    boolean move(DeliveryMessage message, Next next);
}

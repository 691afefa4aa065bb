package io.penstock.ledger;

import java.util.List;

/// The step *plan*.
public interface PlanLedger {
    /// Puts each event with its plan, if no event of its key is there, and sends its deliveries (run 1,
    /// attempt 1). An event that is there already under another `acceptId` is a duplicate: counted, and
    /// flagged if its content differs. One that is there under the same `acceptId` is handed in again after a
    /// failure: it is new, and the plan that is stored stands. Deliveries past their subscription's backlog
    /// are parked, and so are those that come after them while any is: what is new overtakes nothing. All
    /// events or none; or, where each has a message of its own that hands it in again, each by itself.
    ///
    /// @return one for each event, in order
    /// @throws IntakeRefusedException if there is no room for them now
    List<Acceptance> plan(List<PlannedEvent> events);
}

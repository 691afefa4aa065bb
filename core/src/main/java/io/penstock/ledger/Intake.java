package io.penstock.ledger;

import io.penstock.event.Event;
import io.penstock.tenant.TenantUid;
import java.util.List;

/// The step *accept*.
public interface Intake {
    /// Stores `events`, all or none. When it returns they survive the loss of power.
    ///
    /// @return one for each event, in order
    /// @throws IntakeRefusedException if there is no room for them now
    List<Acceptance> accept(TenantUid tenant, List<Event> events);
}

package io.penstock.ledger;

import io.penstock.event.Event;
import io.penstock.tenant.TenantUid;
import java.util.List;

/// The step *accept*.
public interface Intake {
    /// Stores `events`, all or none. When it returns they survive the loss of power.
    ///
    /// @return one for each event, in order
    /// @throws io.penstock.input.InvalidInputException if one is larger than can be stored, or takes more to match than is
    ///     spent on an event; of several events it names the one: `[3]`
    /// @throws IntakeRefusedException if there is no room for them now
    List<Acceptance> accept(TenantUid tenant, List<Event> events);
}

package io.penstock.routing;

import io.penstock.event.Event;
import io.penstock.tenant.TenantUid;

/// Decides where an event goes.
public interface Router {
    /// The subscriptions of `tenant` in force that want `event`, paused and disabled ones too.
    ///
    /// @throws io.penstock.input.InvalidInputException if finding them takes more than is spent on an event
    Plan route(TenantUid tenant, Event event);
}

package io.penstock.routing;

import io.penstock.event.Event;
import io.penstock.tenant.TenantUid;

/// Decides where an event goes.
public interface Router {
    /// The subscriptions of `tenant` in force that want `event`, paused and disabled ones too.
    Plan route(TenantUid tenant, Event event);
}

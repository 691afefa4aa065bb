package io.penstock.distributed;

import static java.util.Objects.requireNonNull;

import io.penstock.event.EventKey;
import io.penstock.identity.Id128;
import io.penstock.tenant.TenantUid;

/// Asks for the deliveries of one page of a plan that is stored.
///
/// @param tenant whose
/// @param event which event
/// @param plan the number of its plan
/// @param page which page, from 0
record PlanPage(TenantUid tenant, EventKey event, Id128 plan, int page) {
    PlanPage {
        requireNonNull(tenant, "tenant is null");
        requireNonNull(event, "event is null");
        requireNonNull(plan, "plan is null");
        if (page < 0) {
            throw new IllegalArgumentException("pages begin at 0: %d".formatted(page));
        }
    }
}

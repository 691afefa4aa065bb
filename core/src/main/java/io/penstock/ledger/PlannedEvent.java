package io.penstock.ledger;

import static java.util.Objects.requireNonNull;

import io.penstock.event.ContentHash;
import io.penstock.event.Event;
import io.penstock.event.EventKey;
import io.penstock.identity.Id128;
import io.penstock.routing.Plan;
import io.penstock.tenant.TenantUid;
import java.time.Instant;

/// An event with the plan that is stored with it.
///
/// @param tenant whose it is
/// @param key its name
/// @param acceptId fresh for each time that it was handed in: tells a duplicate from a redelivery
/// @param acceptedAt when it was handed in, to the millisecond
/// @param event itself
/// @param content the hash that tells whether two of the same name are the same
/// @param plan where it goes
public record PlannedEvent(
        TenantUid tenant,
        EventKey key,
        Id128 acceptId,
        Instant acceptedAt,
        Event event,
        ContentHash content,
        Plan plan) {
    public PlannedEvent {
        requireNonNull(tenant, "tenant is null");
        requireNonNull(key, "key is null");
        requireNonNull(acceptId, "acceptId is null");
        requireNonNull(acceptedAt, "acceptedAt is null");
        requireNonNull(event, "event is null");
        requireNonNull(content, "content is null");
        requireNonNull(plan, "plan is null");
    }
}

package io.penstock.distributed;

import static java.util.Objects.requireNonNull;

import io.penstock.identity.Id128;
import io.penstock.tenant.TenantUid;
import java.time.Instant;

/// What an event message says: an event that was accepted, and nothing that was decided about it.
///
/// @param tenant whose it is
/// @param acceptId fresh for each time that it was handed in
/// @param acceptedAt when that was, to the millisecond
/// @param event itself, or where it is
record AcceptedEvent(TenantUid tenant, Id128 acceptId, Instant acceptedAt, EncodedEvent event) {
    AcceptedEvent {
        requireNonNull(tenant, "tenant is null");
        requireNonNull(acceptId, "acceptId is null");
        requireNonNull(acceptedAt, "acceptedAt is null");
        requireNonNull(event, "event is null");
    }
}

package io.penstock.distributed;

import static java.util.Objects.requireNonNull;

import io.penstock.tenant.TenantUid;

/// Asks to go on with a replay.
///
/// @param tenant whose it is
/// @param id what the tenant calls it
record ReplayRequested(TenantUid tenant, String id) {
    ReplayRequested {
        requireNonNull(tenant, "tenant is null");
        requireNonNull(id, "id is null");
    }
}

package io.penstock.access;

import io.penstock.tenant.TenantUid;
import io.penstock.testing.TestClock;

/// Keys for tests that do not care what is in them.
public final class TestKeys {
    private TestKeys() {}

    /// One of `tenant` that never expires; not in any registry yet.
    public static ApiKey of(TenantUid tenant, String id) {
        return new ApiKey(id, tenant, "ci", "%064x".formatted(id.hashCode()), TestClock.START, null);
    }
}

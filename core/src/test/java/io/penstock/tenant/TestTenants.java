package io.penstock.tenant;

import io.penstock.identity.Id128;
import io.penstock.testing.TestClock;
import java.util.concurrent.atomic.AtomicLong;

/// Tenants for tests that do not care what is in them.
public final class TestTenants {
    private static final AtomicLong COUNT = new AtomicLong();

    private TestTenants() {}

    /// A uid that no other call answers.
    public static TenantUid uid() {
        return new TenantUid(Id128.derive("tenant", Long.toString(COUNT.incrementAndGet())));
    }

    /// A fresh one that is called `id`; not in any registry yet.
    public static Tenant of(String id) {
        return new Tenant(uid(), id, "Tenant " + id, TestClock.START);
    }
}

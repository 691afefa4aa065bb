package io.penstock.access;

import static java.util.Objects.requireNonNull;

import io.penstock.tenant.TenantUid;

/// Who holds a key that was shown.
public sealed interface Caller {
    /// The operator: reaches tenants and keys, and what is below any tenant that it names.
    record Operator() implements Caller {}

    /// A tenant: reaches what is below it, and nothing else.
    ///
    /// @param tenant whose key it is
    record OfTenant(TenantUid tenant) implements Caller {
        public OfTenant {
            requireNonNull(tenant, "tenant is null");
        }
    }
}

package io.penstock.tenant;

import java.io.Serial;

/// A tenant has ended, or never was: nothing is put below it.
public final class TenantEndedException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    /// @param tenant that has ended
    public TenantEndedException(TenantUid tenant) {
        super("the tenant %s has ended".formatted(tenant), null, false, false);
    }
}

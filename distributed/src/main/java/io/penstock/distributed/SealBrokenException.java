package io.penstock.distributed;

import io.penstock.tenant.TenantUid;
import java.io.Serial;

/// What is to be opened was not sealed for this tenant, or was changed since. Trying again does not help.
public final class SealBrokenException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    /// @param tenant for whom it was to be opened
    public SealBrokenException(TenantUid tenant) {
        super("what was to be opened for the tenant %s was not sealed for it, or was changed".formatted(tenant));
    }
}

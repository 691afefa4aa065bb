package io.penstock.lambda;

import io.penstock.distributed.Vault;
import io.penstock.tenant.TenantUid;

/// Of a function that has no right to secrets, and needs none.
final class NoVault implements Vault {
    @Override
    public byte[] seal(TenantUid tenant, byte[] text) {
        throw new IllegalStateException("this function seals no secrets");
    }

    @Override
    public byte[] open(TenantUid tenant, byte[] sealed) {
        throw new IllegalStateException("this function opens no secrets");
    }
}

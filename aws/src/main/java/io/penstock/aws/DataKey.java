package io.penstock.aws;

import io.penstock.tenant.TenantUid;
import javax.crypto.spec.SecretKeySpec;

/// A key that texts of one tenant are sealed with.
///
/// @param tenant whose it is
/// @param encrypted by KMS, as it stands with what it seals
/// @param plain itself
record DataKey(TenantUid tenant, byte[] encrypted, SecretKeySpec plain) {
    DataKey(TenantUid tenant, byte[] encrypted, byte[] plain) {
        this(tenant, encrypted, new SecretKeySpec(plain, "AES"));
    }

    @Override
    public String toString() {
        return "DataKey[%s]".formatted(tenant);
    }
}

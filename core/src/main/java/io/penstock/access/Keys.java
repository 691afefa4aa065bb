package io.penstock.access;

import io.penstock.input.InvalidInputException;
import io.penstock.tenant.TenantEndedException;
import io.penstock.tenant.TenantUid;
import java.util.List;
import java.util.Optional;

/// The keys of all tenants. What is changed here is durable when the call returns, and in force within a
/// second; where several processes answer requests, a key that was revoked may be good for up to 30 seconds longer.
public interface Keys {
    /// The key of this id, unless it was revoked or its tenant has ended.
    Optional<ApiKey> find(String id);

    /// A tenant's keys, oldest first.
    List<ApiKey> list(TenantUid tenant);

    /// Makes `key`.
    ///
    /// @throws TenantEndedException if its tenant is not in force: no key outlives its tenant
    /// @throws InvalidInputException if the tenant has [ApiKey#MAX_PER_TENANT] keys
    void add(ApiKey key);

    /// Revokes it: it is worth nothing any more, and forgotten.
    ///
    /// @return whether it was there
    boolean revoke(TenantUid tenant, String id);
}

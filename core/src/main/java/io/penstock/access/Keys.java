package io.penstock.access;

import io.penstock.tenant.TenantUid;
import java.util.List;
import java.util.Optional;

/// The keys of all tenants. What is changed here is durable when the call returns, and in force within a
/// second.
public interface Keys {
    /// The key of this id, unless it was revoked.
    Optional<ApiKey> find(String id);

    /// A tenant's keys, oldest first; at most [ApiKey#MAX_PER_TENANT].
    List<ApiKey> list(TenantUid tenant);

    /// Makes `key`.
    void add(ApiKey key);

    /// Revokes it: it is worth nothing any more, and forgotten.
    ///
    /// @return whether it was there
    boolean revoke(TenantUid tenant, String id);
}

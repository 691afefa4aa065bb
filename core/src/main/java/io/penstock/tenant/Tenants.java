package io.penstock.tenant;

import java.util.List;
import java.util.Optional;

/// All tenants. What is changed here is durable when the call returns.
public interface Tenants {
    /// The one that is called `id`.
    Optional<Tenant> find(String id);

    /// The one of this uid, if it is still in force.
    Optional<Tenant> find(TenantUid uid);

    /// Up to `limit`, by their ids, those after `after`; from the first if that is empty. Ids are in the
    /// order of their characters.
    List<Tenant> list(String after, int limit);

    /// Puts `tenant` in the place of what has its uid, or makes it.
    ///
    /// @return whether it was written: not, if another tenant has its id
    boolean put(Tenant tenant);

    /// Ends it, with its keys and its subscriptions.
    ///
    /// @return whether it was there
    boolean delete(TenantUid uid);
}

package io.penstock.replay;

import io.penstock.tenant.TenantUid;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// All replays: those that run, and those that have ended for [ReplayJob#REMEMBERED].
public interface ReplayJobs {
    /// Keeps `job`, unless its tenant has one of its id.
    ///
    /// @return the one that is kept under its id, with its numbers
    /// @throws io.penstock.input.InvalidInputException if [ReplayJob#MAX_RUNNING] run already
    /// @throws io.penstock.tenant.TenantEndedException if its tenant is not in force
    ReplayJob put(ReplayJob job);

    /// The one that `tenant` calls `id`.
    Optional<ReplayJob> find(TenantUid tenant, String id);

    /// Up to `limit` of a tenant's, the newest first, of those whose [ReplayJob#sequence] is less than `before`.
    List<ReplayJob> list(TenantUid tenant, long before, int limit);

    /// Up to `limit` of all tenants' that run and whose next step is due at `now`, the longest due first.
    List<ReplayJob> due(Instant now, int limit);

    /// Writes `changed`, if nobody has written since it was read: if its [ReplayJob#revision] is the kept one's.
    ///
    /// @return whether it was written
    boolean save(ReplayJob changed);
}

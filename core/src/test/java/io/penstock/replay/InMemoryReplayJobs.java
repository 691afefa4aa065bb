package io.penstock.replay;

import static java.util.Objects.requireNonNull;

import io.penstock.tenant.TenantEndedException;
import io.penstock.tenant.TenantUid;
import io.penstock.tenant.Tenants;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/// Replays in memory. Safe for use by many threads.
public final class InMemoryReplayJobs implements ReplayJobs {
    private final Tenants tenants;
    private final Map<Long, ReplayJob> jobs = new TreeMap<>();
    private long sequence;

    /// @param tenants whose jobs are kept
    public InMemoryReplayJobs(Tenants tenants) {
        this.tenants = requireNonNull(tenants, "tenants is null");
    }

    @Override
    public synchronized ReplayJob put(ReplayJob job) {
        var present = find(job.tenant(), job.id());
        if (present.isPresent()) {
            return present.get();
        }
        if (tenants.find(job.tenant()).isEmpty()) {
            throw new TenantEndedException(job.tenant());
        }
        ReplayJob.checkRoom(of(job.tenant()).filter(ReplayJob::isRunning).count());
        jobs.values()
                .removeIf(ended -> ended.endedAt() != null
                        && ended.endedAt().isBefore(job.startedAt().minus(ReplayJob.REMEMBERED)));
        var kept = job.kept(++sequence, 1);
        jobs.put(kept.sequence(), kept);
        return kept;
    }

    private Stream<ReplayJob> of(TenantUid tenant) {
        return jobs.values().stream().filter(job -> job.tenant().equals(tenant));
    }

    @Override
    public synchronized Optional<ReplayJob> find(TenantUid tenant, String id) {
        return of(tenant).filter(job -> job.id().equals(id)).findFirst();
    }

    @Override
    public synchronized List<ReplayJob> list(TenantUid tenant, long before, int limit) {
        return of(tenant)
                .filter(job -> job.sequence() < before)
                .sorted(Comparator.comparingLong(ReplayJob::sequence).reversed())
                .limit(limit)
                .toList();
    }

    @Override
    public synchronized List<ReplayJob> due(Instant now, int limit) {
        return jobs.values().stream()
                .filter(job -> job.isRunning() && !job.progress().due().isAfter(now))
                .sorted(Comparator.comparing(job -> job.progress().due()))
                .limit(limit)
                .toList();
    }

    @Override
    public synchronized boolean save(ReplayJob changed) {
        var present = jobs.get(changed.sequence());
        if (present == null || present.revision() != changed.revision()) {
            return false;
        }
        jobs.put(changed.sequence(), changed.kept(changed.sequence(), changed.revision() + 1));
        return true;
    }
}

package io.penstock.replay;

import static java.util.Objects.requireNonNull;

import io.penstock.identity.Id128;
import io.penstock.input.InvalidInputException;
import io.penstock.tenant.TenantUid;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// Starts replays, looks them up, and stops them.
public final class ReplayAdministration {
    private final ReplayJobs jobs;
    private final InstantSource clock;
    private final RandomGenerator random;

    /// @param random for ids; a `SecureRandom`, unless in a test
    public ReplayAdministration(ReplayJobs jobs, InstantSource clock, RandomGenerator random) {
        this.jobs = requireNonNull(jobs, "jobs is null");
        this.clock = requireNonNull(clock, "clock is null");
        this.random = requireNonNull(random, "random is null");
    }

    /// What became of a request to start a job.
    ///
    /// @param job the job of that id
    /// @param isNew whether it was started by this request
    /// @param isSame whether it does what was asked for
    public record Started(ReplayJob job, boolean isNew, boolean isSame) {
        public Started {
            requireNonNull(job, "job is null");
        }
    }

    /// An id for a job whose starter chose none.
    public String newId() {
        return "rpl_" + Id128.random(random);
    }

    /// Starts a job, unless there is one of that id.
    ///
    /// @throws InvalidInputException naming the field, if it may not be
    public Started start(TenantUid tenant, String id, ReplayRequest request) {
        ReplayJob.checkId(id);
        var present = jobs.find(tenant, id);
        if (present.isPresent()) {
            return started(present.get(), request, false);
        }
        var now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        check(request.selection(), now);
        var job = ReplayJob.start(tenant, id, request, now);
        var kept = jobs.put(job);
        return started(kept, request, kept.revision() == 1 && kept.kept(0, 0).equals(job));
    }

    private static Started started(ReplayJob job, ReplayRequest asked, boolean isNew) {
        return new Started(job, isNew, job.request().equals(asked));
    }

    private static void check(ReplaySelection selection, Instant now) {
        switch (selection) {
            case ReplaySelection.Events _ -> {}
            case ReplaySelection.Range range -> checkSince("since", range.since(), now);
            case ReplaySelection.Failed(var since) -> checkSince("failedSince", since, now);
        }
    }

    private static void checkSince(String field, Instant since, Instant now) {
        if (!since.isBefore(now)) {
            throw new InvalidInputException(field, "must be in the past");
        }
        if (since.isBefore(now.minus(ReplaySelection.MAX_RANGE))) {
            throw new InvalidInputException(
                    field, "may be %d days back at most".formatted(ReplaySelection.MAX_RANGE.toDays()));
        }
    }

    /// The one that `tenant` calls `id`.
    public Optional<ReplayJob> find(TenantUid tenant, String id) {
        return jobs.find(tenant, id);
    }

    /// Up to `limit` of a tenant's, the newest first, of those whose [ReplayJob#sequence] is less than `before`.
    public List<ReplayJob> list(TenantUid tenant, long before, int limit) {
        return jobs.list(tenant, before, limit);
    }

    /// Stops a job: no other step of it is begun. One that has ended stays as it is.
    ///
    /// @return the job as it is now; empty if there is none
    public Optional<ReplayJob> cancel(TenantUid tenant, String id) {
        for (var job = jobs.find(tenant, id); job.isPresent(); job = jobs.find(tenant, id)) {
            if (!job.get().isRunning()) {
                return job;
            }
            jobs.save(job.get()
                    .ended(ReplayJob.State.CANCELLED, null, clock.instant().truncatedTo(ChronoUnit.MILLIS)));
        }
        return Optional.empty();
    }
}

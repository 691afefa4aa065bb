package io.penstock.replay;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/// Replays whose next step is long overdue, where somebody has to be told to go on: who was told has died, or nobody was.
public final class StalledReplays {
    /// How long a step may be overdue.
    public static final Duration PATIENCE = Duration.ofMinutes(5);

    /// Most that are taken at once.
    static final int MAX_JOBS = 100;

    private final ReplayJobs jobs;
    private final InstantSource clock;

    public StalledReplays(ReplayJobs jobs, InstantSource clock) {
        this.jobs = requireNonNull(jobs, "jobs is null");
        this.clock = requireNonNull(clock, "clock is null");
    }

    /// Takes those that are stalled, the longest first: each is due from now on, and for [#PATIENCE] not stalled again. Who
    /// is at one after all lets it go, since someone else has written it.
    ///
    /// @return those for which someone is to be told to go on
    public List<ReplayJob> take() {
        var now = clock.instant();
        return jobs.due(now.minus(PATIENCE), MAX_JOBS).stream()
                .map(job -> job.at(job.progress().putOff(now)))
                .filter(jobs::save)
                .toList();
    }
}

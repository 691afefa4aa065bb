package io.penstock.distributed;

import static java.util.Objects.requireNonNull;

import io.penstock.replay.ReplayJobs;
import io.penstock.replay.ReplayRunner;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Goes on with a replay, step by step, as long as there is time, and then asks for the rest: so a replay of any length is a
/// chain of bounded links, each of which can be torn anywhere and done again.
///
/// Of two that are at the same replay, the one whose step is not written lets it go, and there is one again. A replay whose
/// step failed is let go as well, until it is found stalled.
public final class ReplayChain {
    /// How far ahead the next step of a replay may be that keeps its rate; what is further ahead was put off.
    static final Duration MAX_WAIT = Duration.ofSeconds(2);

    private static final Logger LOG = LoggerFactory.getLogger(ReplayChain.class);

    private final ReplayJobs jobs;
    private final ReplayRunner runner;
    private final ReplayRequests requests;
    private final InstantSource clock;
    private final Consumer<Duration> waiting;
    private final BooleanSupplier hasTime;

    /// @param requests where the rest is asked for
    /// @param waiting returns after a time
    /// @param hasTime whether there is time for another step, and for [#MAX_WAIT] before it
    public ReplayChain(
            ReplayJobs jobs,
            ReplayRunner runner,
            ReplayRequests requests,
            InstantSource clock,
            Consumer<Duration> waiting,
            BooleanSupplier hasTime) {
        this.jobs = requireNonNull(jobs, "jobs is null");
        this.runner = requireNonNull(runner, "runner is null");
        this.requests = requireNonNull(requests, "requests is null");
        this.clock = requireNonNull(clock, "clock is null");
        this.waiting = requireNonNull(waiting, "waiting is null");
        this.hasTime = requireNonNull(hasTime, "hasTime is null");
    }

    /// Does what a request asks for, which [ReplayRequests] wrote.
    ///
    /// @throws UnknownFormException if it is in a form of another release
    /// @throws UnreadableMessageException if it is none
    public void goOn(String request) {
        var requested = Envelopes.replay(request);
        var job = jobs.find(requested.tenant(), requested.id()).orElse(null);
        while (job != null && job.isRunning()) {
            var wait = Duration.between(clock.instant(), job.progress().due());
            if (wait.compareTo(MAX_WAIT) > 0) {
                return;
            }
            if (!hasTime.getAsBoolean()) {
                requests.send(job);
                return;
            }
            if (wait.isPositive()) {
                waiting.accept(wait);
            }
            job = runner.step(job).orElse(null);
        }
        if (job != null) {
            LOG.info(
                    "replay {}: {}, {} events looked at",
                    job.id(),
                    job.state(),
                    job.progress().looked());
        }
    }
}

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

/// Goes on with a replay, step by step, as long as there is time, and leaves the rest to another message: so a replay of
/// any length is a chain of bounded links, each of which can be torn anywhere and done again.
///
/// Of two that are at the same replay, the one whose step is not written lets it go, and there is one again.
public final class ReplayChain {
    /// How long it is waited for the time of a step; for what is further ahead, a message waits.
    static final Duration MAX_WAIT = Duration.ofSeconds(2);

    private static final Logger LOG = LoggerFactory.getLogger(ReplayChain.class);

    private final ReplayJobs jobs;
    private final ReplayRunner runner;
    private final ReplayQueue queue;
    private final InstantSource clock;
    private final Consumer<Duration> waiting;
    private final BooleanSupplier hasTime;

    /// @param queue where a message goes for the rest
    /// @param waiting returns after a time
    /// @param hasTime whether there is time for another step
    public ReplayChain(
            ReplayJobs jobs,
            ReplayRunner runner,
            ReplayQueue queue,
            InstantSource clock,
            Consumer<Duration> waiting,
            BooleanSupplier hasTime) {
        this.jobs = requireNonNull(jobs, "jobs is null");
        this.runner = requireNonNull(runner, "runner is null");
        this.queue = requireNonNull(queue, "queue is null");
        this.clock = requireNonNull(clock, "clock is null");
        this.waiting = requireNonNull(waiting, "waiting is null");
        this.hasTime = requireNonNull(hasTime, "hasTime is null");
    }

    /// Does what the message `body` asks for.
    ///
    /// @throws UnknownFormException if it is in a form of another release
    /// @throws UnreadableMessageException if it is none
    /// @throws NotSentException if there is more to do, and no message could be sent
    public void goOn(String body) {
        var message = Envelopes.replay(body);
        var job = jobs.find(message.tenant(), message.id()).orElse(null);
        while (job != null && job.isRunning()) {
            var wait = Duration.between(clock.instant(), job.progress().due());
            if (wait.compareTo(MAX_WAIT) > 0 || !hasTime.getAsBoolean()) {
                queue.send(job, wait);
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

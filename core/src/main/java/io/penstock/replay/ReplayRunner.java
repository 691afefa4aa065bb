package io.penstock.replay;

import static java.util.Objects.requireNonNull;

import io.penstock.event.EventKey;
import io.penstock.ledger.Ledger;
import io.penstock.subscription.Selection;
import io.penstock.subscription.Subscriptions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Does replays step by step: a page of events, and then the job with how far it has come.
///
/// Whoever dies in between has the page done again, which begins no run twice. Two that do the same step at once do it
/// once: what the second one writes of the job is refused.
public final class ReplayRunner {
    /// Most jobs that one look makes a step of.
    static final int MAX_JOBS = 20;

    /// How late a job may catch up with its rate.
    static final Duration CATCH_UP = Duration.ofSeconds(1);

    /// How long a job is put off whose step failed.
    static final Duration PAUSE = Duration.ofSeconds(30);

    /// How many steps in a second a job of a low rate takes.
    private static final int STEPS_PER_SECOND = 4;

    private static final Logger LOG = LoggerFactory.getLogger(ReplayRunner.class);

    private final ReplayJobs jobs;
    private final ReplayPages pages;
    private final Selector selector;
    private final Subscriptions subscriptions;
    private final InstantSource clock;

    /// @param ledger where the events and deliveries are listed that are chosen from
    public ReplayRunner(
            ReplayJobs jobs, ReplayPages pages, Ledger ledger, Subscriptions subscriptions, InstantSource clock) {
        this.jobs = requireNonNull(jobs, "jobs is null");
        this.pages = requireNonNull(pages, "pages is null");
        this.selector = new Selector(ledger);
        this.subscriptions = requireNonNull(subscriptions, "subscriptions is null");
        this.clock = requireNonNull(clock, "clock is null");
    }

    /// Makes a step of each job that is due. One that fails keeps none of the others.
    ///
    /// @return whether more is due already
    public boolean run() {
        boolean more = false;
        for (var job : jobs.due(clock.instant(), MAX_JOBS)) {
            try {
                more |= step(job).filter(this::isDue).isPresent();
            } catch (RuntimeException e) {
                LOG.warn("The replay {} could not be written", job.id(), e);
            }
        }
        return more;
    }

    private boolean isDue(ReplayJob job) {
        return job.isRunning() && !job.progress().due().isAfter(clock.instant());
    }

    /// Makes the next step of `job`, which runs, whether or not it is due. If the step fails, the job is put off by
    /// [#PAUSE].
    ///
    /// @return the job after the step, as it is kept; empty if someone else has written it meanwhile: has made the same
    ///     step, or has cancelled it
    public Optional<ReplayJob> step(ReplayJob job) {
        var after = after(job);
        if (jobs.save(after)) {
            return Optional.of(after.kept(job.sequence(), job.revision() + 1));
        }
        LOG.debug("The replay {} was written by someone else", job.id());
        return Optional.empty();
    }

    private ReplayJob after(ReplayJob job) {
        try {
            var subscription = subscriptions.selection(job.request().subscription());
            return subscription.isEmpty()
                    ? job.ended(ReplayJob.State.FAILED, "its subscription was deleted", now())
                    : step(job, subscription.get());
        } catch (RuntimeException e) {
            LOG.error("A step of the replay {} failed; it is tried again in {}", job.id(), PAUSE, e);
            return job.at(job.progress().putOff(clock.instant().plus(PAUSE)));
        }
    }

    private ReplayJob step(ReplayJob job, Selection subscription) {
        var request = job.request();
        var chosen = selector.next(job, subscription, most(request));
        var results = new ArrayList<Replayed>(chosen.unwanted());
        for (int i = 0; i < chosen.unwanted(); i++) {
            results.add(Replayed.UNWANTED);
        }
        results.addAll(replay(job, chosen.events()));
        var sent = results.stream().filter(result -> result == Replayed.SENT).count();
        var after = job.at(job.progress().and(results, chosen.next().orElse(null), chosen.reached(), due(job, sent)));
        return chosen.next().isPresent() ? after : after.ended(ReplayJob.State.FINISHED, null, now());
    }

    private List<Replayed> replay(ReplayJob job, List<EventKey> events) {
        if (events.isEmpty()) {
            return List.of();
        }
        var request = job.request();
        return pages.replay(new ReplayPage(
                job.tenant(), request.subscription(), job.sequence(), request.mode(), request.dryRun(), events));
    }

    /// How many events a step may send: a part of what a second has room for.
    private static int most(ReplayRequest request) {
        return request.dryRun()
                ? ReplayPage.MAX_EVENTS
                : Math.clamp(request.rate() / STEPS_PER_SECOND, 1, ReplayPage.MAX_EVENTS);
    }

    /// When the next step may be made, so that the rate is kept on average.
    private Instant due(ReplayJob job, long sent) {
        if (job.request().dryRun()) {
            return job.progress().due();
        }
        var earliest = clock.instant().minus(CATCH_UP);
        var due = job.progress().due().isBefore(earliest)
                ? earliest
                : job.progress().due();
        return due.plusNanos(
                sent * Duration.ofSeconds(1).toNanos() / job.request().rate());
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}

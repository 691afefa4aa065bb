package io.penstock.distributed;

import static java.util.Objects.requireNonNull;

import io.penstock.replay.ReplayJob;
import io.penstock.replay.ReplayJobs;
import io.penstock.tenant.TenantUid;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Where it is asked to go on with replays. To ask is no more than a hint: all that a replay is stands in the table, and one
/// that nobody was asked to go on with is stalled, and asked for again.
public final class ReplayRequests {
    private static final Logger LOG = LoggerFactory.getLogger(ReplayRequests.class);

    private final Consumer<String> sender;

    /// @param sender takes what is to come to [ReplayChain#goOn], once or more often; throws if it cannot
    public ReplayRequests(Consumer<String> sender) {
        this.sender = requireNonNull(sender, "sender is null");
    }

    /// Asks to go on with `job`.
    public void send(ReplayJob job) {
        sender.accept(Envelopes.write(new ReplayRequested(job.tenant(), job.id())));
    }

    /// `jobs`, but whoever starts one asks to go on with it.
    public ReplayJobs startingIn(ReplayJobs jobs) {
        return new Starting(jobs);
    }

    private final class Starting implements ReplayJobs {
        private final ReplayJobs jobs;

        Starting(ReplayJobs jobs) {
            this.jobs = requireNonNull(jobs, "jobs is null");
        }

        /// Once it is kept it is started, whatever becomes of the request.
        @Override
        public ReplayJob put(ReplayJob job) {
            var kept = jobs.put(job);
            if (kept.isRunning()) {
                try {
                    send(kept);
                } catch (RuntimeException e) {
                    LOG.warn("The replay {} begins later: nobody could be asked to go on with it", kept.id(), e);
                }
            }
            return kept;
        }

        @Override
        public Optional<ReplayJob> find(TenantUid tenant, String id) {
            return jobs.find(tenant, id);
        }

        @Override
        public List<ReplayJob> list(TenantUid tenant, long before, int limit) {
            return jobs.list(tenant, before, limit);
        }

        @Override
        public List<ReplayJob> due(Instant now, int limit) {
            return jobs.due(now, limit);
        }

        @Override
        public boolean save(ReplayJob changed) {
            return jobs.save(changed);
        }
    }
}

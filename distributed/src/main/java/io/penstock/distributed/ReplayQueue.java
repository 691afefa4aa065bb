package io.penstock.distributed;

import static java.util.Objects.requireNonNull;

import io.penstock.replay.ReplayJob;
import io.penstock.replay.ReplayJobs;
import io.penstock.tenant.TenantUid;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The queue of what asks to go on with a replay. A message is no more than a hint: all that a replay is stands in the
/// table, and one that nobody was told of is stalled, and told of again.
public final class ReplayQueue {
    private static final Logger LOG = LoggerFactory.getLogger(ReplayQueue.class);

    private final MessageQueue queue;

    public ReplayQueue(MessageQueue queue) {
        this.queue = requireNonNull(queue, "queue is null");
    }

    /// Asks to go on with `job`.
    ///
    /// @param delay after which time; cut to what the queue can delay
    /// @throws NotSentException if the queue did not take it
    public void send(ReplayJob job, Duration delay) {
        var waits = delay.isNegative() ? Duration.ZERO : delay;
        var message = new MessageQueue.Message(
                Envelopes.write(new ReplayMessage(job.tenant(), job.id())),
                job.tenant().value().text(),
                waits.compareTo(MessageQueue.MAX_DELAY) > 0 ? MessageQueue.MAX_DELAY : waits);
        if (!queue.send(List.of(message)).isEmpty()) {
            throw new NotSentException(1, 1);
        }
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

        /// Once it is kept it is started, whatever becomes of the message.
        @Override
        public ReplayJob put(ReplayJob job) {
            var kept = jobs.put(job);
            if (kept.isRunning()) {
                try {
                    send(kept, Duration.ZERO);
                } catch (RuntimeException e) {
                    LOG.warn("The replay {} begins later: its message was not sent", kept.id(), e);
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

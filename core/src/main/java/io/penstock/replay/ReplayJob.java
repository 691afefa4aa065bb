package io.penstock.replay;

import static java.util.Objects.requireNonNull;

import io.penstock.input.InvalidInputException;
import io.penstock.tenant.TenantUid;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A replay of many deliveries, done step by step.
///
/// @param tenant whose it is
/// @param id what the tenant calls it; starting it again under this id is harmless
/// @param sequence its number among all jobs, from 1: a job that was started later has a larger one. 0 for one that is
///     not kept yet
/// @param revision how often it was written; 0 for one that is not kept yet
/// @param request what it does
/// @param startedAt when it was started, to the millisecond: where a time range ends at the latest
/// @param state where it stands
/// @param reason why it failed; null if it did not
/// @param progress how far it has come
/// @param endedAt when it came to its end; null while it runs
public record ReplayJob(
        TenantUid tenant,
        String id,
        long sequence,
        long revision,
        ReplayRequest request,
        Instant startedAt,
        State state,
        @Nullable String reason,
        ReplayProgress progress,
        @Nullable Instant endedAt) {
    /// Most jobs of a tenant that run at the same time.
    public static final int MAX_RUNNING = 10;

    /// How long a job is known by its id after it has ended.
    public static final Duration REMEMBERED = Duration.ofDays(30);

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

    /// Where a job stands.
    public enum State {
        /// It goes on by itself.
        RUNNING,
        /// Everything was looked at.
        FINISHED,
        /// Someone has stopped it. What it had begun goes its way.
        CANCELLED,
        /// It cannot go on: its reason says why.
        FAILED
    }

    public ReplayJob {
        requireNonNull(tenant, "tenant is null");
        requireNonNull(id, "id is null");
        requireNonNull(request, "request is null");
        requireNonNull(startedAt, "startedAt is null");
        requireNonNull(state, "state is null");
        requireNonNull(progress, "progress is null");
    }

    /// One that begins now, and is not kept yet.
    static ReplayJob start(TenantUid tenant, String id, ReplayRequest request, Instant now) {
        return new ReplayJob(tenant, id, 0, 0, request, now, State.RUNNING, null, ReplayProgress.start(now), null);
    }

    /// Checks that a job may be called so.
    ///
    /// @throws InvalidInputException if not
    public static void checkId(String id) {
        if (!ID.matcher(id).matches()) {
            throw new InvalidInputException(
                    "id", "must have 1 to 100 letters, digits, '.', '_' and '-', the first a letter or digit");
        }
    }

    /// Checks that another one may run beside `running` others of its tenant.
    ///
    /// @throws InvalidInputException if not
    public static void checkRoom(long running) {
        if (running >= MAX_RUNNING) {
            throw new InvalidInputException(
                    "",
                    "%d replays are running, which is the limit; wait until one has finished, or cancel one"
                            .formatted(running));
        }
    }

    /// Whether it goes on.
    public boolean isRunning() {
        return state == State.RUNNING;
    }

    /// As it is kept under these numbers.
    public ReplayJob kept(long sequence, long revision) {
        return new ReplayJob(tenant, id, sequence, revision, request, startedAt, state, reason, progress, endedAt);
    }

    ReplayJob at(ReplayProgress progress) {
        return new ReplayJob(tenant, id, sequence, revision, request, startedAt, state, reason, progress, endedAt);
    }

    ReplayJob ended(State state, @Nullable String reason, Instant at) {
        return new ReplayJob(tenant, id, sequence, revision, request, startedAt, state, reason, progress, at);
    }
}

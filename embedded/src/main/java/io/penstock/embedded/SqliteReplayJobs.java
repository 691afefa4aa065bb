package io.penstock.embedded;

import io.penstock.identity.Id128;
import io.penstock.replay.ReplayJob;
import io.penstock.replay.ReplayJobs;
import io.penstock.replay.ReplayJson;
import io.penstock.replay.ReplayProgress;
import io.penstock.tenant.TenantEndedException;
import io.penstock.tenant.TenantUid;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Replays in the database.
final class SqliteReplayJobs implements ReplayJobs {
    private static final int RUNNING = 0;

    private static final String SELECT =
            "SELECT seq, tenant, id, revision, state, started_at, ended_at, reason, request, progress FROM replays ";

    private final Writer writer;
    private final Readers readers;

    SqliteReplayJobs(Writer writer, Readers readers) {
        this.writer = writer;
        this.readers = readers;
    }

    private static ReplayJob read(ResultSet row) throws SQLException {
        long ended = row.getLong(7);
        @Nullable Instant endedAt = row.wasNull() ? null : Instant.ofEpochMilli(ended);
        return new ReplayJob(
                new TenantUid(Id128.of(row.getBytes(2))),
                row.getString(3),
                row.getLong(1),
                row.getLong(4),
                ReplayJson.request(row.getString(9)),
                Instant.ofEpochMilli(row.getLong(6)),
                state(row.getInt(5)),
                row.getString(8),
                ReplayJson.progress(row.getString(10)),
                endedAt);
    }

    private static ReplayJob.State state(int code) {
        return switch (code) {
            case RUNNING -> ReplayJob.State.RUNNING;
            case 1 -> ReplayJob.State.FINISHED;
            case 2 -> ReplayJob.State.CANCELLED;
            case 3 -> ReplayJob.State.FAILED;
            default -> throw new IllegalArgumentException("no state of a replay has the number " + code);
        };
    }

    private static int code(ReplayJob.State state) {
        return switch (state) {
            case RUNNING -> RUNNING;
            case FINISHED -> 1;
            case CANCELLED -> 2;
            case FAILED -> 3;
        };
    }

    private static @Nullable Long millis(@Nullable Instant time) {
        return time == null ? null : time.toEpochMilli();
    }

    /// The first millisecond that is not before the next step is due.
    private static long due(ReplayProgress progress) {
        return progress.due().plusNanos(999_999).toEpochMilli();
    }

    /// What was found when a job was to be put.
    ///
    /// @param tenant whether the tenant is in force
    /// @param running how many of its jobs run
    /// @param job the one of that id, if there is one
    private record Put(
            boolean tenant, long running, @Nullable ReplayJob job) {}

    @Override
    public ReplayJob put(ReplayJob job) {
        var put = writer.change(statements -> put(statements, job));
        if (put.job() != null) {
            return put.job();
        }
        if (!put.tenant()) {
            throw new TenantEndedException(job.tenant());
        }
        ReplayJob.checkRoom(put.running());
        throw new IllegalStateException("the replay %s is not kept".formatted(job.id()));
    }

    private static Put put(Statements statements, ReplayJob job) throws SQLException {
        var tenant = job.tenant().value().bytes();
        var present = find(statements, job.tenant(), job.id());
        if (present != null) {
            return new Put(true, 0, present);
        }
        statements.update(
                "DELETE FROM replays WHERE tenant = ? AND ended_at < ?",
                tenant,
                job.startedAt().minus(ReplayJob.REMEMBERED).toEpochMilli());
        boolean inForce = SqliteTenants.isInForce(statements, tenant);
        long running = statements.number(0, "SELECT count(*) FROM replays WHERE tenant = ? AND state = 0", tenant);
        if (inForce && running < ReplayJob.MAX_RUNNING) {
            statements.update(
                    """
                    INSERT INTO replays (tenant, id, revision, state, started_at, due, request, progress)
                    VALUES (?, ?, 1, ?, ?, ?, ?, ?)\
                    """,
                    tenant,
                    job.id(),
                    code(job.state()),
                    job.startedAt().toEpochMilli(),
                    due(job.progress()),
                    ReplayJson.write(job.request()),
                    ReplayJson.write(job.progress()));
        }
        return new Put(inForce, running, find(statements, job.tenant(), job.id()));
    }

    private static @Nullable ReplayJob find(Statements statements, TenantUid tenant, String id) throws SQLException {
        return statements.first(
                SqliteReplayJobs::read,
                SELECT + "WHERE tenant = ? AND id = ?",
                tenant.value().bytes(),
                id);
    }

    @Override
    public Optional<ReplayJob> find(TenantUid tenant, String id) {
        return readers.read(statements -> Optional.ofNullable(find(statements, tenant, id)));
    }

    @Override
    public List<ReplayJob> list(TenantUid tenant, long before, int limit) {
        return list(
                SELECT + "WHERE tenant = ? AND seq < ? ORDER BY seq DESC LIMIT ?",
                tenant.value().bytes(),
                before,
                limit);
    }

    @Override
    public List<ReplayJob> due(Instant now, int limit) {
        return list(SELECT + "WHERE state = 0 AND due <= ? ORDER BY due, seq LIMIT ?", now.toEpochMilli(), limit);
    }

    private List<ReplayJob> list(String sql, Object... arguments) {
        return readers.read(statements -> {
            var found = new ArrayList<ReplayJob>();
            statements.each(row -> found.add(read(row)), sql, arguments);
            return found;
        });
    }

    @Override
    public boolean save(ReplayJob changed) {
        return writer.<Integer>change(statements -> statements.update(
                        """
                        UPDATE replays SET revision = revision + 1, state = ?, due = ?, ended_at = ?, reason = ?, progress = ?
                        WHERE seq = ? AND tenant = ? AND revision = ?\
                        """,
                        code(changed.state()),
                        due(changed.progress()),
                        millis(changed.endedAt()),
                        changed.reason(),
                        ReplayJson.write(changed.progress()),
                        changed.sequence(),
                        changed.tenant().value().bytes(),
                        changed.revision()))
                > 0;
    }
}

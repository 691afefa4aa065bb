package io.penstock.embedded;

import io.penstock.delivery.Attempt;
import io.penstock.delivery.DeliveryMessage;
import io.penstock.delivery.DeliveryState;
import io.penstock.delivery.Next;
import io.penstock.delivery.Outcome;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Records an attempt, if there was one, and writes what comes next.
final class FinishOperation implements Operation<FinishOperation.Written> {
    private static final String UPDATE_WAITING = """
        UPDATE deliveries SET state = ?, next = ?, due = ?, reason = ?
        WHERE event_seq = ? AND subscription_seq = ? AND run = ? AND next = ? AND state = 0 AND expires > ?\
        """;
    private static final String UPDATE = """
        UPDATE deliveries SET state = ?, next = ?, due = ?, reason = ?
        WHERE event_seq = ? AND subscription_seq = ?\
        """;
    private static final String INSERT_ATTEMPT = """
        INSERT OR IGNORE INTO attempts (event_seq, subscription_seq, run, n, copy, started_at, took, outcome,
            status, retry_after, reason, response)
        VALUES (?1, ?2, ?3, ?4, 0, ?5, ?6, ?7, ?8, ?9, ?10, ?11)\
        """;
    private static final String INSERT_COPY = """
        INSERT INTO attempts (event_seq, subscription_seq, run, n, copy, started_at, took, outcome,
            status, retry_after, reason, response)
        SELECT ?1, ?2, ?3, ?4, 1 + max(copy), ?5, ?6, ?7, ?8, ?9, ?10, ?11 FROM attempts
        WHERE event_seq = ?1 AND subscription_seq = ?2 AND run = ?3 AND n = ?4\
        """;

    private final DeliveryMessage message;
    private final @Nullable Attempt attempt;
    private final Next next;
    private final Names.Name subscription;
    private final long knownSeq;
    private final long lost;
    private final Instant now;
    private final Backlog backlog;
    private final Handover queue;
    private final LaneRows lanes;
    /// What is to be done with its subscription in the same transaction, if `next` is written.
    private final @Nullable Operation<SqliteSubscriptions.Result> disabling;

    /// What was written.
    ///
    /// @param next whether what comes next was
    /// @param seq the event's number; 0 if there is no such delivery
    /// @param from the delivery's state before
    /// @param disabled what became of its subscription; null if nothing was to
    /// @param released whose turn it is after it
    record Written(
            boolean next,
            long seq,
            int from,
            SqliteSubscriptions.@Nullable Result disabled,
            Optional<LaneRows.Released> released) {
        static Written nothing(long seq, int from) {
            return new Written(false, seq, from, null, Optional.empty());
        }
    }

    private record Present(int state, int run, int next) {}

    /// @param knownSeq the event's number, 0 if it is to be looked up
    /// @param lost the latest time of expiry of deliveries whose events are not kept any more
    /// @param now when it comes to its end, if it does
    FinishOperation(
            DeliveryMessage message,
            @Nullable Attempt attempt,
            Next next,
            Names.Name subscription,
            long knownSeq,
            long lost,
            Instant now,
            Backlog backlog,
            Handover queue,
            LaneRows lanes,
            @Nullable Operation<SqliteSubscriptions.Result> disabling) {
        this.message = message;
        this.attempt = attempt;
        this.next = next;
        this.subscription = subscription;
        this.knownSeq = knownSeq;
        this.lost = lost;
        this.now = now;
        this.backlog = backlog;
        this.queue = queue;
        this.lanes = lanes;
        this.disabling = disabling;
    }

    @Override
    public Written run(Statements statements) throws SQLException {
        long seq = knownSeq > 0
                ? knownSeq
                : statements.number(
                        0,
                        "SELECT seq FROM events WHERE key = ?",
                        message.event().value().bytes());
        if (seq > 0 && updateWaiting(statements, seq)) {
            record(statements, seq);
            return follow(statements, seq, States.WAITING);
        }
        var present = seq == 0 ? null : present(statements, seq);
        if (present == null) {
            return Written.nothing(0, 0);
        }
        recordOfAny(statements, seq);
        if (!wins(present)) {
            return Written.nothing(seq, present.state());
        }
        statements.update(UPDATE, state(next), number(), due(), reason(), seq, subscription.seq());
        return follow(statements, seq, present.state());
    }

    /// What follows from `next`, which is written.
    private Written follow(Statements statements, long seq, int from) throws SQLException {
        tell(statements);
        return new Written(true, seq, from, disable(statements), release(statements, seq));
    }

    private Optional<LaneRows.Released> release(Statements statements, long seq) throws SQLException {
        return switch (next) {
            case Next.TryAt _, Next.Park _ -> Optional.empty();
            case Next.End(var state, var _) -> lanes.ended(statements, subscription, seq, state, now.toEpochMilli());
            case Next.Refuse _ -> lanes.ended(statements, subscription, seq, DeliveryState.REFUSED, now.toEpochMilli());
        };
    }

    private void tell(Statements statements) throws SQLException {
        switch (next) {
            case Next.TryAt _, Next.Park _ -> {}
            case Next.Refuse(var why, var _) ->
                Outbox.ended(statements, message, subscription, DeliveryState.REFUSED, why, now);
            case Next.End(var state, var why) -> {
                switch (state) {
                    case EXHAUSTED, REFUSED, EXPIRED ->
                        Outbox.ended(statements, message, subscription, state, why, now);
                    case DELIVERED, CANCELLED, SKIPPED, WAITING, PARKED -> {}
                }
            }
        }
    }

    private SqliteSubscriptions.@Nullable Result disable(Statements statements) throws SQLException {
        return disabling == null ? null : disabling.run(statements);
    }

    private boolean updateWaiting(Statements statements, long seq) throws SQLException {
        return statements.update(
                        UPDATE_WAITING,
                        state(next),
                        number(),
                        due(),
                        reason(),
                        seq,
                        subscription.seq(),
                        message.run(),
                        message.n(),
                        lost)
                > 0;
    }

    private @Nullable Present present(Statements statements, long seq) throws SQLException {
        return statements.first(
                row -> new Present(row.getInt(1), row.getInt(2), row.getInt(3)),
                "SELECT state, run, next FROM deliveries WHERE event_seq = ? AND subscription_seq = ? AND expires > ?",
                seq,
                subscription.seq(),
                lost);
    }

    private boolean wins(Present present) {
        boolean delivered = next instanceof Next.End(var state, var _) && state == DeliveryState.DELIVERED;
        return present.run() == message.run()
                && present.state() < States.FINAL
                && (delivered || present.next() == message.n());
    }

    static int state(Next next) {
        return switch (next) {
            case Next.TryAt _ -> States.WAITING;
            case Next.Park(var reason) -> States.parked(reason);
            case Next.End(var state, var _) -> States.ended(state);
            case Next.Refuse _ -> States.ended(DeliveryState.REFUSED);
        };
    }

    private int number() {
        return next instanceof Next.TryAt(int n, var _, var _) ? n : message.n();
    }

    private @Nullable Long due() {
        return next instanceof Next.TryAt(int _, var due, var _) ? due.toEpochMilli() : null;
    }

    private @Nullable String reason() {
        return switch (next) {
            case Next.TryAt _, Next.Park _ -> null;
            case Next.End(var _, var reason) -> reason.isEmpty() ? null : reason;
            case Next.Refuse(var reason, var _) -> reason;
        };
    }

    private void record(Statements statements, long seq) throws SQLException {
        record(statements, seq, attempt);
    }

    /// The same if the event may have been erased while the attempt was made.
    private void recordOfAny(Statements statements, long seq) throws SQLException {
        boolean erased = statements.number(0, "SELECT erased_at NOT NULL FROM events WHERE seq = ?", seq) != 0;
        record(statements, seq, erased && attempt != null ? attempt.withoutResponse() : attempt);
    }

    private void record(Statements statements, long seq, @Nullable Attempt made) throws SQLException {
        if (made != null && insertAttempt(statements, INSERT_ATTEMPT, seq, made) == 0) {
            insertAttempt(statements, INSERT_COPY, seq, made);
        }
    }

    private int insertAttempt(Statements statements, String sql, long seq, Attempt made) throws SQLException {
        return statements.update(
                sql,
                seq,
                subscription.seq(),
                made.run(),
                made.n(),
                made.startedAt().toEpochMilli(),
                made.took().toNanos(),
                AttemptRows.outcome(made.outcome()),
                made.status(),
                made.outcome() instanceof Outcome.Failed failed
                                && failed.retryAfter().isPresent()
                        ? failed.retryAfter().get().toMillis()
                        : null,
                made.reason().orElse(null),
                made.response().length == 0 ? null : made.response());
    }

    @Override
    public void committed(Written written) {
        if (written.next()) {
            backlog.moved(subscription, written.from(), state(next), 1);
            queue.wrote(subscription, written.seq(), message, next);
            if (disabling != null && written.disabled() != null) {
                disabling.committed(written.disabled());
            }
            written.released().ifPresent(lanes::committed);
        } else {
            queue.release(message);
        }
    }
}

package io.penstock.embedded;

import io.penstock.ledger.PlanLedger;
import java.sql.SQLException;
import java.time.Duration;

/// What planning needs and what follows from it. The numbers are drawn on the writer's turn only.
final class PlanContext {
    /// How long an event's name is accepted once only, even if the event itself is kept for less.
    static final Duration DEDUPLICATION = Duration.ofDays(30);

    /// How far times may be ahead of the clock for good.
    static final Duration MAX_LEAD = Duration.ofMinutes(1);

    /// How long a clock that is further behind must go on before it is believed.
    static final Duration BELIEVED_AFTER = Duration.ofHours(1);

    /// The setting that holds the largest number of an event that was erased: it is never given again.
    static final String ERASED_SEQ = "events.erased";

    private final EmbeddedOptions options;
    private final Backlog backlog;
    private final KnownTypes types;
    private final LaneRows lanes;
    private final Handover queue;

    private long lastSeq;
    private long lastAcceptedAt;

    /// The least that the clock has said since it is far behind; [Long#MAX_VALUE] if it is not.
    private long behindSince = Long.MAX_VALUE;

    private boolean tombstones;

    PlanContext(EmbeddedOptions options, Backlog backlog, KnownTypes types, LaneRows lanes, Handover queue) {
        this.options = options;
        this.backlog = backlog;
        this.types = types;
        this.lanes = lanes;
        this.queue = queue;
    }

    void load(Statements statements) throws SQLException {
        long erased = statements.number(0, "SELECT CAST(value AS INTEGER) FROM settings WHERE name = ?", ERASED_SEQ);
        lastSeq = Math.max(erased, statements.number(0, "SELECT max(seq) FROM events"));
        lastAcceptedAt = statements.number(0, "SELECT accepted_at FROM events ORDER BY seq DESC LIMIT 1");
        tombstones = options.retention().compareTo(DEDUPLICATION) < 0
                || statements.number(0, "SELECT 1 FROM tombstones LIMIT 1") > 0;
    }

    EmbeddedOptions options() {
        return options;
    }

    Backlog backlog() {
        return backlog;
    }

    KnownTypes types() {
        return types;
    }

    LaneRows lanes() {
        return lanes;
    }

    boolean hasTombstones() {
        return tombstones;
    }

    /// The next event's number. One that is drawn and not used is no loss.
    long nextSeq() {
        return ++lastSeq;
    }

    /// `acceptedAt`, or the latest there was if that is later: times do not fall as numbers grow, so that a
    /// time is found by bisection. Callers that were overtaken on their way to the writer differ by little.
    ///
    /// A clock that is far behind is not believed at once: it may be the one that is wrong, and what is accepted in
    /// the past is erased as soon as the clock is right again. If it goes on like that for [#BELIEVED_AFTER], it
    /// was ahead before, and times fall this once: else all that comes would be accepted in the future.
    long monotone(long acceptedAt) {
        if (lastAcceptedAt - acceptedAt <= MAX_LEAD.toMillis()) {
            behindSince = Long.MAX_VALUE;
        } else {
            behindSince = Math.min(behindSince, acceptedAt);
            if (acceptedAt - behindSince >= BELIEVED_AFTER.toMillis()) {
                lastAcceptedAt = acceptedAt;
            }
        }
        lastAcceptedAt = Math.max(lastAcceptedAt, acceptedAt);
        return lastAcceptedAt;
    }

    /// What follows from an event that is now durable; see [PlanLedger].
    void handOn(PlanRow row, PlanOperation.Stored stored) {
        var planned = row.planned();
        types.seen(row.tenant(), planned.event().type(), planned.acceptedAt().toEpochMilli());
        for (int i = 0; i < stored.states().length; i++) {
            backlog.moved(row.targets().get(i).subscription(), Backlog.NONE, stored.states()[i], 1);
        }
        queue.planned(row, stored);
    }
}

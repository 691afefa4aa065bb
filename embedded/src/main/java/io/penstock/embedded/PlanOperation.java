package io.penstock.embedded;

import io.penstock.delivery.ParkReason;
import io.penstock.ledger.Acceptance;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Stores events with their plans and deliveries.
final class PlanOperation implements Operation<List<PlanOperation.Stored>> {
    private static final String INSERT_EVENT = """
        INSERT OR IGNORE INTO events (seq, key, tenant, accepted_at, type_hash, source_hash, subject_hash, matched,
            registry_version, accept_id, content_hash, type, source, subject, id, time, content_type, data_schema,
            extensions, data_form, data)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)\
        """;
    private static final String INSERT_DELIVERY = """
        INSERT INTO deliveries (event_seq, subscription_seq, state, run, next, due, expires, tenant, id_hash)
        VALUES (?, ?, ?, 1, 1, ?, ?, ?, ?)\
        """;

    private final List<PlanRow> rows;
    private final PlanContext context;

    /// What became of an event.
    ///
    /// @param seq its number, if it is new
    /// @param expires when its deliveries are given up
    /// @param states of its deliveries, in the order of the plan
    record Stored(Acceptance acceptance, long seq, long expires, int[] states) {
        boolean isNew() {
            return seq > 0;
        }
    }

    PlanOperation(List<PlanRow> rows, PlanContext context) {
        this.rows = rows;
        this.context = context;
    }

    @Override
    public List<Stored> run(Statements statements) throws SQLException {
        var stored = new ArrayList<Stored>(rows.size());
        for (var row : rows) {
            stored.add(store(statements, row));
        }
        return stored;
    }

    private Stored store(Statements statements, PlanRow row) throws SQLException {
        if (context.hasTombstones()) {
            var content = statements.first(
                    found -> EventRows.bytes(found, 1),
                    "SELECT content_hash FROM tombstones WHERE key = ? AND expires > ?",
                    row.key(),
                    row.planned().acceptedAt().toEpochMilli());
            if (content != null) {
                return again(row, isSame(content, row));
            }
        }
        long seq = context.nextSeq();
        long acceptedAt = context.monotone(row.planned().acceptedAt().toEpochMilli());
        if (insert(statements, row, seq, acceptedAt) == 0) {
            return repeated(statements, row);
        }
        var type = row.planned().event().type();
        context.types().remember(statements, row.tenant(), type, acceptedAt);
        long expires = context.options().expires(acceptedAt);
        var states = new int[row.targets().size()];
        for (int i = 0; i < states.length; i++) {
            var target = row.targets().get(i);
            states[i] = state(statements, target, seq);
            statements.update(
                    INSERT_DELIVERY,
                    seq,
                    target.subscription().seq(),
                    states[i],
                    states[i] == States.WAITING ? row.planned().acceptedAt().toEpochMilli() : null,
                    expires,
                    row.tenant(),
                    target.idHash());
        }
        return new Stored(new Acceptance(row.planned().key(), Acceptance.Kind.NEW), seq, expires, states);
    }

    /// Behind the others of its lane, if there are any.
    private int state(Statements statements, PlanRow.Target target, long seq) throws SQLException {
        boolean first = target.lane() == null
                || context.lanes().append(statements, target.subscription().seq(), target.lane(), seq);
        return first ? state(target) : States.parked(ParkReason.LANE);
    }

    /// Waiting while there is room, but not ahead of those for which there was none: else the oldest would never have
    /// their turn while more comes than goes.
    private int state(PlanRow.Target target) {
        int parked = States.parked(ParkReason.BACKLOG);
        long subscription = target.subscription().seq();
        boolean room = context.backlog().count(subscription, States.WAITING)
                < context.options().maxBacklogPerSubscription();
        return room && context.backlog().count(subscription, parked) == 0 ? States.WAITING : parked;
    }

    private static int insert(Statements statements, PlanRow row, long seq, long acceptedAt) throws SQLException {
        var event = row.planned().event();
        return statements.update(
                INSERT_EVENT,
                seq,
                row.key(),
                row.tenant(),
                acceptedAt,
                EventRows.hash(row.tenant(), event.type()),
                EventRows.hash(row.tenant(), event.source()),
                event.subject() == null ? null : EventRows.hash(row.tenant(), event.subject()),
                row.targets().size(),
                row.planned().plan().registryVersion(),
                row.acceptId(),
                row.content(),
                event.type(),
                event.source(),
                event.subject(),
                event.id(),
                event.time(),
                event.dataContentType(),
                event.dataSchema(),
                row.extensions(),
                EventRows.form(event),
                event.data() == null ? null : event.data().bytes());
    }

    private record Present(long seq, byte[] acceptId, byte[] content) {}

    private static Stored repeated(Statements statements, PlanRow row) throws SQLException {
        var present = statements.first(
                found -> new Present(found.getLong(1), found.getBytes(2), EventRows.bytes(found, 3)),
                "SELECT seq, accept_id, content_hash FROM events WHERE key = ?",
                row.key());
        if (present == null) {
            throw new IllegalStateException(
                    "the event %s is there and is not".formatted(row.planned().key()));
        }
        if (Arrays.equals(present.acceptId(), row.acceptId())) {
            return new Stored(new Acceptance(row.planned().key(), Acceptance.Kind.NEW), 0, 0, new int[0]);
        }
        boolean same = isSame(present.content(), row);
        statements.update("""
            INSERT INTO repeats (event_seq, duplicates, conflicts) VALUES (?1, 1, ?2)
            ON CONFLICT (event_seq) DO UPDATE SET duplicates = duplicates + 1, conflicts = conflicts + ?2\
            """, present.seq(), same ? 0 : 1);
        return again(row, same);
    }

    /// Of an event that was erased nobody knows what it said.
    private static boolean isSame(byte[] content, PlanRow row) {
        return content.length == 0 || Arrays.equals(content, row.content());
    }

    private static Stored again(PlanRow row, boolean same) {
        var kind = same ? Acceptance.Kind.DUPLICATE : Acceptance.Kind.CONFLICT;
        return new Stored(new Acceptance(row.planned().key(), kind), 0, 0, new int[0]);
    }

    @Override
    public void committed(List<Stored> stored) {
        for (int i = 0; i < stored.size(); i++) {
            if (stored.get(i).isNew()) {
                context.handOn(rows.get(i), stored.get(i));
            }
        }
    }
}

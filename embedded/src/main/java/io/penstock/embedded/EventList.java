package io.penstock.embedded;

import io.penstock.identity.Id128;
import io.penstock.ledger.EventQuery;
import io.penstock.ledger.EventRecord;
import io.penstock.ledger.EventRecord.State;
import io.penstock.ledger.Page;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads events one by one, and in pages. How far a page looks is bounded, in rows and in bytes.
final class EventList {
    private static final int MAX_ROWS = 10_000;
    private static final int MAX_BYTES = 8 * 1_024 * 1_024;
    private static final int CHUNK = 250;

    private static final String RECORD = "SELECT " + EventRows.COLUMNS + """
            , seq, accepted_at, registry_version, matched, duplicates, conflicts, erased_at
            FROM events LEFT JOIN repeats ON event_seq = seq
            """;

    /// An event that may be one of the list.
    private record Candidate(
            long seq,
            long tenant,
            int matched,
            String type,
            String source,
            @Nullable String subject) {
        boolean is(long tenant, EventQuery query) {
            return this.tenant == tenant
                    && (query.type() == null || query.type().equals(type))
                    && (query.source() == null || query.source().equals(source))
                    && (query.subject() == null || query.subject().equals(subject));
        }
    }

    /// The part of the events to look at: an index, and numbers from `from` to before `before`.
    private record Range(String index, long value, long from, long before) {}

    /// The event of this key, if it is the tenant's and was accepted after `erased`.
    @Nullable
    EventRecord find(Statements statements, long tenant, byte[] key, long erased) throws SQLException {
        return statements.first(
                row -> record(statements, row),
                RECORD + "WHERE key = ? AND tenant = ? AND accepted_at > ?",
                key,
                tenant,
                erased);
    }

    /// The number of that event; 0 if there is none.
    long seq(Statements statements, long tenant, byte[] key, long erased) throws SQLException {
        return statements.number(
                0, "SELECT seq FROM events WHERE key = ? AND tenant = ? AND accepted_at > ?", key, tenant, erased);
    }

    /// A page of a tenant's events that were accepted after `erased`.
    Page<EventRecord> page(Statements statements, EventQuery query, long tenant, Cursor cursor, long erased)
            throws SQLException {
        var range = range(statements, query, tenant, cursor, erased);
        var items = new ArrayList<EventRecord>();
        long before = range.before();
        int bytes = 0;
        int rows = 0;
        while (before > range.from()) {
            var candidates = candidates(statements, range, before);
            for (var candidate : candidates) {
                if (items.size() == query.limit() || rows >= MAX_ROWS || bytes >= MAX_BYTES) {
                    return new Page<>(items, Optional.of(new Cursor(before, 0).text(list(query))));
                }
                rows++;
                before = candidate.seq();
                if (candidate.is(tenant, query)) {
                    boolean unmatched = candidate.matched() == 0;
                    if (query.state() != null && (query.state() == State.UNMATCHED) != unmatched) {
                        continue;
                    }
                    rows += candidate.matched();
                    var item = record(statements, candidate, query.state());
                    if (item != null) {
                        items.add(item);
                        bytes += item.event().dataBytes().length;
                    }
                }
            }
            if (candidates.size() < CHUNK) {
                break;
            }
        }
        return new Page<>(items, Optional.empty());
    }

    private static List<Candidate> candidates(Statements statements, Range range, long before) throws SQLException {
        var candidates = new ArrayList<Candidate>();
        statements.each(
                row -> candidates.add(new Candidate(
                        row.getLong(1),
                        row.getLong(2),
                        row.getInt(3),
                        row.getString(4),
                        row.getString(5),
                        row.getString(6))),
                "SELECT seq, tenant, matched, type, source, subject FROM events WHERE " + range.index()
                        + " = ? AND seq < ? AND seq >= ? ORDER BY seq DESC LIMIT ?",
                range.value(),
                before,
                range.from(),
                CHUNK);
        return candidates;
    }

    private static Range range(Statements statements, EventQuery query, long tenant, Cursor cursor, long erased)
            throws SQLException {
        long since = Math.max(erased + 1, query.since() == null ? Long.MIN_VALUE : ceiling(query.since()));
        long from = firstSeq(statements, since);
        long before = query.until() == null ? Long.MAX_VALUE : firstSeq(statements, ceiling(query.until()));
        before = Math.min(before, cursor.event());
        if (query.subject() != null) {
            return new Range("subject_hash", EventRows.hash(tenant, query.subject()), from, before);
        }
        if (query.source() != null) {
            return new Range("source_hash", EventRows.hash(tenant, query.source()), from, before);
        }
        if (query.type() != null) {
            return new Range("type_hash", EventRows.hash(tenant, query.type()), from, before);
        }
        return new Range("tenant", tenant, from, before);
    }

    /// The first millisecond that is not before `time`.
    private static long ceiling(Instant time) {
        if (time.getEpochSecond() > Long.MAX_VALUE / 1_000 - 1 || time.getEpochSecond() < Long.MIN_VALUE / 1_000 + 1) {
            return time.getEpochSecond() > 0 ? Long.MAX_VALUE : Long.MIN_VALUE;
        }
        return time.getEpochSecond() * 1_000 + (time.getNano() + 999_999) / 1_000_000;
    }

    /// When the oldest event was accepted of those whose time is not after `latest`; [Long#MAX_VALUE] if there is
    /// none. Those before it were accepted under a clock that was ahead, and are older than their times say.
    static long oldest(Statements statements, long latest) throws SQLException {
        String find = "SELECT accepted_at FROM events WHERE seq >= ? ORDER BY seq LIMIT 1";
        long low = statements.number(0, "SELECT min(seq) FROM events");
        long oldest = statements.number(Long.MAX_VALUE, find, low);
        if (oldest <= latest) {
            return oldest;
        }
        long high = statements.number(-1, "SELECT max(seq) FROM events") + 1;
        while (low < high) {
            long middle = low + (high - low) / 2;
            long acceptedAt = statements.number(Long.MAX_VALUE, find, middle);
            if (acceptedAt > latest) {
                low = middle + 1;
            } else {
                oldest = acceptedAt;
                high = middle;
            }
        }
        return oldest <= latest ? oldest : Long.MAX_VALUE;
    }

    /// The least number that no event before `time` has, found by bisection: times do not fall as numbers grow, but
    /// after a clock that was ahead; then some of that time may be missed.
    static long firstSeq(Statements statements, long time) throws SQLException {
        long low = statements.number(0, "SELECT min(seq) FROM events");
        long high = statements.number(-1, "SELECT max(seq) FROM events") + 1;
        while (low < high) {
            long middle = low + (high - low) / 2;
            long acceptedAt = statements.number(
                    Long.MAX_VALUE, "SELECT accepted_at FROM events WHERE seq >= ? ORDER BY seq LIMIT 1", middle);
            if (acceptedAt < time) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /// The record, if its state is `wanted` or any is.
    private static @Nullable EventRecord record(Statements statements, Candidate candidate, @Nullable State wanted)
            throws SQLException {
        if (wanted != null && wanted != state(statements, candidate.seq(), candidate.matched())) {
            return null;
        }
        return statements.first(row -> record(statements, row), RECORD + "WHERE seq = ?", candidate.seq());
    }

    private static EventRecord record(Statements statements, ResultSet row) throws SQLException {
        long seq = row.getLong(EventRows.COUNT + 1);
        int matched = row.getInt(EventRows.COUNT + 4);
        return new EventRecord(
                EventRows.key(row),
                EventRows.event(row),
                Instant.ofEpochMilli(row.getLong(EventRows.COUNT + 2)),
                row.getLong(EventRows.COUNT + 3),
                matched,
                state(statements, seq, matched),
                row.getLong(EventRows.COUNT + 5),
                row.getLong(EventRows.COUNT + 6),
                null,
                time(row, EventRows.COUNT + 7));
    }

    private static @Nullable Instant time(ResultSet row, int column) throws SQLException {
        long millis = row.getLong(column);
        return row.wasNull() ? null : Instant.ofEpochMilli(millis);
    }

    private static State state(Statements statements, long seq, int matched) throws SQLException {
        if (matched == 0) {
            return State.UNMATCHED;
        }
        long seen = statements.number(
                0, "SELECT max(2 * (state < 8) + (state > 8)) FROM deliveries WHERE event_seq = ?", seq);
        return seen >= 2 ? State.PENDING : seen == 1 ? State.FAILED : State.DELIVERED;
    }

    /// What binds a cursor to its list.
    static long list(EventQuery query) {
        return Id128.derive(
                        "events",
                        query.tenant().value().text(),
                        text(query.type()),
                        text(query.source()),
                        text(query.subject()),
                        text(query.state()),
                        text(query.since()),
                        text(query.until()))
                .high();
    }

    /// Absent is unlike any value.
    static String text(@Nullable Object value) {
        return value == null ? "" : "=" + Objects.toString(value);
    }
}

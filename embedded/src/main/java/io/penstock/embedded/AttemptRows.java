package io.penstock.embedded;

import io.penstock.delivery.Attempt;
import io.penstock.delivery.Outcome;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// The one place that knows how an attempt stands in a row.
final class AttemptRows {
    /// What [#attempt] reads, from the column 1 on.
    static final String COLUMNS = "run, n, started_at, took, outcome, retry_after, reason, status, response";

    private static final int DELIVERED = 0;
    private static final int FAILED = 1;
    private static final int REFUSED = 2;

    private AttemptRows() {}

    static int outcome(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Delivered _ -> DELIVERED;
            case Outcome.Failed _ -> FAILED;
            case Outcome.Refused _ -> REFUSED;
        };
    }

    static Attempt attempt(ResultSet row) throws SQLException {
        int status = row.getInt(8);
        boolean answered = !row.wasNull();
        return new Attempt(
                row.getInt(1),
                row.getInt(2),
                Instant.ofEpochMilli(row.getLong(3)),
                Duration.ofNanos(row.getLong(4)),
                readOutcome(row),
                answered ? status : null,
                EventRows.bytes(row, 9));
    }

    private static Outcome readOutcome(ResultSet row) throws SQLException {
        int outcome = row.getInt(5);
        return switch (outcome) {
            case DELIVERED -> new Outcome.Delivered();
            case FAILED -> {
                long retryAfter = row.getLong(6);
                var asked = row.wasNull() ? Optional.<Duration>empty() : Optional.of(Duration.ofMillis(retryAfter));
                yield new Outcome.Failed(row.getString(7), asked);
            }
            case REFUSED -> new Outcome.Refused(row.getString(7));
            default -> throw new IllegalStateException("no outcome has the number " + outcome);
        };
    }
}

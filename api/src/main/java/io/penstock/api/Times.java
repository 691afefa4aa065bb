package io.penstock.api;

import io.penstock.input.InvalidInputException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;

/// Times as the API writes them: RFC 3339 in UTC, with milliseconds.
final class Times {
    private static final DateTimeFormatter FORMAT =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);
    private static final int LAST_YEAR = 9999;

    private Times() {}

    static String format(Instant time) {
        return FORMAT.format(time);
    }

    /// @throws InvalidInputException naming `field`, if `text` is no time of the years 0 to 9999
    static Instant parse(String field, String text) {
        try {
            var time = OffsetDateTime.parse(text).withOffsetSameInstant(ZoneOffset.UTC);
            if (time.getYear() >= 0 && time.getYear() <= LAST_YEAR) {
                return time.toInstant().truncatedTo(ChronoUnit.MILLIS);
            }
        } catch (DateTimeException _) {
            // Refused below.
        }
        throw new InvalidInputException(
                field,
                "must be a time in RFC 3339, 2026-01-31T09:30:00Z say: '%s'%s"
                        .formatted(
                                Answers.excerpt(text), text.contains(" ") ? " (in a query, '+' is written %2B)" : ""));
    }
}

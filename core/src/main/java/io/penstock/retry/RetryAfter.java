package io.penstock.retry;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/// The header `Retry-After` ([RFC 9110, section
/// 10.2.3](https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3)): seconds, or a date.
public final class RetryAfter {
    /// Most digits of a number of seconds: more than any schedule waits.
    private static final int MAX_DIGITS = 9;

    private RetryAfter() {}

    /// How long after `now` that is; zero for a date in the past; empty if `value` is neither seconds nor a
    /// date.
    public static Optional<Duration> parse(String value, Instant now) {
        var text = value.strip();
        if (!text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return Optional.of(Duration.ofSeconds(
                    text.length() > MAX_DIGITS ? (long) Math.pow(10, MAX_DIGITS) : Long.parseLong(text)));
        }
        try {
            var date = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            return Optional.of(date.isBefore(now) ? Duration.ZERO : Duration.between(now, date));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}

package io.penstock.retry;

import static java.time.temporal.ChronoField.DAY_OF_MONTH;
import static java.time.temporal.ChronoField.HOUR_OF_DAY;
import static java.time.temporal.ChronoField.MINUTE_OF_HOUR;
import static java.time.temporal.ChronoField.MONTH_OF_YEAR;
import static java.time.temporal.ChronoField.SECOND_OF_MINUTE;
import static java.time.temporal.ChronoField.YEAR;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.util.Locale;
import java.util.Optional;

/// The header `Retry-After` ([RFC 9110, section
/// 10.2.3](https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3)): seconds, or a date in any of the three
/// forms of section 5.6.7.
public final class RetryAfter {
    /// Most digits of a number of seconds: more than any schedule waits.
    private static final int MAX_DIGITS = 9;

    /// What more digits are taken for.
    private static final Duration PAST_ALL_USE = Duration.ofSeconds(1_000_000_000);

    /// How far ahead a year of two digits may be: one further ahead is a century earlier.
    private static final int YEARS_AHEAD = 50;

    private static final DateTimeFormatter ASCTIME =
            strict(new DateTimeFormatterBuilder().appendPattern("EEE MMM ppd HH:mm:ss uuuu"));

    private RetryAfter() {}

    /// How long after `now` that is; zero for a date in the past; empty if `value` is neither seconds nor a
    /// date.
    public static Optional<Duration> parse(String value, Instant now) {
        var text = value.strip();
        if (!text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return Optional.of(text.length() > MAX_DIGITS ? PAST_ALL_USE : Duration.ofSeconds(Long.parseLong(text)));
        }
        return read(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                .or(() -> rfc850(text, now))
                .or(() -> read(text, ASCTIME))
                .map(date -> date.isBefore(now) ? Duration.ZERO : Duration.between(now, date));
    }

    private static Optional<Instant> rfc850(String text, Instant now) {
        var latest = now.atOffset(ZoneOffset.UTC).plusYears(YEARS_AHEAD);
        var builder = new DateTimeFormatterBuilder()
                .appendPattern("EEEE, dd-MMM-")
                .appendValueReduced(YEAR, 2, 2, latest.getYear() - 99)
                .appendPattern(" HH:mm:ss 'GMT'");
        // Without the day of the week: it depends on the century, which the sender does not tell.
        var formatter = strict(builder)
                .withResolverFields(YEAR, MONTH_OF_YEAR, DAY_OF_MONTH, HOUR_OF_DAY, MINUTE_OF_HOUR, SECOND_OF_MINUTE);
        return read(text, formatter)
                .map(date -> date.isAfter(latest.toInstant())
                        ? date.atOffset(ZoneOffset.UTC).minusYears(100).toInstant()
                        : date);
    }

    private static Optional<Instant> read(String text, DateTimeFormatter formatter) {
        try {
            return Optional.of(formatter.parse(text, Instant::from));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static DateTimeFormatter strict(DateTimeFormatterBuilder builder) {
        return builder.toFormatter(Locale.ENGLISH)
                .withResolverStyle(ResolverStyle.STRICT)
                .withZone(ZoneOffset.UTC);
    }
}

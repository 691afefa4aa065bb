package io.penstock.retry;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {
    /// Thirty seconds before the date that all examples of RFC 9110, section 5.6.7, are of.
    private static final Instant NOW = Instant.parse("1994-11-06T08:49:07Z");

    @Test
    void aNumberIsSeconds() {
        assertThat(RetryAfter.parse("120", NOW)).contains(Duration.ofMinutes(2));
        assertThat(RetryAfter.parse("0", NOW)).contains(Duration.ZERO);
        assertThat(RetryAfter.parse("007", NOW)).contains(Duration.ofSeconds(7));
        assertThat(RetryAfter.parse("999999999", NOW)).contains(Duration.ofSeconds(999_999_999));
    }

    @Test
    void aNumberPastAllUseIsMoreThanAnySchedule() {
        assertThat(RetryAfter.parse("1000000000", NOW)).contains(Duration.ofSeconds(1_000_000_000));
        assertThat(RetryAfter.parse("9".repeat(18), NOW)).contains(Duration.ofSeconds(1_000_000_000));
        assertThat(RetryAfter.parse("9".repeat(1_000), NOW)).contains(Duration.ofSeconds(1_000_000_000));
        assertThat(Duration.ofSeconds(999_999_999)).isGreaterThan(Backoff.MAX_DELAY);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Sun, 06 Nov 1994 08:49:37 GMT",
                "Sunday, 06-Nov-94 08:49:37 GMT",
                "Sun Nov  6 08:49:37 1994",
                "  Sun, 06 Nov 1994 08:49:37 GMT\t"
            })
    void aDateIsReadInEachFormOfHttp(String date) {
        assertThat(RetryAfter.parse(date, NOW)).contains(Duration.ofSeconds(30));
    }

    @Test
    void aDayOfTwoDigitsIsReadInEachForm() {
        var now = Instant.parse("2026-12-24T00:00:00Z");

        assertThat(RetryAfter.parse("Thu, 24 Dec 2026 00:01:00 GMT", now)).contains(Duration.ofMinutes(1));
        assertThat(RetryAfter.parse("Thursday, 24-Dec-26 00:01:00 GMT", now)).contains(Duration.ofMinutes(1));
        assertThat(RetryAfter.parse("Thu Dec 24 00:01:00 2026", now)).contains(Duration.ofMinutes(1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Sun, 06 Nov 1994 08:49:06 GMT", "Sunday, 06-Nov-94 08:49:06 GMT", "Sun Nov  6 08:49:06 1994"})
    void aDateInThePastIsNow(String date) {
        assertThat(RetryAfter.parse(date, NOW)).contains(Duration.ZERO);
    }

    @Test
    void aDateFarAheadIsTakenAtItsWord() {
        assertThat(RetryAfter.parse("Fri, 31 Dec 9999 23:59:59 GMT", NOW).orElseThrow())
                .isGreaterThan(Backoff.MAX_DELAY);
    }

    @Test
    void aYearOfTwoDigitsIsAtMostFiftyYearsAhead() {
        var now = Instant.parse("2026-06-15T12:00:00Z");

        assertThat(RetryAfter.parse("Monday, 15-Jun-76 12:00:00 GMT", now))
                .contains(Duration.between(now, Instant.parse("2076-06-15T12:00:00Z")));
        assertThat(RetryAfter.parse("Tuesday, 15-Jun-76 12:00:01 GMT", now)).contains(Duration.ZERO);
        assertThat(RetryAfter.parse("Friday, 31-Dec-99 23:59:59 GMT", now)).contains(Duration.ZERO);
        assertThat(RetryAfter.parse("Friday, 01-Jan-27 00:00:00 GMT", now))
                .contains(Duration.between(now, Instant.parse("2027-01-01T00:00:00Z")));
    }

    @Test
    void aYearOfTwoDigitsMayBeInTheNextCentury() {
        var now = Instant.parse("2099-12-31T23:59:00Z");

        assertThat(RetryAfter.parse("Friday, 01-Jan-00 00:00:00 GMT", now)).contains(Duration.ofMinutes(1));
    }

    @Test
    void datesAreReadTheSameWhateverTheLanguageOfTheMachine() {
        var before = Locale.getDefault();
        Locale.setDefault(Locale.GERMANY);
        try {
            var now = Instant.parse("2026-12-24T00:00:00Z");
            assertThat(RetryAfter.parse("Thu, 24 Dec 2026 00:01:00 GMT", now)).contains(Duration.ofMinutes(1));
            assertThat(RetryAfter.parse("Thursday, 24-Dec-26 00:01:00 GMT", now))
                    .contains(Duration.ofMinutes(1));
            assertThat(RetryAfter.parse("Thu Dec 24 00:01:00 2026", now)).contains(Duration.ofMinutes(1));
        } finally {
            Locale.setDefault(before);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "-1",
                "+1",
                "1.5",
                "1 2",
                "0x10",
                "PT5S",
                "soon",
                "٣",
                "06 Nov 1994",
                "Sun, 31 Feb 1994 08:49:37 GMT",
                "Sunday, 31-Feb-94 08:49:37 GMT",
                "Sun Feb 31 08:49:37 1994",
                "Sun, 06 Nov 1994 25:49:37 GMT",
                "Sunday, 06-Nov-94 25:49:37 GMT",
                "Sunday, 06-Nov-1994 08:49:37 GMT",
                "Someday, 06-Nov-94 08:49:37 GMT",
                "Sunday, 06-Nov-94 08:49:37 CET",
                "Sun Nov  6 08:49:37 94",
                "1994-11-06T08:49:37Z"
            })
    void whatIsNeitherSecondsNorADateAsksForNothing(String garbage) {
        assertThat(RetryAfter.parse(garbage, NOW)).isEmpty();
    }
}

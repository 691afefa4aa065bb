package io.penstock.subscription;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.penstock.input.InvalidInputException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// When attempts may be made: time to live, delay, and the window of the day.
class TimingTest {
    private static final Instant ACCEPTED = Instant.parse("2026-03-01T12:00:00Z");
    private static final Instant LATEST = ACCEPTED.plus(Duration.ofDays(3));
    private static final Duration HOUR = Duration.ofHours(1);

    @Test
    void whatSaysNothingGoesAtOnceAndLivesAsLongAsItsEvent() {
        assertThat(Timing.STANDARD.earliest(1, 1, ACCEPTED, ACCEPTED)).isEqualTo(ACCEPTED);
        assertThat(Timing.STANDARD.expires(1, ACCEPTED, LATEST)).isEqualTo(LATEST);
    }

    @Test
    void aTimeToLiveEndsTheFirstRunOnly() {
        var timing = new Timing(HOUR, null, null);

        assertThat(timing.expires(1, ACCEPTED, LATEST)).isEqualTo(ACCEPTED.plus(HOUR));
        assertThat(timing.expires(2, ACCEPTED, LATEST)).isEqualTo(LATEST);
        assertThat(new Timing(Duration.ofDays(30), null, null).expires(1, ACCEPTED, LATEST))
                .isEqualTo(LATEST);
    }

    @Test
    void aDelayHoldsBackTheFirstAttemptOnly() {
        var timing = new Timing(null, HOUR, null);

        assertThat(timing.earliest(1, 1, ACCEPTED, ACCEPTED)).isEqualTo(ACCEPTED.plus(HOUR));
        assertThat(timing.earliest(1, 1, ACCEPTED, ACCEPTED.plus(HOUR))).isEqualTo(ACCEPTED.plus(HOUR));
        assertThat(timing.earliest(1, 2, ACCEPTED, ACCEPTED)).isEqualTo(ACCEPTED);
        assertThat(timing.earliest(2, 1, ACCEPTED, ACCEPTED)).isEqualTo(ACCEPTED);
    }

    @Test
    void aDelayMayEndBeforeTheWindowOpens() {
        var timing = new Timing(null, HOUR, window("14:00", "15:00", "UTC"));

        assertThat(timing.earliest(1, 1, ACCEPTED, ACCEPTED)).isEqualTo(Instant.parse("2026-03-01T14:00:00Z"));
        assertThat(timing.earliest(1, 1, ACCEPTED.plus(Duration.ofMinutes(90)), ACCEPTED))
                .isEqualTo(Instant.parse("2026-03-01T14:30:00Z"));
    }

    @ParameterizedTest
    @CsvSource({
        // At noon in UTC.
        "08:00, 18:00, UTC, 2026-03-01T12:00:00Z",
        "12:00, 12:01, UTC, 2026-03-01T12:00:00Z",
        "11:59, 12:00, UTC, 2026-03-02T11:59:00Z",
        "13:00, 14:00, UTC, 2026-03-01T13:00:00Z",
        "08:00, 09:00, UTC, 2026-03-02T08:00:00Z",
        // Over midnight.
        "22:00, 06:00, UTC, 2026-03-01T22:00:00Z",
        "22:00, 12:01, UTC, 2026-03-01T12:00:00Z",
        "12:00, 06:00, UTC, 2026-03-01T12:00:00Z",
        // Elsewhere: 13:00 in Berlin, 21:00 in Tokyo, 17:45 in Kathmandu.
        "13:00, 14:00, Europe/Berlin, 2026-03-01T12:00:00Z",
        "12:00, 13:00, Europe/Berlin, 2026-03-02T11:00:00Z",
        "08:00, 20:00, Asia/Tokyo, 2026-03-01T23:00:00Z",
        "18:00, 19:00, Asia/Kathmandu, 2026-03-01T12:15:00Z",
        "18:00, 19:00, +05:45, 2026-03-01T12:15:00Z",
    })
    void aWindowOpensOnItsOwnClocks(String from, String to, String zone, Instant expected) {
        assertThat(window(from, to, zone).open(ACCEPTED)).isEqualTo(expected);
    }

    @Test
    void aWindowFollowsItsClocksThroughTheYear() {
        var window = window("08:00", "09:00", "Europe/Berlin");

        // Clocks are put forward on 29 March 2026, and back on 25 October.
        assertThat(window.open(Instant.parse("2026-03-28T12:00:00Z"))).isEqualTo("2026-03-29T06:00:00Z");
        assertThat(window.open(Instant.parse("2026-10-24T12:00:00Z"))).isEqualTo("2026-10-25T07:00:00Z");
    }

    @Test
    void whereTheClocksLeaveOutItsBeginAWindowOpensLater() {
        // 02:00 to 03:00 is left out on 29 March 2026.
        assertThat(window("02:30", "04:00", "Europe/Berlin").open(Instant.parse("2026-03-29T00:30:00Z")))
                .isEqualTo("2026-03-29T01:30:00Z");
    }

    @Test
    void theLimitsAreNamed() {
        assertRefused("ttl", () -> new Timing(Duration.ofMillis(999), null, null));
        assertRefused("ttl", () -> new Timing(Duration.ofDays(30).plusNanos(1), null, null));
        assertRefused("delay", () -> new Timing(null, Duration.ZERO, null));
        assertRefused("delay", () -> new Timing(null, Duration.ofDays(7).plusNanos(1), null));
        assertRefused("delay", () -> new Timing(HOUR, HOUR, null));
        assertRefused("to", () -> window("08:00", "08:00", "UTC"));
        assertRefused("from", () -> window("08:00:01", "09:00", "UTC"));
        assertRefused("to", () -> window("08:00", "09:00:00.5", "UTC"));
        assertThat(new Timing(HOUR, HOUR.minusMillis(1), null).delay()).isLessThan(HOUR);
    }

    private static DailyWindow window(String from, String to, String zone) {
        return new DailyWindow(LocalTime.parse(from), LocalTime.parse(to), ZoneId.of(zone));
    }

    private static void assertRefused(String field, ThrowingCallable made) {
        assertThatExceptionOfType(InvalidInputException.class)
                .isThrownBy(made)
                .satisfies(refused -> assertThat(refused.field()).isEqualTo(field));
    }
}

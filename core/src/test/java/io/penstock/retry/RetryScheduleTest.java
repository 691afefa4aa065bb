package io.penstock.retry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.penstock.input.InvalidInputException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class RetryScheduleTest {
    private static final Optional<Duration> NOTHING_ASKED = Optional.empty();
    private static final Duration SECOND = Duration.ofSeconds(1);

    @Test
    void theStandardScheduleMakesTenAttemptsOverThreeDays() {
        var schedule = RetrySchedule.STANDARD;

        assertThat(listed(schedule))
                .containsExactly(
                        Duration.ofSeconds(5),
                        Duration.ofMinutes(5),
                        Duration.ofMinutes(30),
                        Duration.ofHours(2),
                        Duration.ofHours(5),
                        Duration.ofHours(10),
                        Duration.ofHours(14),
                        Duration.ofHours(20),
                        Duration.ofHours(24));
        assertThat(schedule.jitter()).isEqualTo(0.2);
        assertThat(listed(schedule).stream().reduce(Duration.ZERO, Duration::plus))
                .isBetween(Duration.ofDays(3), Duration.ofDays(4));
    }

    @Test
    void theNthDelayFollowsTheNthFailureAndNothingTheLast() {
        var schedule = new RetrySchedule(List.of(SECOND, Duration.ofMinutes(1)), 0);

        assertThat(schedule.delayAfter(1, NOTHING_ASKED, random())).contains(SECOND);
        assertThat(schedule.delayAfter(2, NOTHING_ASKED, random())).contains(Duration.ofMinutes(1));
        assertThat(schedule.delayAfter(3, NOTHING_ASKED, random())).isEmpty();
        assertThat(schedule.delayAfter(Integer.MAX_VALUE, NOTHING_ASKED, random()))
                .isEmpty();
    }

    @Test
    void anEmptyScheduleIsASingleAttempt() {
        var schedule = new RetrySchedule(List.of(), 0.5);

        assertThat(schedule.delayAfter(1, NOTHING_ASKED, random())).isEmpty();
        assertThat(schedule.delayAfter(1, Optional.of(SECOND), random())).isEmpty();
        assertThat(schedule.backoff().longest()).isZero();
    }

    @Test
    void jitterMovesADelayBothWaysByItsShareAndNoFurther() {
        var schedule = new RetrySchedule(List.of(Duration.ofSeconds(10)), 0.2);
        var random = random();
        var delays = new ArrayList<Duration>();
        for (int i = 0; i < 10_000; i++) {
            delays.add(schedule.delayAfter(1, NOTHING_ASKED, random).orElseThrow());
        }

        assertThat(delays).allMatch(delay -> isWithin(delay, Duration.ofSeconds(8), Duration.ofSeconds(12)));
        assertThat(Collections.min(delays)).isLessThan(Duration.ofMillis(8_010));
        assertThat(Collections.max(delays)).isGreaterThan(Duration.ofMillis(11_990));
        assertThat(delays.stream().mapToLong(Duration::toMillis).average().orElseThrow())
                .isBetween(9_900.0, 10_100.0);
    }

    @Test
    void theSameSeedMakesTheSameDelays() {
        var schedule = RetrySchedule.STANDARD;

        assertThat(schedule.delayAfter(9, NOTHING_ASKED, new Random(7)))
                .isEqualTo(schedule.delayAfter(9, NOTHING_ASKED, new Random(7)))
                .isNotEqualTo(schedule.delayAfter(9, NOTHING_ASKED, new Random(8)));
    }

    @Test
    void theExtremesOfChanceAreTheExtremesOfTheDelay() {
        var schedule = new RetrySchedule(List.of(Backoff.MAX_DELAY), RetrySchedule.MAX_JITTER);

        assertThat(schedule.delayAfter(1, NOTHING_ASKED, drawing(0))).contains(Duration.ofHours(84));
        assertThat(schedule.delayAfter(1, NOTHING_ASKED, drawing(0.5))).contains(Duration.ofDays(7));
        assertThat(schedule.delayAfter(1, NOTHING_ASKED, drawing(Math.nextDown(1.0))))
                .contains(Duration.ofHours(252));
    }

    @Test
    void theReceiverCanAskForALaterAttempt() {
        var schedule = new RetrySchedule(List.of(SECOND, Duration.ofHours(1)), 0.5);

        assertThat(schedule.delayAfter(1, Optional.of(Duration.ofMinutes(7)), random()))
                .contains(Duration.ofMinutes(7));
    }

    @Test
    void theReceiverCannotAskForAnEarlierAttempt() {
        var schedule = new RetrySchedule(List.of(Duration.ofSeconds(10), Duration.ofHours(1)), 0.5);

        assertThat(schedule.delayAfter(1, Optional.of(Duration.ZERO), drawing(0)))
                .contains(Duration.ofSeconds(5));
        assertThat(schedule.delayAfter(1, Optional.of(SECOND), drawing(0.5))).contains(Duration.ofSeconds(10));
        assertThat(schedule.delayAfter(1, Optional.of(Duration.ofSeconds(12)), drawing(0.9)))
                .contains(Duration.ofSeconds(14));
    }

    @Test
    void theReceiverCannotAskForMoreThanTheLongestDelay() {
        var schedule = new RetrySchedule(List.of(Duration.ofHours(1), SECOND), 0.5);

        assertThat(schedule.delayAfter(2, Optional.of(Duration.ofHours(1)), random()))
                .contains(Duration.ofHours(1));
        assertThat(schedule.delayAfter(2, Optional.of(Duration.ofHours(1).plusNanos(1)), random()))
                .contains(Duration.ofHours(1));
        assertThat(schedule.delayAfter(2, Optional.of(Duration.ofDays(365)), random()))
                .contains(Duration.ofHours(1));
    }

    @Test
    void theReceiverCannotAskForAnotherAttemptAfterTheLast() {
        var schedule = new RetrySchedule(List.of(SECOND), 0);

        assertThat(schedule.delayAfter(2, Optional.of(SECOND), random())).isEmpty();
    }

    @Test
    void fiftyDelaysAreTheMost() {
        assertThat(listed(new RetrySchedule(Collections.nCopies(50, SECOND), 0)))
                .hasSize(50);
        assertRefused("schedule", Collections.nCopies(51, SECOND), 0);
    }

    @Test
    void aDelayIsFromATenthOfASecondToAWeek() {
        assertThat(listed(new RetrySchedule(List.of(Duration.ofMillis(100), Duration.ofDays(7)), 0)))
                .hasSize(2);
        assertRefused("schedule[1]", List.of(SECOND, Duration.ofMillis(100).minusNanos(1)), 0);
        assertRefused("schedule[0]", List.of(Duration.ofDays(7).plusNanos(1), SECOND), 0);
        assertRefused("schedule[0]", List.of(Duration.ofSeconds(-5)), 0);
    }

    @Test
    void jitterIsFromNothingToOneHalf() {
        assertThat(new RetrySchedule(List.of(), 0).jitter()).isZero();
        assertThat(new RetrySchedule(List.of(), 0.5).jitter()).isEqualTo(0.5);
        assertRefused("jitter", List.of(), Math.nextUp(0.5));
        assertRefused("jitter", List.of(), -0.01);
        assertRefused("jitter", List.of(), Double.NaN);
        assertRefused("jitter", List.of(), Double.POSITIVE_INFINITY);
    }

    @Test
    void whoDoesNotListenToTheReceiverKeepsToTheSchedule() {
        var schedule = new RetrySchedule(new Backoff.Listed(List.of(SECOND, Duration.ofHours(1))), 0, false);

        assertThat(schedule.delayAfter(1, Optional.of(Duration.ofMinutes(7)), random()))
                .contains(SECOND);
    }

    @Test
    void delaysThatGrowEndAtTheirCapAndAfterTheirCount() {
        var schedule = new RetrySchedule(new Backoff.Exponential(SECOND, 3, Duration.ofSeconds(20), 5), 0, true);

        assertThat(IntStream.rangeClosed(1, 6)
                        .mapToObj(n ->
                                schedule.delayAfter(n, NOTHING_ASKED, random()).map(Duration::toSeconds)))
                .containsExactly(
                        Optional.of(1L),
                        Optional.of(3L),
                        Optional.of(9L),
                        Optional.of(20L),
                        Optional.of(20L),
                        Optional.empty());
        assertThat(schedule.delayAfter(1, Optional.of(Duration.ofDays(1)), random()))
                .contains(Duration.ofSeconds(20));
    }

    @Test
    void theLongestOfDelaysThatDoNotReachTheirCapIsTheLast() {
        assertThat(new Backoff.Exponential(SECOND, 2, Duration.ofDays(7), 3).longest())
                .isEqualTo(Duration.ofSeconds(4));
        assertThat(new Backoff.Exponential(SECOND, 10, Duration.ofDays(7), 50).longest())
                .isEqualTo(Duration.ofDays(7));
        assertThat(new Backoff.Exponential(SECOND, 1, Duration.ofDays(7), 50).longest())
                .isEqualTo(SECOND);
    }

    @Test
    void theLimitsOfDelaysThatGrowAreNamed() {
        var hour = Duration.ofHours(1);
        assertRefused("base", () -> new Backoff.Exponential(Duration.ofMillis(99), 2, hour, 5));
        assertRefused("cap", () -> new Backoff.Exponential(hour, 2, hour.minusMillis(1), 5));
        assertRefused(
                "cap", () -> new Backoff.Exponential(hour, 2, Duration.ofDays(7).plusMillis(1), 5));
        assertRefused("factor", () -> new Backoff.Exponential(SECOND, 0.9, hour, 5));
        assertRefused("factor", () -> new Backoff.Exponential(SECOND, 10.1, hour, 5));
        assertRefused("factor", () -> new Backoff.Exponential(SECOND, Double.NaN, hour, 5));
        assertRefused("count", () -> new Backoff.Exponential(SECOND, 2, hour, 0));
        assertRefused("count", () -> new Backoff.Exponential(SECOND, 2, hour, 51));
    }

    @Test
    void aScheduleDoesNotChangeWithTheListItWasMadeFrom() {
        var delays = new ArrayList<>(List.of(SECOND));
        var schedule = new RetrySchedule(delays, 0);
        delays.clear();

        assertThat(listed(schedule)).containsExactly(SECOND);
    }

    private static List<Duration> listed(RetrySchedule schedule) {
        return ((Backoff.Listed) schedule.backoff()).delays();
    }

    private static void assertRefused(String field, List<Duration> delays, double jitter) {
        assertRefused(field, () -> new RetrySchedule(delays, jitter));
    }

    private static void assertRefused(String field, ThrowingCallable made) {
        assertThatExceptionOfType(InvalidInputException.class)
                .isThrownBy(made)
                .satisfies(refused -> assertThat(refused.field()).isEqualTo(field));
    }

    private static boolean isWithin(Duration delay, Duration least, Duration most) {
        return delay.compareTo(least) >= 0 && delay.compareTo(most) <= 0;
    }

    private static RandomGenerator random() {
        return new Random(42);
    }

    /// Chance that draws `value` from 0 (inclusive) to 1 (exclusive) every time.
    private static RandomGenerator drawing(double value) {
        return new RandomGenerator() {
            @Override
            public double nextDouble() {
                return value;
            }

            @Override
            public long nextLong() {
                throw new AssertionError("not asked for");
            }
        };
    }
}

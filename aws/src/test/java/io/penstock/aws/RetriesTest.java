package io.penstock.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;

class RetriesTest {
    private final Pausing pausing = new Pausing();
    private final Retries retries = pausing.retries();
    private final List<Boolean> tries = new ArrayList<>();

    /// Fails with each of `failures`, and then succeeds.
    private Retries.Request<String> failing(SdkException... failures) {
        Iterator<SdkException> left = List.of(failures).iterator();
        return maybeDone -> {
            tries.add(maybeDone);
            if (left.hasNext()) {
                throw left.next();
            }
            return "done";
        };
    }

    static List<SdkException> whatPasses() {
        return List.of(
                Failures.throttled(),
                Failures.answer(400, "ProvisionedThroughputExceededException"),
                Failures.answer(403, "RequestTimeTooSkewed"),
                Failures.serviceError(),
                Failures.answer(503, "SlowDown"),
                Failures.lostAnswer());
    }

    @ParameterizedTest
    @MethodSource("whatPasses")
    void whatFailsForAReasonThatPassesIsTriedAgain(SdkException failure) {
        assertThat(retries.call(failing(failure, failure))).isEqualTo("done");

        assertThat(pausing.pauses).hasSize(2);
    }

    static List<SdkException> whatStays() {
        return List.of(
                Failures.denied(),
                Failures.answer(400, "ValidationException"),
                Failures.answer(404, "ResourceNotFoundException"),
                SdkClientException.create("there are no credentials"));
    }

    @ParameterizedTest
    @MethodSource("whatStays")
    void whatFailsForAReasonThatStaysIsNotTriedAgain(SdkException failure) {
        assertThatThrownBy(() -> retries.call(failing(failure))).isSameAs(failure);

        assertThat(tries).hasSize(1);
    }

    @Test
    void aRequestKnowsWhetherItMayHaveBeenCarriedOutBefore() {
        retries.call(failing(Failures.throttled(), Failures.lostAnswer(), Failures.throttled()));

        assertThat(tries).containsExactly(false, false, true, true);
    }

    @Test
    void anErrorOfTheServiceLeavesOpenWhetherTheRequestWasCarriedOut() {
        retries.call(failing(Failures.serviceError()));

        assertThat(tries).containsExactly(false, true);
    }

    @Test
    void pausesAreDrawnFromZeroToABoundThatDoubles() {
        var longest = new ArrayList<Duration>();
        for (int seed = 0; seed < 200; seed++) {
            var pauses = new ArrayList<Duration>();
            var pause = new Retries(pausing.clock, new Random(seed), pauses::add, () -> pausing.deadline).pauses();
            for (int i = 0; i < 9; i++) {
                assertThat(pause.pause()).isTrue();
                if (longest.size() <= i) {
                    longest.add(Duration.ZERO);
                }
                longest.set(
                        i,
                        Duration.ofMillis(Math.max(
                                longest.get(i).toMillis(), pauses.get(i).toMillis())));
                assertThat(pauses.get(i)).isGreaterThanOrEqualTo(Duration.ZERO);
            }
        }

        long bound = Retries.FIRST_PAUSE.toMillis();
        for (var pause : longest) {
            assertThat(pause.toMillis()).isBetween(bound * 9 / 10, bound);
            bound = Math.min(bound * 2, Retries.LONGEST_PAUSE.toMillis());
        }
    }

    @Test
    void nothingIsTriedAgainPastTheDeadline() {
        pausing.deadline = pausing.clock.instant().plusMillis(300);
        var failure = Failures.throttled();

        assertThatThrownBy(() -> retries.call(_ -> {
                    throw failure;
                }))
                .isSameAs(failure);

        assertThat(pausing.clock.instant()).isBeforeOrEqualTo(pausing.deadline);
        assertThat(pausing.pauses).isNotEmpty();
    }

    @Test
    void patienceEndsWithoutADeadlineToo() {
        var start = pausing.clock.instant();
        var failure = Failures.serviceError();

        assertThatThrownBy(() -> retries.call(_ -> {
                    throw failure;
                }))
                .isSameAs(failure);

        assertThat(pausing.clock.instant())
                .isBetween(start.plus(Retries.PATIENCE).minus(Retries.LONGEST_PAUSE), start.plus(Retries.PATIENCE));
    }

    @Test
    void whoIsInterruptedStopsTryingAndStaysInterrupted() {
        var interrupting = new Retries(
                pausing.clock,
                new Random(1),
                _ -> {
                    throw new InterruptedException();
                },
                () -> pausing.deadline);
        var failure = Failures.throttled();

        assertThatThrownBy(() -> interrupting.call(failing(failure))).isSameAs(failure);

        assertThat(Thread.interrupted()).isTrue();
    }
}

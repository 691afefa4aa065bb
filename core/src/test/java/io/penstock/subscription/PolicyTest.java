package io.penstock.subscription;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.penstock.input.InvalidInputException;
import io.penstock.retry.RetrySchedule;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyTest {
    @Test
    void theStandardPolicyRetriesByTheStandardScheduleAndWaitsFifteenSeconds() {
        assertThat(Policy.STANDARD.retry()).isEqualTo(RetrySchedule.STANDARD);
        assertThat(Policy.STANDARD.timeout()).isEqualTo(Duration.ofSeconds(15));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0.1S", "PT15S", "PT1M"})
    void aTimeoutIsFromATenthOfASecondToAMinute(Duration timeout) {
        assertThat(new Policy(RetrySchedule.STANDARD, timeout).timeout()).isEqualTo(timeout);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0.099999999S", "PT0S", "PT-15S", "PT1M0.000000001S", "P1D"})
    void anyOtherTimeoutIsRefused(Duration timeout) {
        assertThatExceptionOfType(InvalidInputException.class)
                .isThrownBy(() -> new Policy(RetrySchedule.STANDARD, timeout))
                .withMessageContaining("PT0.1S to PT1M")
                .satisfies(refused -> assertThat(refused.field()).isEqualTo("timeout"));
    }
}

package io.penstock.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class EventBodiesTest {
    @ParameterizedTest
    @CsvSource({"0, 1000", "0.5, 500", "0.25, 750", "0.01, 990", "0.999, 1"})
    void theShareOfTheSlowReceiverIsNotMeasured(double share, long measured) {
        var bodies = new EventBodies(EventBodies.MIN_SIZE, share);

        assertThat(IntStream.range(0, 1_000).filter(bodies::isMeasured)).hasSize((int) measured);
    }
}

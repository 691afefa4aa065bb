package io.penstock.subscription;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.penstock.input.InvalidInputException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Statuses, and what they mean.
class StatusSetTest {
    @Test
    void aStatusIsInItByItselfOrByItsClass() {
        var set = new StatusSet(List.of("2xx", "404"));

        assertThat(List.of(200, 299, 404)).allMatch(set::contains);
        assertThat(List.of(199, 300, 403, 405, 4, 2000)).noneMatch(set::contains);
        assertThat(new StatusSet(List.of()).contains(200)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1xx", "6xx", "100", "600", "2x", "20x", "2XX", "2xxx", "-200", "+20", " 200", "２００"})
    void whatIsNoStatusIsRefused(String pattern) {
        assertThatExceptionOfType(InvalidInputException.class)
                .isThrownBy(() -> new StatusSet(List.of("200", pattern)))
                .satisfies(refused -> assertThat(refused.field()).isEqualTo("[1]"));
    }

    @Test
    void fiftyAreTheMost() {
        assertThat(new StatusSet(Collections.nCopies(51, "200")).patterns()).containsExactly("200");
        var many = new ArrayList<String>();
        for (int status = 200; status <= 250; status++) {
            many.add(Integer.toString(status));
        }
        assertThatExceptionOfType(InvalidInputException.class)
                .isThrownBy(() -> new StatusSet(many))
                .withMessageContaining("50")
                .withMessageContaining("51");
    }

    @Test
    void noStatusMeansTwoThings() {
        assertOverlap(List.of("2xx"), List.of("204"));
        assertOverlap(List.of("200", "410"), List.of("410"));
        assertOverlap(List.of("404"), List.of("4xx"));
        assertOverlap(List.of("4xx"), List.of("4xx"));
        assertThat(responses(List.of("2xx", "409"), List.of("410", "404", "5xx")))
                .isNotNull();
    }

    @Test
    void somethingIsASuccess() {
        assertThatExceptionOfType(InvalidInputException.class)
                .isThrownBy(() -> responses(List.of(), List.of("410")))
                .satisfies(refused -> assertThat(refused.field()).isEqualTo("success"));
        assertThat(responses(List.of("200"), List.of()).refused().patterns()).isEmpty();
    }

    private static void assertOverlap(List<String> success, List<String> refused) {
        assertThatExceptionOfType(InvalidInputException.class)
                .isThrownBy(() -> responses(success, refused))
                .satisfies(e -> assertThat(e.field()).isEqualTo("final"));
    }

    private static Responses responses(List<String> success, List<String> refused) {
        return new Responses(new StatusSet(success), new StatusSet(refused));
    }
}

package io.penstock.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.penstock.filter.Condition.Verdict;
import io.penstock.input.InvalidInputException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// There is an end to matching, whatever filter and event are: counted, not timed.
class StepsTest {
    /// As long as an event may be.
    private static final int LARGE = 1024 * 1024;

    /// What the last comparison before the end may take more.
    private static final int ONE_VALUE = LARGE / Steps.COMPARED;

    private final Steps steps = new Steps();

    @Test
    void aComparisonIsAStepOrTwo() {
        assertThat(ask("{\"x\":[\"a\"]}", "{\"x\":\"a\"}")).isEqualTo(Verdict.MATCHED);
        assertThat(steps.taken()).isEqualTo(2);
    }

    @Test
    void aWildcardTakesStepsForTheLengthOfTheText() {
        var wildcard = "{\"x\":[{\"wildcard\":\"*%sb*\"}]}".formatted("a".repeat(500));
        var text = "{\"x\":\"%s\"}".formatted("a".repeat(LARGE));

        assertThat(ask(wildcard, text)).isEqualTo(Verdict.NOT_MATCHED);
        assertThat(steps.taken()).isBetween(LARGE / Steps.SEARCHED * 1L, LARGE / Steps.SEARCHED + 10L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[%s]", "[{\"anything-but\":{\"wildcard\":[%s]}}]"})
    void manyWildcardsOnALongTextAreGivenUp(String leaf) {
        var each = leaf.startsWith("[{") ? "\"*b%d*\"" : "{\"wildcard\":\"*b%d*\"}";
        var wildcards = IntStream.range(0, 300).mapToObj(each::formatted).collect(Collectors.joining(","));

        givesUp("{\"x\":" + leaf.formatted(wildcards) + "}", "{\"x\":\"%s\"}".formatted("ba".repeat(LARGE / 2)));
    }

    @Test
    void manyComparisonsWithManyValuesAreGivenUp() {
        var prefixes = IntStream.range(0, 400).mapToObj("{\"prefix\":\"p%d\"}"::formatted);

        givesUp(
                "{\"x\":[%s]}".formatted(prefixes.collect(Collectors.joining(","))),
                "{\"x\":[%s]}".formatted("\"x\",".repeat(LARGE / 4) + "\"x\""));
    }

    @Test
    void longComparisonsWithoutCaseAreGivenUp() {
        var same = "s".repeat(70);
        var texts = IntStream.range(100, 180).mapToObj(i -> "{\"equals-ignore-case\":\"%s%d\"}".formatted(same, i));

        givesUp(
                "{\"x\":[%s]}".formatted(texts.collect(Collectors.joining(","))),
                "{\"x\":[%s]}".formatted(("\"" + same + "xyz\",").repeat(LARGE / 80) + "1"));
    }

    @Test
    void combinationsOfElementsAreGivenUp() {
        var ones = "{\"x\":1},".repeat(2_000) + "{\"x\":1}";

        givesUp(
                "{\"l\":{\"a\":{\"x\":[1]},\"b\":{\"x\":[1]},\"c\":[1]}}",
                "{\"l\":[{\"a\":[%1$s],\"b\":[%1$s]},{\"c\":1}]}".formatted(ones));
    }

    @Test
    void manyAlternativesShareTheirSteps() {
        var ones = "{\"x\":1},".repeat(300) + "{\"x\":1}";
        var apart = "{\"l\":{\"a\":{\"x\":[1]},\"b\":{\"x\":[1]},\"c\":{\"x\":[2]},%s}}";
        var event = "{\"l\":[{\"a\":[%1$s],\"b\":[%1$s],\"d\":[%1$s]},{\"c\":[{\"x\":2}]}]}".formatted(ones);

        assertThat(ask(apart.formatted("\"d\":{\"x\":[1]}"), event)).isEqualTo(Verdict.NOT_MATCHED);

        var branches = IntStream.range(0, 20).mapToObj("{\"d\":{\"x\":[1]},\"z%d\":[{\"exists\":false}]}"::formatted);
        long before = steps.taken();
        assertThat(ask(apart.formatted("\"$or\":[%s]".formatted(branches.collect(Collectors.joining(",")))), event))
                .isEqualTo(Verdict.GIVEN_UP);
        assertThat(steps.taken() - before).isBetween((long) Steps.PER_FILTER, (long) Steps.PER_FILTER + ONE_VALUE);
    }

    @Test
    void aDeeplyNestedArrayIsGivenUp() {
        var pattern = IntStream.range(0, 20)
                .mapToObj("\"m%d\":[{\"exists\":true}]"::formatted)
                .collect(Collectors.joining(",", "{\"l\":{", "}}"));
        var members = "{\"m0\":1},".repeat(LARGE / 20) + "{\"m1\":1}";

        givesUp(
                pattern,
                nested(
                        members,
                        IntStream.range(2, 20)
                                .mapToObj("{\"m%d\":1}"::formatted)
                                .collect(Collectors.joining(","))));
    }

    private static String nested(String members, String others) {
        return "{\"l\":%s%s,%s%s}".formatted("[".repeat(50), members, others, "]".repeat(50));
    }

    @Test
    void theNextFilterHasStepsOfItsOwnUntilTheEventHasUsedUpItsOwn() {
        steps.take(Steps.PER_FILTER + 1);
        assertThat(steps.areUsedUp()).isTrue();

        assertThat(ask("{\"x\":[1]}", "{\"x\":1}")).isEqualTo(Verdict.MATCHED);

        steps.take(Steps.PER_EVENT);
        assertThatExceptionOfType(InvalidInputException.class)
                .isThrownBy(() -> ask("{\"x\":[1]}", "{\"x\":1}"))
                .withMessageContaining("20,000,000 steps");
    }

    private void givesUp(String pattern, String event) {
        assertThat(ask(pattern, event)).isEqualTo(Verdict.GIVEN_UP);
        assertThat(steps.taken()).isBetween((long) Steps.PER_FILTER, (long) Steps.PER_FILTER + ONE_VALUE);
    }

    private Verdict ask(String pattern, String event) {
        var condition = Condition.of(Filter.parse(pattern));
        var paths = PathTree.EMPTY.with(condition.paths());
        return condition.matches(EventValues.read(event.getBytes(StandardCharsets.UTF_8), paths), steps);
    }
}

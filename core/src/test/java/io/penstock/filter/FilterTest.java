package io.penstock.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.penstock.input.InvalidInputException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FilterTest {
    @Test
    void patternsThatDifferInWhiteSpaceAndEscapesOnlyAreEqual() {
        var loose = Filter.parse(" { \"data\" : {\"st\\u0061te\": [ \"paid\" ,\n 1.50 ] } } ");

        assertThat(loose).isEqualTo(Filter.parse("{\"data\":{\"state\":[\"paid\",1.50]}}"));
        assertThat(loose.pattern()).isEqualTo("{\"data\":{\"state\":[\"paid\",1.50]}}");
    }

    @Test
    void theCompactPatternIsAPatternAgain() {
        var filter = Filter.parse("{\"a\": [1e400, \"ß\\u0000\\n\"], \"$or\": [{\"b\": [null]}, {\"c\": [true]}]}");

        assertThat(Filter.parse(filter.pattern())).isEqualTo(filter);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "\"x\"",
                "{",
                "{}",
                "{\"a\":[1]} x",
                "{\"a\":[1]}{}",
                "{\"a\":[1],\"a\":[2]}",
                "{\"a\":{\"b\":[1]},\"a.b\":[2]}",
                "{'a':[1]}",
                "{\"a\":[1,]}",
                "{\"a\":[01]}",
                "{\"a\":[NaN]}",
                "{\"a\":{}}",
                "{\"$or\":[{\"a\":[1]}]}",
                "{\"$or\":{\"a\":[1]}}",
                "{\"$or\":[1,2]}"
            })
    void whatIsNoPatternIsRefusedAsAWhole(String json) {
        assertThatThrownBy(() -> Filter.parse(json))
                .asInstanceOf(type(InvalidInputException.class))
                .extracting(InvalidInputException::field)
                .isEqualTo("");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\u0001', textBlock = """
            {"data":{"a":[1],"b":[]}}                               | data.b
            {"data":{"a":5}}                                        | data.a
            {"data":{"a":"x"}}                                      | data.a
            {"a":[[1]]}                                             | a
            {"a":[{"prefix":5}]}                                    | a
            {"a":[{"prefix":"x","suffix":"y"}]}                     | a
            {"a":[{"like":"x"}]}                                    | a
            {"a":[{"numeric":[">"]}]}                               | a
            {"a":[{"numeric":["~",5]}]}                             | a
            {"a":[{"numeric":[">",5,"<",1]}]}                       | a
            {"a":[{"numeric":[">",1e400]}]}                         | a
            {"a":[{"anything-but":[]}]}                             | a
            {"a":[{"anything-but":["x",1]}]}                        | a
            {"a":[{"anything-but":null}]}                           | a
            {"a":[{"exists":1}]}                                    | a
            {"a":[{"cidr":"10.0.0.0"}]}                             | a
            {"a":[{"cidr":"10.0.0.999/8"}]}                         | a
            {"a":[{"cidr":"10.0.0.0/33"}]}                          | a
            {"a":[{"wildcard":"x**y"}]}                             | a
            {"a":[{"wildcard":"x\\\\y"}]}                           | a
            {"x":["y"],"$or":[{"a":[1]},{"b":{"c":[{}]}}]}          | b.c
            """)
    void aRefusalNamesThePath(String json, String path) {
        assertThatThrownBy(() -> Filter.parse(json))
                .asInstanceOf(type(InvalidInputException.class))
                .extracting(InvalidInputException::field, e -> e.detail().contains("Source"))
                .containsExactly(path, false);
    }

    @Test
    void brokenJsonIsRefusedWithItsPlace() {
        assertThatThrownBy(() -> Filter.parse("{\n  \"a\": [1,]\n}")).hasMessageContaining("line 2, column 11");
    }

    @Test
    void limitsAreKept() {
        refuses("{\"a\":[\"" + "x".repeat(Filter.MAX_LENGTH) + "\"]}", "characters");
        refuses(" ".repeat(10 * Filter.MAX_LENGTH) + "{\"a\":[1]}", "characters");
        refuses("{\"a\":".repeat(Filter.MAX_DEPTH) + "[1]" + "}".repeat(Filter.MAX_DEPTH), "deep");
        refuses("{\"a\":[" + "1,".repeat(Filter.MAX_VALUES) + "1]}", "values");
        refuses("{\"a\":[{\"wildcard\":\"" + "x".repeat(Filter.MAX_WILDCARD + 1) + "\"}]}", "wildcard");
        assertThat(Filter.parse("{\"a\":[" + "1,".repeat(Filter.MAX_VALUES - 1) + "1]}"))
                .isNotNull();
    }

    @Test
    void whatWasKeptIsTakenAsItIsWhateverTheLimitsAre() {
        var pattern = "{\"a\":[%s1]}".formatted("1,".repeat(Filter.MAX_LENGTH));
        var kept = Filter.kept(pattern);

        assertThat(kept.pattern()).isEqualTo(pattern);
        assertThat(Condition.of(kept).paths()).containsExactly("a");
        assertThat(Filter.kept("{\"a\":[1]}"))
                .isEqualTo(Filter.parse("{ \"a\": [1] }"))
                .hasSameHashCodeAs(Filter.parse("{ \"a\": [1] }"))
                .isNotEqualTo(kept);
    }

    @Test
    void alternativesAreCountedBeforeTheyAreWrittenOut() {
        var ors = IntStream.range(0, 40)
                .mapToObj("\"x%1$d\":{\"$or\":[{\"a\":[1]},{\"b\":[1]},{\"c\":[1]}]}"::formatted)
                .collect(Collectors.joining(",", "{", "}"));

        refuses(ors, "alternatives");
    }

    @Test
    void theMembersOfAllAlternativesAreCountedBeforeTheyAreWrittenOut() {
        var members = IntStream.range(0, 700).mapToObj("\"m%d\":[1]"::formatted).collect(Collectors.joining(","));
        var choices = IntStream.range(0, 3)
                .mapToObj(i -> IntStream.range(0, 9)
                        .mapToObj(k -> "{\"x%d\":[%d]}".formatted(i, k))
                        .collect(Collectors.joining(",", "\"c%d\":{\"$or\":[".formatted(i), "]}")));

        refuses("{%s,%s}".formatted(choices.collect(Collectors.joining(",")), members), "50,000 members");
    }

    @Test
    void aPathHasAnEndToo() {
        var names =
                IntStream.rangeClosed(1, Filter.MAX_DEPTH).mapToObj(i -> "n").collect(Collectors.joining("."));

        assertThat(Filter.parse("{\"%s\":[1]}".formatted(names))).isNotNull();
        refuses("{\"%s\":{\"x\":[1]}}".formatted(names), "names");
        refuses("{\"%s\":[1]}".formatted(".".repeat(8_000)), "names");
    }

    @Test
    void theEngineGetsToSeeNothingThatItWouldLookUpInTheNetwork() {
        var pattern =
                "{\"10.0.19041.1\":[\"10.0.19041.1\",\"10.0.0.1\",{\"cidr\":\"10.0.0.0/8\"},{\"cidr\":\"1.2.3.256/8\"}]}";

        assertThat(FilterCheck.withoutLookalikes(pattern))
                .isEqualTo("{\"10.0.19041.1\":[\"x\",\"10.0.0.1\",{\"cidr\":\"10.0.0.0/8\"},{\"cidr\":\"x/8\"}]}");
        assertThat(Filter.parse("{\"version\":[\"10.0.19041.1\"]}").pattern()).contains("10.0.19041.1");
    }

    private static void refuses(String json, String reason) {
        assertThatThrownBy(() -> Filter.parse(json))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining(reason);
    }
}

package io.penstock.filter;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OperatorsTest {
    /// `x` is the only member of pattern and event.
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\u0001', textBlock = """
            "paid"                                  | "paid"            | true
            "paid"                                  | "Paid"            | false
            "5"                                     | 5                 | false
            5                                       | "5"               | false
            5                                       | 5.0               | true
            3.0e2                                   | 300               | true
            12345678901234567890                    | 12345678901234567890 | true
            12345678901234567890                    | 12345678901234567891 | false
            0                                       | -0                | true
            true                                    | true              | true
            true                                    | "true"            | false
            null                                    | null              | true
            null                                    | false             | false
            "a", "b"                                | "b"               | true
            "b"                                     | ["a", "b"]        | true
            "c"                                     | ["a", "b"]        | false
            "b"                                     | [["a"], ["b"]]    | true
            {"prefix":"eu-"}                        | "eu-west"         | true
            {"prefix":"eu-"}                        | "us-eu-"          | false
            {"prefix":"5"}                          | 5                 | false
            {"prefix":{"equals-ignore-case":"eu-"}} | "EU-west"         | true
            {"suffix":".png"}                       | "a.png"           | true
            {"suffix":".png"}                       | "a.png.txt"       | false
            {"suffix":{"equals-ignore-case":".png"}} | "A.PNG"          | true
            {"suffix":{"equals-ignore-case":".png"}} | "png"            | false
            {"equals-ignore-case":"straße"}         | "STRASSE"         | true
            {"equals-ignore-case":"alice"}          | "ALICE"           | true
            {"equals-ignore-case":"alice"}          | "alicea"          | false
            {"wildcard":"*.png"}                    | "a.png"           | true
            {"wildcard":"a*c*e"}                    | "abcde"           | true
            {"wildcard":"a*c*e"}                    | "aec"             | false
            {"wildcard":"a*a"}                      | "a"               | false
            {"wildcard":"a\\\\*"}                   | "a*"              | true
            {"wildcard":"a\\\\*"}                   | "ab"              | false
            {"wildcard":"*"}                        | 5                 | false
            {"anything-but":"x"}                    | "y"               | true
            {"anything-but":"x"}                    | "x"               | false
            {"anything-but":"x"}                    | null              | true
            {"anything-but":"x"}                    | ["x", "y"]        | true
            {"anything-but":"x"}                    | []                | false
            {"anything-but":[1, 2]}                 | 2.0               | false
            {"anything-but":[1, 2]}                 | "2"               | true
            {"anything-but":{"prefix":"a"}}         | "abc"             | false
            {"anything-but":{"suffix":["b","c"]}}   | "abc"             | false
            {"anything-but":{"suffix":["b","c"]}}   | "abd"             | true
            {"anything-but":{"equals-ignore-case":"abc"}} | "ABC"       | false
            {"anything-but":{"wildcard":"*b*"}}     | "abc"             | false
            {"anything-but":{"wildcard":"*b*"}}     | "acc"             | true
            {"numeric":["=",5]}                     | 5.00              | true
            {"numeric":[">",0,"<=",5]}              | 5                 | true
            {"numeric":[">",0,"<=",5]}              | 0                 | false
            {"numeric":[">",0]}                     | -1e-300           | false
            {"numeric":["<",10]}                    | "9"               | false
            {"numeric":[">",0]}                     | 1e400             | false
            {"cidr":"10.0.0.0/24"}                  | "10.0.0.255"      | true
            {"cidr":"10.0.0.0/24"}                  | "10.0.1.0"        | false
            {"cidr":"10.0.0.0/24"}                  | "10.0.0.256"      | false
            {"cidr":"2001:db8::/32"}                | "2001:0DB8::1"    | true
            "10.0.0.1"                              | "010.0.0.1"       | true
            "::1"                                   | "0:0:0:0:0:0:0:1" | true
            {"exists":true}                         | null              | true
            {"exists":true}                         | {"y":1}           | false
            {"exists":true}                         | []                | false
            {"exists":false}                        | {"y":1}           | true
            {"exists":false}                        | []                | true
            {"exists":false}                        | 1                 | false
            """)
    void aComparisonMatchesWhatEventBridgeMatches(String comparison, String value, boolean expected) {
        var pattern = "{\"x\":[%s]}".formatted(comparison);
        var event = "{\"x\":%s}".formatted(value);

        assertThat(verdict(pattern, event)).isEqualTo(verdict(expected));
        assertThat(new Engine(pattern).matches(event)).isEqualTo(expected);
    }

    @Test
    void membersAreAllNeededAndOfAlternativesOne() {
        var pattern = "{\"a\":[1],\"data\":{\"$or\":[{\"b\":[2]},{\"c\":[3]}]}}";

        assertThat(verdict(pattern, "{\"a\":1,\"data\":{\"c\":3}}")).isEqualTo(verdict(true));
        assertThat(verdict(pattern, "{\"a\":1,\"data\":{\"b\":3}}")).isEqualTo(verdict(false));
        assertThat(verdict(pattern, "{\"a\":2,\"data\":{\"b\":2}}")).isEqualTo(verdict(false));
    }

    @Test
    void aNameWithADotIsAPath() {
        assertThat(verdict("{\"a.b\":[1]}", "{\"a\":{\"b\":1}}")).isEqualTo(verdict(true));
        assertThat(verdict("{\"a\":{\"b\":[1]}}", "{\"a.b\":1}")).isEqualTo(verdict(true));
    }

    @Test
    void membersInsideOfAnArrayMustMatchInTheSameElement() {
        var pattern = "{\"lines\":{\"sku\":[\"a\"],\"count\":[{\"numeric\":[\">\",5]}]}}";

        assertThat(verdict(pattern, "{\"lines\":[{\"sku\":\"a\",\"count\":1},{\"sku\":\"b\",\"count\":9}]}"))
                .isEqualTo(verdict(false));
        assertThat(verdict(pattern, "{\"lines\":[{\"sku\":\"b\",\"count\":1},{\"sku\":\"a\",\"count\":9}]}"))
                .isEqualTo(verdict(true));
    }

    @Test
    void anIPv6AddressIsInNoRangeOfIPv4() {
        assertThat(verdict("{\"x\":[{\"cidr\":\"10.0.0.0/8\"}]}", "{\"x\":\"0a12::1\"}"))
                .isEqualTo(verdict(false));
    }

    @Test
    void longArraysTakeTimeForTheirLengthOnly() {
        var pattern = "{\"a\":[{\"exists\":true}],\"b\":[{\"exists\":true}],\"c\":[{\"exists\":true}],\"d\":[\"x\"]}";
        var numbers = IntStream.range(0, 20_000).mapToObj(Integer::toString).collect(Collectors.joining(","));

        // Every combination would be 20,000 to the power of 4.
        assertThat(verdict(pattern, "{\"a\":[%1$s],\"b\":[%1$s],\"c\":[%1$s],\"d\":[%1$s]}".formatted(numbers)))
                .isEqualTo(verdict(false));
        assertThat(verdict(pattern, "{\"a\":[%1$s],\"b\":[%1$s],\"c\":[%1$s],\"d\":[%1$s,\"x\"]}".formatted(numbers)))
                .isEqualTo(verdict(true));
    }

    @Test
    void theLastOfManyElementsIsFound() {
        var pattern = "{\"l\":{\"a\":[1],\"b\":[2],\"c\":[3]}}";
        var lines = IntStream.range(0, 20_000)
                .mapToObj(i -> i == 19_999
                        ? "{\"a\":1,\"b\":2,\"c\":3}"
                        : "{\"a\":%d,\"b\":2,\"c\":%d}".formatted(i % 2, 2 + (i + 1) % 2))
                .collect(Collectors.joining(","));

        assertThat(verdict(pattern, "{\"l\":[%s]}".formatted(lines))).isEqualTo(verdict(true));
    }

    @Test
    void whatCannotBeFoundOutInAMillionStepsIsGivenUp() {
        var pattern = "{\"l\":{\"a\":{\"x\":[1]},\"b\":{\"x\":[1]},\"c\":[1]}}";
        var ones = IntStream.range(0, 2_000).mapToObj(_ -> "{\"x\":1}").collect(Collectors.joining(","));

        assertThat(verdict(pattern, "{\"l\":[{\"a\":[%1$s],\"b\":[%1$s]},{\"c\":1}]}".formatted(ones)))
                .isEqualTo(Condition.Verdict.GIVEN_UP);
    }

    @Test
    void noValidJsonMakesAFilterFail() {
        var pattern = "{\"x\":[{\"numeric\":[\">\",0]},{\"cidr\":\"10.0.0.0/8\"},{\"wildcard\":\"a*\"}]}";
        for (var value : new String[] {
            "1e99999999999",
            "-1e-99999999999",
            "1".repeat(100_000),
            "\"\\ud800\"",
            "\"" + "1.".repeat(50_000) + "\"",
            "\"1.2.3." + "9".repeat(50_000) + "\"",
            "[".repeat(900) + "1" + "]".repeat(900),
            "{\"\":{\".\":{\"..\":null}}}"
        }) {
            assertThat(verdict(pattern, "{\"x\":%s,\"x\":null}".formatted(value)))
                    .isNotNull();
        }
    }

    private static Condition.Verdict verdict(boolean matched) {
        return matched ? Condition.Verdict.MATCHED : Condition.Verdict.NOT_MATCHED;
    }

    private static Condition.Verdict verdict(String pattern, String event) {
        var condition = Condition.of(Filter.parse(pattern));
        var paths = PathTree.EMPTY.with(condition.paths());
        return condition.matches(EventValues.read(event.getBytes(StandardCharsets.UTF_8), paths), new Steps());
    }
}

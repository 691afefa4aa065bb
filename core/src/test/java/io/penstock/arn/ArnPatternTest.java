package io.penstock.arn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.penstock.input.InvalidInputException;
import java.time.Duration;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArnPatternTest {
    private static final String QUEUE = "arn:aws:sqs:eu-west-1:123456789012:orders-eu";

    @ParameterizedTest
    @ValueSource(
            strings = {
                QUEUE,
                "arn:aws:sqs:*:123456789012:orders-*",
                "arn:*:*:*:*:*",
                "arn:aws*:sqs:eu-*-1:1234*:*-eu",
                "arn:aws:sqs:eu-west-1:123456789012:*o*r*d*e*r*s*-*e*u*",
                "arn:aws:sqs:eu-west-1:123456789012:orders-eu*",
                "arn:aws:sqs:eu-west-1:123456789012:**orders-eu"
            })
    void whatIsMeantMatches(String pattern) {
        assertThat(new ArnPattern(pattern).matches(Arn.parse(QUEUE))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "arn:aws:sqs:eu-west-1:123456789012:orders",
                "arn:aws:sqs:eu-west-1:123456789012:orders-eu-",
                "arn:aws:sqs:eu-west-1:123456789012:orders-*u*u",
                "arn:aws:sqs:eu-west-1:123456789012:orders-eu*eu",
                "arn:aws:sqs:eu-west-1:123456789012:Orders-eu",
                "arn:aws:sqs:eu-west-1:210987654321:*",
                "arn:aws:sqs:us-*:123456789012:*",
                "arn:aws:sns:*:123456789012:*",
                "arn:aws:sqs*:eu-west-1:*:orders",
                "arn:*:orders-eu:*:*:*"
            })
    void anythingElseDoesNot(String pattern) {
        assertThat(new ArnPattern(pattern).matches(Arn.parse(QUEUE))).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "arn:aws:lambda:*:*:function:orders, false",
        "arn:aws:lambda:*:*:function:orders:*, true",
        "arn:aws:lambda:*:*:function:*, true",
        "arn:aws:lambda:*:*:*:live, true",
        "arn:aws:lambda:*:function:orders:live, false"
    })
    void aStarReachesOverColonsInTheResourceOnly(String pattern, boolean matches) {
        var function = Arn.parse("arn:aws:lambda:eu-west-1:123456789012:function:orders:live");

        assertThat(new ArnPattern(pattern).matches(function)).isEqualTo(matches);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "*", "arn", "arn:*", "arn:aws:sqs:*:*", "orders-*", "*:aws:sqs:*:*:*", "arn:aws:sqs:*:*:a b"
            })
    void whatIsNoPatternIsRefused(String text) {
        assertThatExceptionOfType(InvalidInputException.class)
                .isThrownBy(() -> new ArnPattern(text))
                .withMessageContaining("arn:aws:sqs:*:123456789012:orders-*");
    }

    @Test
    void aPatternMeansWhatItsRegularExpressionMeans() {
        var random = new Random(4);
        for (int i = 0; i < 20_000; i++) {
            var pattern = text(random, "ab*", 6);
            var name = text(random, "ab", 7);
            var expression = "arn:aws:sqs:eu-west-1:123456789012:" + pattern.replace("*", ".*");
            var arn = Arn.parse("arn:aws:sqs:eu-west-1:123456789012:" + name);

            assertThat(new ArnPattern("arn:aws:sqs:eu-west-1:123456789012:" + pattern).matches(arn))
                    .as("%s, %s", pattern, name)
                    .isEqualTo(Pattern.matches(expression, arn.text()));
        }
    }

    private static String text(Random random, String letters, int longest) {
        return random.ints(random.nextInt(1, longest + 1), 0, letters.length())
                .mapToObj(i -> letters.substring(i, i + 1))
                .collect(Collectors.joining());
    }

    @Test
    void noPatternTakesLong() {
        var pattern = new ArnPattern("arn:aws:sns:eu-west-1:123456789012:" + "*a".repeat(230) + "b");
        var arn = Arn.parse("arn:aws:sns:eu-west-1:123456789012:" + "a".repeat(470));

        Assertions.assertTimeout(
                Duration.ofSeconds(5), () -> assertThat(pattern.matches(arn)).isFalse());
    }
}

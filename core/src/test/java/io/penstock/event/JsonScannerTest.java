package io.penstock.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.fail;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.penstock.input.InvalidInputException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonScannerTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "-0",
                "-1",
                "10",
                "1.0",
                "1e5",
                "1E-05",
                "-0.0e+0",
                "true",
                "false",
                "null",
                "\"\"",
                "{}",
                "[]",
                " [ ] ",
                "\t\r\n{ }\n",
                "[0,[],{},\"\",null]",
                "{\"a\":{\"a\":{\"a\":1}},\"b\":1}",
                "[{\"a\":1},{\"a\":2}]",
                "\"\u007F\"",
                "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\uABCD\"",
                "{\"\":1}",
                "\"\\ud800\"",
                "\"\u2028\uFEFF\uFFFF\""
            })
    void whatTheGrammarAllowsIsTaken(String document) {
        JsonScanner.check(bytes(document));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "01",
                "-",
                "-01",
                "+1",
                ".5",
                "1.",
                "1.e1",
                "1e",
                "1e+",
                "1e1.5",
                "0x1",
                "1_0",
                "NaN",
                "Infinity",
                "-Infinity",
                "tru",
                "truex",
                "True",
                "nul",
                "nulll",
                "undefined",
                "'a'",
                "a",
                "\"",
                "\"a",
                "\"\\\"",
                "\"\\a\"",
                "\"\\u12\"",
                "\"\\u12G4\"",
                "\"\\U0041\"",
                "\"\\",
                "\"\\u",
                "\"a\nb\"",
                "\"\t\"",
                "\"\0\"",
                "[",
                "]",
                "[1",
                "[1,",
                "[1,]",
                "[,1]",
                "[1 2]",
                "[1,,2]",
                "[1}",
                "{",
                "}",
                "{\"a\"",
                "{\"a\":",
                "{\"a\":1",
                "{\"a\":1,",
                "{\"a\":1,}",
                "{,}",
                "{a:1}",
                "{\"a\" 1}",
                "{\"a\"::1}",
                "{\"a\":1 \"b\":2}",
                "{1:2}",
                "{\"a\"}",
                "{\"a\":1]",
                "1 2",
                "{}{}",
                "[] []",
                "[]]",
                "/**/1",
                "1//",
                "#",
                "\u00A0" + "1",
                "\u000B1",
                "\f1",
                "1\0",
                "\uFEFF1",
                "1,"
            })
    void whatTheGrammarForbidsIsRefused(String document) {
        assertRefused(bytes(document));
    }

    @ParameterizedTest
    @CsvSource({
        "80, a continuation alone",
        "BF, a continuation alone",
        "C080, overlong NUL",
        "C1BF, overlong",
        "E08080, overlong",
        "E09FBF, overlong",
        "F0808080, overlong",
        "F08FBFBF, overlong",
        "EDA080, a high surrogate",
        "EDBFBF, a low surrogate",
        "EDA081EDB080, a pair of surrogates",
        "F4908080, past U+10FFFF",
        "F5808080, past U+10FFFF",
        "FE, no UTF-8 at all",
        "FF, no UTF-8 at all",
        "C3, cut short",
        "E282, cut short",
        "F09F98, cut short",
        "C328, second byte",
        "E28228, third byte",
        "E228A1, second byte",
        "F09F9828, fourth byte",
        "F0288CBC, second byte"
    })
    void bytesThatAreNotUtf8AreRefused(String hex, String why) {
        var wrong = HexFormat.of().parseHex(hex);
        assertThat(Utf8.isValid(wrong)).as(why).isFalse();
        assertRefused(join(bytes("\""), wrong, bytes("\"")));
        assertRefused(join(bytes("\"abc"), wrong));
        assertRefused(join(bytes("{\""), wrong, bytes("\":1}")));
        assertRefused(join(bytes("[1]"), wrong));
    }

    @Test
    void whatIsUtf8IsWhatThePlatformDecodes() {
        for (int c = 0; c <= Character.MAX_CODE_POINT; c += c < 0x10000 ? 1 : 99) {
            if ((c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE)
                    && !Utf8.isValid(bytes(Character.toString(c)))) {
                fail("U+%04X".formatted(c));
            }
        }
        for (int first = 0x80; first < 0x100; first++) {
            for (int rest = 0; rest < 0x10000; rest += 21) {
                byte[] bytes = {(byte) first, (byte) (rest >> 8), (byte) rest};
                if (Utf8.isValid(bytes) != decodes(bytes)) {
                    fail(HexFormat.of().formatHex(bytes));
                }
            }
        }
    }

    @Test
    void arraysAndObjectsMayBeNestedSixtyFourDeep() {
        for (var level : new String[][] {{"[", "]"}, {"{\"a\":", "}"}, {"[{\"a\":", "}]"}}) {
            int times = JsonScanner.MAX_DEPTH / (level[0].startsWith("[{") ? 2 : 1);
            JsonScanner.check(bytes(level[0].repeat(times) + "1" + level[1].repeat(times)));
            assertRefused(bytes(level[0].repeat(times) + "[]" + level[1].repeat(times)));
            assertRefused(bytes(level[0].repeat(times) + "{}" + level[1].repeat(times)));
        }
        assertRefused(bytes("[".repeat(500_000)));
        JsonScanner.check(bytes("[" + "[],".repeat(1_000) + "1]"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":1,\"a\":1}",
                "{\"a\":1,\"\\u0061\":1}",
                "{\"\\u0061\":1,\"a\":1}",
                "{\"\":1,\"b\":2,\"\":3}",
                "[{\"x\":{\"é\":1,\"\\u00e9\":2}}]",
                "{\"/\":1,\"\\/\":2}",
                "{\"😀\":1,\"\\uD83D\\ude00\":2}"
            })
    void aNameThatComesTwiceInAnObjectIsRefused(String document) {
        assertThat(refusal(bytes(document)).detail()).contains("twice");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"a\":1,\"A\":1}", "{\"é\":1,\"e\u0301\":2}", "{\"a\":{\"a\":{}},\"b\":{\"a\":1}}"})
    void namesThatOnlyLookAlikeAreTaken(String document) {
        JsonScanner.check(bytes(document));
    }

    @Test
    void aLoneSurrogateIsTakenInAValueAndRefusedInAName() {
        JsonScanner.check(bytes("[\"\\ud83d\",\"\\ude00\\ud83d\"]"));
        JsonScanner.check(bytes("{\"\\ud83d\\ude00\":1}"));
        assertRefused(bytes("{\"\\ud83d\":1}"));
        assertRefused(bytes("{\"\\ude00\":1}"));
        assertRefused(bytes("{\"\\ud83d \\ude00\":1}"));
    }

    @Test
    void duplicatesAreFoundAmongManyNames() {
        for (int size : new int[] {2, 15, 16, 17, 33, 1_000}) {
            var members = IntStream.range(0, size)
                    .mapToObj(i -> "\"n%d\":{\"n0\":0}".formatted(i))
                    .collect(Collectors.joining(","));
            JsonScanner.check(bytes("{" + members + "}"));
            for (int again : new int[] {0, size / 2, size - 1}) {
                assertRefused(bytes("{" + members + ",\"n" + again + "\":0}"));
                assertRefused(bytes("{" + members + ",\"\\u006e" + again + "\":0}"));
            }
        }
    }

    @Test
    void numbersAndNamesMayBeLongButNotWithoutEnd() {
        JsonScanner.check(bytes("1".repeat(JsonScanner.MAX_NUMBER)));
        assertRefused(bytes("1".repeat(JsonScanner.MAX_NUMBER + 1)));
        assertRefused(bytes("[0." + "1".repeat(JsonScanner.MAX_NUMBER) + "]"));
        JsonScanner.check(bytes("{\"" + "a".repeat(JsonScanner.MAX_NAME) + "\":1}"));
        assertRefused(bytes("{\"" + "a".repeat(JsonScanner.MAX_NAME + 1) + "\":1}"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
            [1;2]          | ';' where ',' or ']' is expected, at line 1, column 3
            ["é€😀",x]     | 'x' where a value is expected, at line 1, column 8
            [1,            | it ends where a value is expected, at line 1, column 4
            {"a":1,"b":"c" | it ends where ',' or '}' is expected, at line 1, column 15
            {"a":b"        | 'b' where a value is expected, at line 1, column 6
            [tru]          | a word that is not true, false or null, at line 1, column 2
            {"a":"b        | a string without its closing quote, at line 1, column 6
            """)
    void anErrorSaysWhatAndWhere(String document, String expected) {
        assertThat(refusal(bytes(document)).detail()).isEqualTo("not valid JSON: " + expected);
        assertThat(refusal(bytes("\n \r\n" + document)).detail()).contains("line 3");
    }

    /// Jackson, strict, over text that was decoded strictly: an independent reader of the same grammar.
    @Test
    void whatIsTakenIsWhatJacksonTakes() {
        var random = new SplittableRandom(2);
        var values = new RandomJson(random);
        int taken = 0;
        for (int i = 0; i < 30_000; i++) {
            var document = bytes(values.value());
            int mutations = random.nextInt(3);
            for (int m = 0; m < mutations; m++) {
                document = mutated(document, random);
            }
            boolean takes = takes(document);
            if (takes != jacksonTakes(document)) {
                fail((takes ? "taken: " : "refused: ") + new String(document, StandardCharsets.UTF_8));
            }
            taken += takes ? 1 : 0;
        }
        assertThat(taken).isBetween(10_000, 27_000);
    }

    private static byte[] mutated(byte[] document, SplittableRandom random) {
        int at = random.nextInt(document.length + 1);
        var syntax = "{}[]:,\"\\ 0123456789.eE+-tfnu\n\t\0a\u007F";
        byte b = random.nextInt(4) == 0
                ? (byte) random.nextInt(256)
                : (byte) syntax.charAt(random.nextInt(syntax.length()));
        int end = Math.min(document.length, at + random.nextInt(2));
        byte[] inserted = random.nextInt(3) == 0 ? new byte[0] : new byte[] {b};
        return join(Arrays.copyOf(document, at), inserted, Arrays.copyOfRange(document, end, document.length));
    }

    private static boolean takes(byte[] document) {
        try {
            JsonScanner.check(document);
            return true;
        } catch (InvalidInputException e) {
            return false;
        }
    }

    private static final JsonFactory JACKSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(JsonScanner.MAX_DEPTH)
                    .build())
            .build();

    private static boolean jacksonTakes(byte[] document) {
        try (var parser = JACKSON.createParser(StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(document))
                .toString())) {
            int values = 0;
            for (var token = parser.nextToken(); token != null; token = parser.nextToken()) {
                var text = parser.getText();
                if (token == JsonToken.FIELD_NAME
                        && !StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
                    return false;
                }
                boolean ends = token.isScalarValue() || token.isStructEnd();
                values += ends && parser.getParsingContext().inRoot() ? 1 : 0;
            }
            return values == 1;
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean decodes(byte[] bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static void assertRefused(byte[] document) {
        assertThatExceptionOfType(InvalidInputException.class).isThrownBy(() -> JsonScanner.check(document));
    }

    private static InvalidInputException refusal(byte[] document) {
        var refusal = catchThrowableOfType(InvalidInputException.class, () -> JsonScanner.check(document));
        assertThat(refusal).isNotNull();
        return refusal;
    }

    private static byte[] join(byte[]... parts) {
        var joined = ByteBuffer.allocate(
                Arrays.stream(parts).mapToInt(part -> part.length).sum());
        for (var part : parts) {
            joined.put(part);
        }
        return joined.array();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}

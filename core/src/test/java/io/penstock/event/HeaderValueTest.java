package io.penstock.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.fail;

import io.penstock.input.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HeaderValueTest {
    /// CloudEvents 1.0.2, HTTP binding, section 3.1.3.2.
    @Test
    void theExampleOfTheSpecificationIsEncodedAsThere() {
        assertThat(HeaderValue.encode("Euro € 😀")).isEqualTo("Euro%20%E2%82%AC%20%F0%9F%98%80");
        assertThat(HeaderValue.decode("x", "Euro%20%E2%82%AC%20%F0%9F%98%80")).isEqualTo("Euro € 😀");
        assertThat(HeaderValue.decode("x", "Euro%20%e2%82%ac%20%f0%9f%98%80")).isEqualTo("Euro € 😀");
    }

    @Test
    void charactersAreEncodedAsTheSpecificationSays() {
        for (int c = 0; c <= Character.MAX_CODE_POINT; c += c < 0x10000 ? 1 : 99) {
            if (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
                continue;
            }
            var text = Character.toString(c);
            var encoded = HeaderValue.encode(text);
            boolean plain = c >= 0x21 && c <= 0x7E && c != '"' && c != '%';
            if (encoded.equals(text) != plain
                    || !HeaderValue.decode("x", encoded).equals(text)) {
                fail("U+%04X: %s".formatted(c, encoded));
            }
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
            %41%62c           | Abc
            a b               | a b
            a"b               | a"b
            "a b"             | a b
            "a\\"b\\\\\\c"    | a"b\\c
            "a%20b"           | a b
            "%22"             | "
            %22a%22           | "a"
            %2541             | %41
            """)
    void whatIsEncodedWithoutNeedOrInTheOldWayIsRead(String header, String expected) {
        assertThat(HeaderValue.decode("x", header)).isEqualTo(expected);
    }

    @Test
    void emptyIsRead() {
        assertThat(HeaderValue.decode("x", "")).isEmpty();
        assertThat(HeaderValue.decode("x", "\"\"")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "%",
                "%4",
                "a%",
                "%4G",
                "%-1",
                "% 1",
                "100% sure",
                "%C0%A0",
                "%ED%A0%80",
                "%E2%82",
                "%FF",
                "%F4%90%80%80",
                "é",
                "😀",
                "\u007F",
                "a\tb",
                "\"a",
                "\"",
                "\"a\\\"",
                "\"a\"b",
                "\"a\"b\"",
                "\"\\"
            })
    void whatIsMalformedIsRefused(String header) {
        assertThatExceptionOfType(InvalidInputException.class)
                .isThrownBy(() -> HeaderValue.decode("x", header))
                .satisfies(e -> assertThat(e.field()).isEqualTo("x"));
    }
}

package io.penstock.event;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MediaTypeTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', nullValues = "-", textBlock = """
            application/json                              | application/json      | -
            Application/JSON                              | application/json      | -
            text/plain;charset=UTF-8                      | text/plain            | utf-8
            text/plain ; a=b ;\tCharSet="Utf\\-8" ; c="d;e" | text/plain          | utf-8
            text/plain; charset=a; charset=b              | text/plain            | a
            text/plain;                                   | text/plain            | -
            text/plain;; charset=x;                       | text/plain            | x
            application/vnd.a.b-c+json; v="1, \\"2\\""    | application/vnd.a.b-c+json | -
            a!#$&^_.+-/b'*                                | a!#$&^_.+-/b'*        | -
            """)
    void mediaTypesAreRead(String text, String essence, @Nullable String charset) {
        assertThat(MediaType.parse(text)).isEqualTo(new MediaType(essence, charset));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "json",
                "application/",
                "/json",
                "a/b/c",
                "a b/c",
                "a/b c",
                "a/b, c/d",
                " a/b",
                "a/b ;c",
                "a/b;c=",
                "a/b;=c",
                "a/b;c=\"",
                "a/b;c=\"d\"e",
                "a/b;c=\"é\"",
                "a/é",
                "a/b;c=\"\\",
                "a/b;c=\"\u0001\"",
                "a/b;c = d",
                "(a)/b"
            })
    void othersAreNot(String text) {
        assertThat(MediaType.parse(text)).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "-,true",
                "application/json,true",
                "text/json,true",
                "image/svg+json,true",
                "a/B+JSON; c=d,true",
                "text/plain,false",
                "application/jsonl,false",
                "application/json-seq,false",
                "application/x-json,false",
                "nonsense,false"
            })
    void jsonIsWhatTheSpecificationCallsSo(@Nullable String contentType, boolean json) {
        assertThat(MediaType.isJson(contentType)).isEqualTo(json);
    }
}

package io.penstock.lambda;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;

/// Reads the JSON that Lambda hands in.
final class Json {
    /// What Lambda hands in has at most 6 MiB.
    private static final int MAX_TEXT = 8 * 1_024 * 1_024;

    static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxStringLength(MAX_TEXT).build())
            .build();

    private Json() {}

    /// Takes a member, whose value is the parser's current token, and leaves the parser at the value's end.
    @FunctionalInterface
    interface Member {
        void take(String name) throws IOException;
    }

    /// Takes an element, which is the parser's current token, and leaves the parser at its end.
    @FunctionalInterface
    interface Element {
        void take() throws IOException;
    }

    /// Hands each member of an object to `member`. A value that is null is no member.
    ///
    /// @throws IllegalArgumentException if it is no object
    static void members(JsonParser json, Member member) throws IOException {
        var start = json.currentToken() == null ? json.nextToken() : json.currentToken();
        if (start != JsonToken.START_OBJECT) {
            throw new IllegalArgumentException("an object is expected, not " + start);
        }
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            var name = json.currentName();
            if (json.nextToken() != JsonToken.VALUE_NULL) {
                member.take(name);
            }
        }
    }

    /// Hands each element of an array to `element`.
    ///
    /// @throws IllegalArgumentException if it is no array
    static void elements(JsonParser json, Element element) throws IOException {
        if (json.currentToken() != JsonToken.START_ARRAY) {
            throw new IllegalArgumentException("an array is expected, not " + json.currentToken());
        }
        while (json.nextToken() != JsonToken.END_ARRAY) {
            element.take();
        }
    }

    /// A string.
    ///
    /// @throws IllegalArgumentException if it is none
    static String text(JsonParser json) throws IOException {
        if (json.currentToken() != JsonToken.VALUE_STRING) {
            throw new IllegalArgumentException("a string is expected, not " + json.currentToken());
        }
        return json.getText();
    }
}

package io.penstock.api;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import com.fasterxml.jackson.core.ErrorReportConfiguration;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import io.penstock.input.InvalidInputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;

/// Reads JSON ([RFC 8259](https://www.rfc-editor.org/rfc/rfc8259)) so that no two readers can see two different things
/// in it: UTF-8 without errors, no member twice, no lone surrogates, nothing behind the value.
final class StrictJson {
    /// How deep arrays and objects may be nested.
    static final int MAX_DEPTH = 64;

    /// Most characters of a number.
    static final int MAX_NUMBER = 100;

    private static final int SHOWN = 32;

    private static final JsonFactory JSON = JsonFactory.builder()
            .configure(JsonFactory.Feature.INTERN_FIELD_NAMES, false)
            .configure(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES, false)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    // The body's limit is theirs. What is too long for a number is told by its own refusal.
                    .maxNameLength(Integer.MAX_VALUE)
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNumberLength(Integer.MAX_VALUE)
                    .build())
            .errorReportConfiguration(ErrorReportConfiguration.builder()
                    .maxErrorTokenLength(SHOWN)
                    .maxRawContentLength(0)
                    .build())
            .build();

    private final JsonParser in;

    private StrictJson(JsonParser in) {
        this.in = in;
    }

    /// Reads one value.
    ///
    /// @throws InvalidInputException saying where and why, if `document` is none
    static JsonValue read(byte[] document) {
        try (var in = JSON.createParser(decode(document))) {
            if (in.nextToken() == null) {
                throw new InvalidInputException("", "the body is empty; JSON is needed");
            }
            var value = new StrictJson(in).value();
            if (in.nextToken() != null) {
                throw new InvalidInputException("", "there is something behind the JSON value" + place(in));
            }
            return value;
        } catch (StreamConstraintsException e) {
            throw new InvalidInputException("", "JSON may be nested %d deep; this is deeper".formatted(MAX_DEPTH));
        } catch (JsonProcessingException e) {
            throw new InvalidInputException("", "the body is not JSON: " + excerpt(e));
        } catch (IOException e) {
            throw new UncheckedIOException("a string could not be read", e);
        }
    }

    private static String decode(byte[] document) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(document))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new InvalidInputException("", "the body is not UTF-8; JSON has to be");
        }
    }

    private JsonValue value() throws IOException {
        return switch (requireNonNull(in.currentToken(), "no token")) {
            case START_OBJECT -> object();
            case START_ARRAY -> array();
            case VALUE_STRING -> new JsonValue.Text(wellFormed(in.getText()));
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(in.getText());
            case VALUE_TRUE -> new JsonValue.Bool(true);
            case VALUE_FALSE -> new JsonValue.Bool(false);
            case VALUE_NULL -> new JsonValue.Null();
            case END_OBJECT, END_ARRAY, FIELD_NAME, VALUE_EMBEDDED_OBJECT, NOT_AVAILABLE ->
                throw new IllegalStateException("no value begins with " + in.currentToken());
        };
    }

    private JsonValue.Obj object() throws IOException {
        var members = new LinkedHashMap<String, JsonValue>();
        while (in.nextToken() != JsonToken.END_OBJECT) {
            var name = wellFormed(in.currentName());
            in.nextToken();
            if (members.put(name, value()) != null) {
                throw refused("is there twice");
            }
        }
        return new JsonValue.Obj(members);
    }

    private JsonValue.Arr array() throws IOException {
        var items = new ArrayList<JsonValue>();
        while (in.nextToken() != JsonToken.END_ARRAY) {
            items.add(value());
        }
        return new JsonValue.Arr(items);
    }

    private JsonValue.Num number(String literal) {
        if (literal.length() > MAX_NUMBER) {
            throw refused(
                    "may have %d characters, as a number; this one has %d".formatted(MAX_NUMBER, literal.length()));
        }
        return new JsonValue.Num(literal);
    }

    private String wellFormed(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isSurrogate(c)) {
                if (i + 1 == text.length() || !Character.isSurrogatePair(c, text.charAt(i + 1))) {
                    throw refused("has half of a surrogate pair (\\ud800 to \\udfff)");
                }
                i++;
            }
        }
        return text;
    }

    private InvalidInputException refused(String why) {
        return new InvalidInputException(path(in.getParsingContext()), why + place(in));
    }

    /// Made when it is needed: kept up with every value, it would be what reading takes longest.
    private static String path(JsonStreamContext context) {
        var parent = context.getParent();
        if (parent == null) {
            return "";
        }
        var outer = path(parent);
        if (context.inArray()) {
            return "%s[%d]".formatted(outer, context.getCurrentIndex());
        }
        var name = Answers.excerpt(requireNonNullElse(context.getCurrentName(), ""));
        return outer.isEmpty() ? name : outer + "." + name;
    }

    private static String place(JsonParser in) {
        var at = in.currentTokenLocation();
        return " (line %d, column %d)".formatted(at.getLineNr(), at.getColumnNr());
    }

    private static String excerpt(JsonProcessingException e) {
        var at = e.getLocation();
        var message = Answers.excerpt(e.getOriginalMessage());
        return at == null ? message : "%s (line %d, column %d)".formatted(message, at.getLineNr(), at.getColumnNr());
    }
}

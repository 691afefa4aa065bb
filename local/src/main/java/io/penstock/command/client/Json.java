package io.penstock.command.client;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A JSON value, numbers in the spelling that they came in.
///
/// @param value a `Map<String, Json>`, a `List<Json>`, a `String`, a [Literal], or null
public record Json(@Nullable Object value) {
    private static final JsonFactory FACTORY = new JsonFactory();

    /// What is written without quotes: a number, true or false.
    ///
    /// @param text as it is written
    public record Literal(String text) {}

    /// An object.
    public static Json object(Map<String, Json> members) {
        return new Json(new LinkedHashMap<>(members));
    }

    /// An array.
    public static Json array(List<Json> items) {
        return new Json(List.copyOf(items));
    }

    /// An array of strings.
    public static Json texts(List<String> items) {
        return array(items.stream().map(Json::text).toList());
    }

    /// A string.
    public static Json text(String text) {
        return new Json(requireNonNull(text, "text is null"));
    }

    /// A number, or true or false.
    ///
    /// @param text as it is written
    public static Json literal(String text) {
        return new Json(new Literal(text));
    }

    /// Reads a document.
    ///
    /// @throws IllegalArgumentException if it is not JSON; the message says where
    public static Json read(byte[] document) {
        try (var parser = FACTORY.createParser(document)) {
            if (parser.nextToken() == null) {
                throw new IllegalArgumentException("there is nothing in it");
            }
            var read = read(parser);
            if (parser.nextToken() != null) {
                throw new IllegalArgumentException("there is something behind its end");
            }
            return read;
        } catch (IOException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    private static Json read(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> {
                var members = new LinkedHashMap<String, Json>();
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    var name = parser.currentName();
                    parser.nextToken();
                    members.put(name, read(parser));
                }
                yield new Json(members);
            }
            case START_ARRAY -> {
                var items = new ArrayList<Json>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    items.add(read(parser));
                }
                yield new Json(items);
            }
            case VALUE_STRING -> new Json(parser.getText());
            case VALUE_NULL -> new Json(null);
            default -> new Json(new Literal(parser.getText()));
        };
    }

    /// What is found when this path of members is followed; empty if it does not lead to anything but null.
    public Optional<Json> at(String... path) {
        var at = this;
        for (var name : path) {
            var next = at.members().get(name);
            if (next == null) {
                return Optional.empty();
            }
            at = next;
        }
        return at.value == null ? Optional.empty() : Optional.of(at);
    }

    /// The value of a member in words: a string as it is, anything else as JSON; empty if it is not there.
    public String word(String... path) {
        return at(path).map(Json::word).orElse("");
    }

    /// This in words: a string as it is, anything else as JSON.
    public String word() {
        return value instanceof String text ? text : write();
    }

    /// A whole number; 0 if it is not there.
    public long number(String... path) {
        var word = word(path);
        return word.isEmpty() ? 0 : Long.parseLong(word);
    }

    /// Whether a member is there and true.
    public boolean isTrue(String... path) {
        return word(path).equals("true");
    }

    /// The items of a member that is an array; none if it is not there.
    public List<Json> items(String... path) {
        return at(path).map(Json::items).orElse(List.of());
    }

    /// The items of an array; none if this is none.
    @SuppressWarnings("unchecked")
    public List<Json> items() {
        return value instanceof List<?> items ? (List<Json>) items : List.of();
    }

    /// The members of an object, in order; none if this is none.
    @SuppressWarnings("unchecked")
    public Map<String, Json> members() {
        return value instanceof Map<?, ?> members ? (Map<String, Json>) members : Map.of();
    }

    /// As JSON, without white space.
    public String write() {
        var bytes = new ByteArrayOutputStream();
        try (var out = FACTORY.createGenerator(bytes)) {
            write(out);
        } catch (IOException e) {
            throw new UncheckedIOException("an array took no more bytes", e);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private void write(JsonGenerator out) throws IOException {
        switch (value) {
            case null -> out.writeNull();
            case Map<?, ?> _ -> {
                out.writeStartObject();
                for (var member : members().entrySet()) {
                    out.writeFieldName(member.getKey());
                    member.getValue().write(out);
                }
                out.writeEndObject();
            }
            case List<?> _ -> {
                out.writeStartArray();
                for (var item : items()) {
                    item.write(out);
                }
                out.writeEndArray();
            }
            case String text -> out.writeString(text);
            case Literal(var text) -> out.writeRawValue(text);
            default -> throw new IllegalStateException("no JSON value: " + value.getClass());
        }
    }

    /// Without its content, which may be secret.
    @Override
    public String toString() {
        return "Json[%s]".formatted(value == null ? "null" : value.getClass().getSimpleName());
    }
}

package io.penstock.api;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A JSON value as it came: members in their order, numbers in their spelling.
sealed interface JsonValue {
    /// An object, its members in order.
    record Obj(Map<String, JsonValue> members) implements JsonValue {
        public Obj {
            members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
        }

        /// This with the changes that `patch` asks for ([RFC 7396](https://www.rfc-editor.org/rfc/rfc7396), section 2).
        Obj patchedWith(Obj patch) {
            var patched = new LinkedHashMap<>(members);
            patch.members.forEach((name, change) -> {
                switch (change) {
                    case Null() -> patched.remove(name);
                    case Obj inner -> {
                        var present = patched.get(name) instanceof Obj object ? object : new Obj(Map.of());
                        patched.put(name, present.patchedWith(inner));
                    }
                    case Arr _, Text _, Num _, Bool _ -> patched.put(name, change);
                }
            });
            return new Obj(patched);
        }
    }

    /// An array.
    record Arr(List<JsonValue> items) implements JsonValue {
        public Arr {
            items = List.copyOf(items);
        }
    }

    /// A string, with no lone surrogate in it.
    record Text(String value) implements JsonValue {}

    /// A number.
    ///
    /// @param literal as it came
    record Num(String literal) implements JsonValue {}

    /// True or false.
    record Bool(boolean value) implements JsonValue {}

    /// Null.
    record Null() implements JsonValue {}

    /// As compact JSON.
    default String text() {
        return new String(Answers.bytes(this::write), StandardCharsets.UTF_8);
    }

    /// Writes this.
    default void write(JsonGenerator out) throws IOException {
        switch (this) {
            case Obj(var members) -> {
                out.writeStartObject();
                for (var member : members.entrySet()) {
                    out.writeFieldName(member.getKey());
                    member.getValue().write(out);
                }
                out.writeEndObject();
            }
            case Arr(var items) -> {
                out.writeStartArray();
                for (var item : items) {
                    item.write(out);
                }
                out.writeEndArray();
            }
            case Text(var value) -> out.writeString(value);
            case Num(var literal) -> out.writeNumber(literal);
            case Bool(var value) -> out.writeBoolean(value);
            case Null() -> out.writeNull();
        }
    }
}

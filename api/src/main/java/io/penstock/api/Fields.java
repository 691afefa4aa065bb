package io.penstock.api;

import io.penstock.input.InvalidInputException;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// Reads an object of which every member is known. A member that is `null` counts as left out.
///
/// All methods throw [InvalidInputException] with the member's path from the top, `policy.retry.schedule[2]` say.
final class Fields {
    private final Map<String, JsonValue> members;
    private final String path;

    /// @param path of `object`, empty for the top
    /// @param known what its members may be called
    Fields(JsonValue.Obj object, String path, Collection<String> known) {
        this.members = object.members();
        this.path = path;
        for (var name : members.keySet()) {
            if (!known.contains(name)) {
                throw new InvalidInputException(at(name), Suggestions.unknown("field", name, known));
            }
        }
    }

    Optional<JsonValue> value(String name) {
        return Optional.ofNullable(members.get(name)).filter(value -> !(value instanceof JsonValue.Null));
    }

    /// Any member, null as well.
    Optional<JsonValue> valueOrNull(String name) {
        return Optional.ofNullable(members.get(name));
    }

    Optional<String> text(String name) {
        return value(name).map(value -> text(at(name), value));
    }

    String requiredText(String name) {
        return text(name).orElseThrow(() -> missing(name));
    }

    Optional<Fields> object(String name, Collection<String> known) {
        return value(name).map(value -> new Fields(object(at(name), value), at(name), known));
    }

    Fields requiredObject(String name, Collection<String> known) {
        return object(name, known).orElseThrow(() -> missing(name));
    }

    Optional<Double> number(String name) {
        return value(name).map(value -> {
            if (value instanceof JsonValue.Num(var literal)) {
                return Double.valueOf(literal);
            }
            throw wrong(at(name), "a number", value);
        });
    }

    Optional<Integer> integer(String name) {
        return value(name).map(value -> {
            try {
                if (value instanceof JsonValue.Num(var literal)) {
                    return new BigDecimal(literal).intValueExact();
                }
            } catch (ArithmeticException | NumberFormatException _) {
                throw new InvalidInputException(at(name), "must be a whole number, and not so large");
            }
            throw wrong(at(name), "a number", value);
        });
    }

    Optional<Boolean> bool(String name) {
        return value(name).map(value -> {
            if (value instanceof JsonValue.Bool(var is)) {
                return is;
            }
            throw wrong(at(name), "true or false", value);
        });
    }

    Optional<Duration> duration(String name) {
        return value(name).map(value -> duration(at(name), value));
    }

    Optional<Instant> time(String name) {
        return text(name).map(text -> Times.parse(at(name), text));
    }

    /// A list, each item of which `item` reads from its path and its value.
    <T> Optional<List<T>> list(String name, int limit, PathReader<T> item) {
        return value(name).map(value -> {
            if (!(value instanceof JsonValue.Arr(var items))) {
                throw wrong(at(name), "an array", value);
            }
            if (items.size() > limit) {
                throw new InvalidInputException(
                        at(name), "may have %d items; these are %d".formatted(limit, items.size()));
            }
            var read = new ArrayList<T>();
            for (int i = 0; i < items.size(); i++) {
                read.add(item.read("%s[%d]".formatted(at(name), i), items.get(i)));
            }
            return read;
        });
    }

    /// Reads a value that stands at a path.
    @FunctionalInterface
    interface PathReader<T> {
        T read(String path, JsonValue value);
    }

    /// One of a few words.
    <T> Optional<T> word(String name, Map<String, T> words) {
        return text(name).map(text -> {
            var word = words.get(text);
            if (word == null) {
                throw new InvalidInputException(
                        at(name),
                        "must be one of %s; this is '%s'"
                                .formatted(String.join(", ", words.keySet()), Answers.excerpt(text)));
            }
            return word;
        });
    }

    /// What `supplier` supplies, whose complaints are about this object's members.
    <T> T within(Supplier<T> supplier) {
        return within(path, supplier);
    }

    /// The path of the member `name`.
    String at(String name) {
        return path.isEmpty() ? Answers.excerpt(name) : path + "." + Answers.excerpt(name);
    }

    InvalidInputException missing(String name) {
        return new InvalidInputException(at(name), "is missing, and needed");
    }

    static String text(String path, JsonValue value) {
        if (value instanceof JsonValue.Text(var text)) {
            return text;
        }
        throw wrong(path, "a string", value);
    }

    static JsonValue.Obj object(String path, JsonValue value) {
        if (value instanceof JsonValue.Obj object) {
            return object;
        }
        throw wrong(path, "an object", value);
    }

    static Duration duration(String path, JsonValue value) {
        var text = text(path, value);
        try {
            return Duration.parse(text);
        } catch (DateTimeException | ArithmeticException e) {
            throw new InvalidInputException(
                    path, "must be a duration in ISO 8601, PT15S say: '%s'".formatted(Answers.excerpt(text)));
        }
    }

    /// What `supplier` supplies, whose complaints are about what stands at `path`.
    static <T> T within(String path, Supplier<T> supplier) {
        try {
            return supplier.get();
        } catch (InvalidInputException e) {
            throw path.isEmpty() ? e : e.in(path);
        }
    }

    private static InvalidInputException wrong(String path, String wanted, JsonValue value) {
        var is = switch (value) {
            case JsonValue.Obj _ -> "an object";
            case JsonValue.Arr _ -> "an array";
            case JsonValue.Text _ -> "a string";
            case JsonValue.Num _ -> "a number";
            case JsonValue.Bool _ -> "true or false";
            case JsonValue.Null _ -> "null";
        };
        return new InvalidInputException(path, "must be %s, and is %s".formatted(wanted, is));
    }
}

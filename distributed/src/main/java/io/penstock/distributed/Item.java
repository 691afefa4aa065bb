package io.penstock.distributed;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a [Table] holds under a key. Never changed: each `with` answers another one.
///
/// @param key where it is
/// @param attributes by their names
public record Item(Key key, Map<String, Value> attributes) {
    /// Largest item, in bytes as [#size] counts them. DynamoDB's own limit is 400 KB; the rest is reserve, for what an
    /// adapter adds.
    public static final int MAX_BYTES = 390_000;

    /// The attribute that grows with each change of an item that is changed at all: what [Table.Condition.Unchanged]
    /// compares.
    public static final String REVISION = "revision";

    /// The attribute that says in which form the others are; every item has it.
    public static final String FORM = "form";

    /// The attribute that says from when on the table may remove the item by itself, in seconds since 1970. It does so
    /// late: whoever reads looks at times of his own.
    public static final String TTL = "ttl";

    /// How many bytes DynamoDB counts for a number of up to 19 digits, at most.
    private static final int NUMBER_BYTES = 12;

    public Item {
        requireNonNull(key, "key is null");
        attributes = Map.copyOf(attributes);
    }

    /// One that has nothing but its form.
    public static Item at(Key key, int form) {
        return new Item(key, Map.of(FORM, new Value.Whole(form)));
    }

    /// The same with a text; as it is, if that is null.
    public Item with(String name, @Nullable String text) {
        return text == null ? this : with(name, new Value.Text(text));
    }

    /// The same with a number.
    public Item with(String name, long number) {
        return with(name, new Value.Whole(number));
    }

    /// The same with bytes, which nobody changes from now on.
    public Item with(String name, byte[] bytes) {
        return with(name, new Value.Binary(bytes));
    }

    /// The same with a time, to the millisecond; as it is, if that is null.
    public Item with(String name, @Nullable Instant time) {
        return time == null ? this : with(name, time.toEpochMilli());
    }

    /// Removed by the table some time after `time`.
    public Item until(Instant time) {
        return with(TTL, time.getEpochSecond() + 1);
    }

    private Item with(String name, Value value) {
        var more = new LinkedHashMap<>(attributes);
        more.put(name, value);
        return new Item(key, more);
    }

    /// Checks that it is in the form `form`.
    ///
    /// @throws UnknownFormException if it is in another one
    public Item in(int form) {
        UnknownFormException.check(key.partition(), number(FORM), form);
        return this;
    }

    /// Whether it has an attribute of this name.
    public boolean has(String name) {
        return attributes.containsKey(name);
    }

    /// The text of this name.
    ///
    /// @throws IllegalStateException if there is no such text
    public String text(String name) {
        if (attributes.get(name) instanceof Value.Text(var text)) {
            return text;
        }
        throw missing(name);
    }

    /// The text of this name; null if it has none.
    ///
    /// @throws IllegalStateException if it is no text
    public @Nullable String textOrNull(String name) {
        return has(name) ? text(name) : null;
    }

    /// The number of this name.
    ///
    /// @throws IllegalStateException if there is no such number
    public long number(String name) {
        if (attributes.get(name) instanceof Value.Whole(var number)) {
            return number;
        }
        throw missing(name);
    }

    /// The number of this name, a small one.
    ///
    /// @throws IllegalStateException if there is no such number, or it is larger than an int
    public int small(String name) {
        long number = number(name);
        if (number != (int) number) {
            throw missing(name);
        }
        return (int) number;
    }

    /// The time of this name.
    ///
    /// @throws IllegalStateException if there is no such number
    public Instant time(String name) {
        return Instant.ofEpochMilli(number(name));
    }

    /// The bytes of this name.
    ///
    /// @throws IllegalStateException if there are no such bytes
    public byte[] bytes(String name) {
        if (attributes.get(name) instanceof Value.Binary(var bytes)) {
            return bytes;
        }
        throw missing(name);
    }

    private IllegalStateException missing(String name) {
        return new IllegalStateException("an item of %s has no such attribute: %s".formatted(key.partition(), name));
    }

    /// How large it is as DynamoDB counts: names and values, with some reserve for numbers.
    public int size() {
        int size = textSize(key.partition()) + textSize(key.sort()) + 2;
        for (var attribute : attributes.entrySet()) {
            size += textSize(attribute.getKey())
                    + switch (attribute.getValue()) {
                        case Value.Text(var text) -> textSize(text);
                        case Value.Whole _ -> NUMBER_BYTES;
                        case Value.Binary(var bytes) -> bytes.length;
                    };
        }
        return size;
    }

    private static int textSize(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    @Override
    public String toString() {
        return "Item[%s, %s]".formatted(key, attributes.keySet());
    }
}

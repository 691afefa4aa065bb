package io.penstock.function.announce;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.penstock.distributed.Item;
import io.penstock.distributed.Key;
import io.penstock.distributed.Value;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The records of a DynamoDB stream with old and new images, as Lambda hands them to a function
/// ([its form](https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html)). An item's key is in its attributes `pk` and
/// `sk`; the others are strings, whole numbers and binaries.
final class RegistryStream {
    private static final JsonFactory JSON = new JsonFactory();

    private RegistryStream() {}

    /// A change of an item.
    ///
    /// @param sequence its number in the stream
    /// @param at when it was made, to the second
    /// @param key of the item
    /// @param before how that was; null if it was not there
    /// @param after how it is; null if it is gone
    record Change(
            String sequence,
            Instant at,
            Key key,
            @Nullable Item before,
            @Nullable Item after) {
        Change {
            requireNonNull(sequence, "sequence is null");
            requireNonNull(at, "at is null");
            requireNonNull(key, "key is null");
        }
    }

    /// Reads the changes, in their order.
    ///
    /// @throws IllegalArgumentException if there are none to be read
    static List<Change> read(InputStream in) throws IOException {
        var changes = new ArrayList<Change>();
        try (var json = JSON.createParser(in)) {
            // Whatever else a record has is of no use here.
            for (var token = json.nextToken(); token != null; token = json.nextToken()) {
                if (token == JsonToken.FIELD_NAME && json.currentName().equals("dynamodb")) {
                    json.nextToken();
                    changes.add(change(json));
                }
            }
        }
        if (changes.isEmpty()) {
            throw new IllegalArgumentException("there are no records in this");
        }
        return changes;
    }

    private static Change change(JsonParser json) throws IOException {
        @Nullable String sequence = null;
        var at = Instant.EPOCH;
        Map<String, Value> keys = Map.of();
        @Nullable Map<String, Value> before = null;
        @Nullable Map<String, Value> after = null;
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            var name = json.currentName();
            json.nextToken();
            switch (name) {
                case "SequenceNumber" -> sequence = json.getText();
                case "ApproximateCreationDateTime" ->
                    at = Instant.ofEpochSecond(json.getDecimalValue().longValue());
                case "Keys" -> keys = attributes(json);
                case "OldImage" -> before = attributes(json);
                case "NewImage" -> after = attributes(json);
                default -> json.skipChildren();
            }
        }
        if (sequence == null) {
            throw new IllegalArgumentException("a record has no sequence number");
        }
        var key = new Key(part(keys, "pk"), part(keys, "sk"));
        return new Change(sequence, at, key, item(key, before), item(key, after));
    }

    private static String part(Map<String, Value> keys, String name) {
        if (keys.get(name) instanceof Value.Text(var text)) {
            return text;
        }
        throw new IllegalArgumentException("a record has no key " + name);
    }

    private static @Nullable Item item(Key key, @Nullable Map<String, Value> attributes) {
        if (attributes == null) {
            return null;
        }
        attributes.remove("pk");
        attributes.remove("sk");
        return new Item(key, attributes);
    }

    private static Map<String, Value> attributes(JsonParser json) throws IOException {
        var attributes = new HashMap<String, Value>();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            var name = json.currentName();
            json.nextToken();
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                var type = json.currentName();
                json.nextToken();
                attributes.put(name, value(type, json.getText()));
            }
        }
        return attributes;
    }

    private static Value value(String type, String text) {
        return switch (type) {
            case "S" -> new Value.Text(text);
            case "N" -> new Value.Whole(new BigDecimal(text).longValueExact());
            case "B" -> new Value.Binary(Base64.getDecoder().decode(text));
            default -> throw new IllegalArgumentException("an attribute is of type " + type);
        };
    }
}

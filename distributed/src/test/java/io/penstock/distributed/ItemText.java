package io.penstock.distributed;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.HashMap;
import java.util.TreeMap;

/// Items as a line of text each, the attributes as DynamoDB's own JSON has them: `S` a text, `N` a number, `B` bytes in
/// base64.
public final class ItemText {
    private static final JsonFactory JSON = new JsonFactory();

    private ItemText() {}

    /// The line of `item`.
    public static String write(Item item) {
        var text = new StringWriter();
        try (var json = JSON.createGenerator(text)) {
            json.writeStartObject();
            json.writeStringField("partition", item.key().partition());
            json.writeStringField("sort", item.key().sort());
            json.writeObjectFieldStart("attributes");
            for (var attribute : new TreeMap<>(item.attributes()).entrySet()) {
                json.writeObjectFieldStart(attribute.getKey());
                switch (attribute.getValue()) {
                    case Value.Text(var value) -> json.writeStringField("S", value);
                    case Value.Whole(var value) -> json.writeStringField("N", Long.toString(value));
                    case Value.Binary(var value) ->
                        json.writeStringField("B", Base64.getEncoder().encodeToString(value));
                }
                json.writeEndObject();
            }
            json.writeEndObject();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    /// Reads what [#write] wrote.
    public static Item read(String line) {
        var partition = "";
        var sort = "";
        var attributes = new HashMap<String, Value>();
        try (var json = JSON.createParser(line)) {
            json.nextToken();
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                switch (json.currentName()) {
                    case "partition" -> partition = json.nextTextValue();
                    case "sort" -> sort = json.nextTextValue();
                    case "attributes" -> {
                        json.nextToken();
                        while (json.nextToken() == JsonToken.FIELD_NAME) {
                            var name = json.currentName();
                            json.nextToken();
                            attributes.put(name, value(json.nextFieldName(), json.nextTextValue()));
                            json.nextToken();
                        }
                    }
                    default -> throw new IllegalArgumentException("an item has no " + json.currentName());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Item(new Key(partition, sort), attributes);
    }

    private static Value value(String type, String text) {
        return switch (type) {
            case "S" -> new Value.Text(text);
            case "N" -> new Value.Whole(Long.parseLong(text));
            case "B" -> new Value.Binary(Base64.getDecoder().decode(text));
            default -> throw new IllegalArgumentException("values have no type " + type);
        };
    }
}

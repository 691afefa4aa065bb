package io.penstock.function.ingress;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.penstock.event.Event;
import io.penstock.event.EventJson;
import io.penstock.input.InvalidInputException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The events of a message: a CloudEvent in JSON, a batch of them, or what a rule of EventBridge sends
/// ([its form](https://docs.aws.amazon.com/eventbridge/latest/userguide/aws-events.html)). Of that, `detail-type` becomes the
/// type and `detail` the data, as the very bytes that came; `source`, `id` and `time` stay, and `region`, `account` and
/// `resources`, separated by spaces, become extensions.
final class IngressEvents {
    private static final JsonFactory JSON = new JsonFactory();

    private IngressEvents() {}

    /// @throws InvalidInputException if it is none of these
    static List<Event> read(String body) {
        var document = body.getBytes(StandardCharsets.UTF_8);
        if (body.stripLeading().startsWith("[")) {
            return EventJson.readBatch(document);
        }
        try {
            var fromBus = fromBus(document);
            return List.of(EventJson.read(fromBus == null ? document : fromBus));
        } catch (JsonProcessingException e) {
            // What the parser says of it shows what is there.
            var place = e.getLocation();
            throw new InvalidInputException(
                    "", "is no JSON from line %d, column %d on".formatted(place.getLineNr(), place.getColumnNr()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// @return the CloudEvent in JSON; null if it did not come from the bus
    private static byte @Nullable [] fromBus(byte[] document) throws IOException {
        var attributes = new LinkedHashMap<String, String>();
        byte[] detail = null;
        try (var json = JSON.createParser(document)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                return null;
            }
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                var name = json.currentName();
                var value = json.nextToken();
                if (name.equals("detail")) {
                    detail = raw(json, document);
                } else if (name.equals("resources") && value == JsonToken.START_ARRAY) {
                    var resources = String.join(" ", texts(json));
                    if (!resources.isEmpty()) {
                        attributes.put(name, resources);
                    }
                } else if (value == JsonToken.VALUE_STRING) {
                    attributes.put(name, json.getText());
                } else {
                    json.skipChildren();
                }
            }
        }
        return detail == null || !attributes.containsKey("detail-type") ? null : cloudEvent(attributes, detail);
    }

    /// The bytes of the parser's current value.
    private static byte[] raw(JsonParser json, byte[] document) throws IOException {
        int from = Math.toIntExact(json.currentTokenLocation().getByteOffset());
        json.skipChildren();
        // A number or a text is read to its end only when it is asked for.
        json.getText();
        return Arrays.copyOfRange(
                document, from, Math.toIntExact(json.currentLocation().getByteOffset()));
    }

    private static List<String> texts(JsonParser json) throws IOException {
        var texts = new ArrayList<String>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            texts.add(json.getText());
        }
        return texts;
    }

    private static byte[] cloudEvent(Map<String, String> attributes, byte[] detail) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var json = JSON.createGenerator(out)) {
            json.writeStartObject();
            json.writeStringField("specversion", Event.SPEC_VERSION);
            for (var name : List.of("id", "source", "time", "region", "account", "resources")) {
                var value = attributes.get(name);
                if (value != null) {
                    json.writeStringField(name, value);
                }
            }
            json.writeStringField("type", attributes.getOrDefault("detail-type", ""));
            json.writeStringField("datacontenttype", "application/json");
            json.writeFieldName("data");
            json.writeRawValue(new String(detail, StandardCharsets.UTF_8));
            json.writeEndObject();
        }
        return out.toByteArray();
    }
}

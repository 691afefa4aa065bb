package io.penstock.distributed.registry;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.penstock.arn.Arn;
import io.penstock.subscription.Destination;
import java.io.IOException;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Where a subscription delivers, as it stands in what is sealed of it.
final class DestinationJson {
    private static final String WEBHOOK = "webhook";
    private static final String QUEUE = "sqs";
    private static final String TOPIC = "sns";
    private static final String BUS = "eventbridge";
    private static final String FUNCTION = "lambda";

    private DestinationJson() {}

    /// Writes the members of an object that was begun.
    static void write(JsonGenerator json, Destination destination) throws IOException {
        switch (destination) {
            case Destination.Webhook webhook -> {
                json.writeStringField("type", WEBHOOK);
                json.writeStringField("url", webhook.url().toString());
                json.writeStringField("mode", webhook.mode().name());
                json.writeObjectFieldStart("headers");
                for (var header : webhook.headers().entrySet()) {
                    json.writeStringField(header.getKey(), header.getValue());
                }
                json.writeEndObject();
            }
            case Destination.Queue queue -> write(json, QUEUE, queue);
            case Destination.Topic topic -> write(json, TOPIC, topic);
            case Destination.Bus bus -> {
                write(json, BUS, bus);
                write(json, "source", bus.source());
                write(json, "detailType", bus.detailType());
                json.writeStringField("mode", bus.mode().name());
            }
            case Destination.Function function -> write(json, FUNCTION, function);
        }
    }

    private static void write(JsonGenerator json, String type, Destination.Target target) throws IOException {
        json.writeStringField("type", type);
        json.writeStringField("arn", target.arn().text());
        var role = target.role();
        write(json, "role", role == null ? null : role.text());
    }

    private static void write(JsonGenerator json, String name, @Nullable String text) throws IOException {
        if (text != null) {
            json.writeStringField(name, text);
        }
    }

    /// Reads the object that begins here.
    ///
    /// @throws IllegalStateException if it is of no type that is known
    static Destination read(JsonParser json) throws IOException {
        var texts = new LinkedHashMap<String, String>();
        Map<String, String> headers = Map.of();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            var name = json.currentName();
            switch (json.nextToken()) {
                case VALUE_STRING -> texts.put(name, json.getText());
                case START_OBJECT -> headers = SecretJson.texts(json);
                default -> json.skipChildren();
            }
        }
        var type = text(texts, "type");
        return switch (type) {
            case WEBHOOK -> new Destination.Webhook(URI.create(text(texts, "url")), headers, mode(texts));
            case QUEUE -> new Destination.Queue(arn(texts), role(texts));
            case TOPIC -> new Destination.Topic(arn(texts), role(texts));
            case BUS ->
                new Destination.Bus(arn(texts), role(texts), texts.get("source"), texts.get("detailType"), mode(texts));
            case FUNCTION -> new Destination.Function(arn(texts), role(texts));
            default -> throw new IllegalStateException("no destination is of the type " + type);
        };
    }

    private static Destination.Mode mode(Map<String, String> texts) {
        return Destination.Mode.valueOf(text(texts, "mode"));
    }

    private static Arn arn(Map<String, String> texts) {
        return Arn.parse(text(texts, "arn"));
    }

    private static @Nullable Arn role(Map<String, String> texts) {
        var role = texts.get("role");
        return role == null ? null : Arn.parse(role);
    }

    private static String text(Map<String, String> texts, String name) {
        return requireNonNull(texts.get(name), () -> "a destination has no " + name);
    }
}

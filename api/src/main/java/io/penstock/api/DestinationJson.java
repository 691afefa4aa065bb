package io.penstock.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.penstock.arn.Arn;
import io.penstock.input.InvalidInputException;
import io.penstock.subscription.Destination;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The JSON form of destinations.
final class DestinationJson {
    /// What is shown in the place of a header's value, and what stands for the present value when it is sent back.
    static final String HIDDEN = "***";

    private static final String FIELD = "destination";
    private static final String WEBHOOK = "webhook";
    private static final String QUEUE = "sqs";
    private static final String TOPIC = "sns";
    private static final String BUS = "eventbridge";
    private static final String FUNCTION = "lambda";

    /// Which fields a destination of each type has.
    private static final Map<String, List<String>> FIELDS = fieldsByType();

    private static final Map<String, Destination.Mode> MODES = Words.of(Destination.Mode.values());

    private DestinationJson() {}

    private static Map<String, List<String>> fieldsByType() {
        var fields = new LinkedHashMap<String, List<String>>();
        fields.put(WEBHOOK, List.of("type", "url", "headers", "mode"));
        fields.put(QUEUE, List.of("type", "arn", "roleArn"));
        fields.put(TOPIC, List.of("type", "arn", "roleArn"));
        fields.put(BUS, List.of("type", "arn", "roleArn", "source", "detailType", "mode"));
        fields.put(FUNCTION, List.of("type", "arn", "roleArn"));
        return fields;
    }

    /// Reads the destination of a subscription.
    ///
    /// @param present whose headers stand for those that are [#HIDDEN]; empty if there is none yet
    static Destination read(Fields subscription, Optional<Destination> present) {
        var all = subscription.value(FIELD).orElseThrow(() -> subscription.missing(FIELD));
        var type = type(Fields.object(subscription.at(FIELD), all));
        var fields = subscription.requiredObject(FIELD, known(type));
        return switch (type) {
            case WEBHOOK -> webhook(fields, headers(present));
            case BUS -> bus(fields);
            default -> target(type, fields);
        };
    }

    private static Destination target(String type, Fields fields) {
        var arn = arn(fields);
        var role = role(fields);
        return fields.within(() -> switch (type) {
            case QUEUE -> new Destination.Queue(arn, role);
            case TOPIC -> new Destination.Topic(arn, role);
            case FUNCTION -> new Destination.Function(arn, role);
            default -> throw new IllegalStateException("no destination is read as " + type);
        });
    }

    private static String type(JsonValue.Obj destination) {
        return switch (destination.members().get("type")) {
            case null -> throw missingType();
            case JsonValue.Null _ -> throw missingType();
            case JsonValue value -> Fields.text(FIELD + ".type", value);
        };
    }

    private static InvalidInputException missingType() {
        return new InvalidInputException(FIELD + ".type", "is missing, and needed");
    }

    private static List<String> known(String type) {
        var known = FIELDS.get(type);
        if (known == null) {
            throw new InvalidInputException(
                    FIELD + ".type",
                    "must be one of %s; this is '%s'"
                            .formatted(String.join(", ", FIELDS.keySet()), Answers.excerpt(type)));
        }
        return known;
    }

    private static Map<String, String> headers(Optional<Destination> present) {
        var headers = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
        if (present.orElse(null) instanceof Destination.Webhook webhook) {
            headers.putAll(webhook.headers());
        }
        return headers;
    }

    private static Destination webhook(Fields fields, Map<String, String> present) {
        var url = url(fields.at("url"), fields.requiredText("url"));
        var headers = new LinkedHashMap<String, String>();
        fields.value("headers")
                .map(value -> Fields.object(fields.at("headers"), value))
                .ifPresent(object -> object.members().forEach((name, value) -> {
                    var path = fields.at("headers") + "." + Answers.excerpt(name);
                    headers.put(name, header(path, name, Fields.text(path, value), present));
                }));
        var mode = mode(fields);
        return fields.within(() -> new Destination.Webhook(url, headers, mode));
    }

    private static String header(String path, String name, String value, Map<String, String> present) {
        if (!value.equals(HIDDEN)) {
            return value;
        }
        var kept = present.get(name);
        if (kept == null) {
            throw new InvalidInputException(
                    path, "'%s' keeps a header's present value, and there is none; send the value".formatted(HIDDEN));
        }
        return kept;
    }

    /// Any URI: which of them a webhook may go to is not the API's to say.
    private static URI url(String path, String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException e) {
            // Its message quotes the URL, which may hold a secret.
            throw new InvalidInputException(
                    path, "is not a URL (RFC 3986): there is a wrong character at position " + e.getIndex());
        }
    }

    private static Destination bus(Fields fields) {
        var arn = arn(fields);
        var role = role(fields);
        var source = fields.text("source").orElse(null);
        var detailType = fields.text("detailType").orElse(null);
        var mode = mode(fields);
        return fields.within(() -> new Destination.Bus(arn, role, source, detailType, mode));
    }

    private static Destination.Mode mode(Fields fields) {
        return fields.word("mode", MODES).orElse(Destination.Mode.BINARY);
    }

    private static Arn arn(Fields fields) {
        var text = fields.requiredText("arn");
        return Fields.within(fields.at("arn"), () -> Arn.parse(text));
    }

    private static @Nullable Arn role(Fields fields) {
        return fields.text("roleArn")
                .map(text -> Fields.within(fields.at("roleArn"), () -> Arn.parse(text)))
                .orElse(null);
    }

    /// As it is shown to its owner: everything but what is secret.
    static void write(JsonGenerator out, Destination destination) throws IOException {
        out.writeObjectFieldStart(FIELD);
        switch (destination) {
            case Destination.Webhook webhook -> write(out, webhook);
            case Destination.Queue queue -> write(out, QUEUE, queue);
            case Destination.Topic topic -> write(out, TOPIC, topic);
            case Destination.Bus bus -> {
                write(out, BUS, bus);
                write(out, "source", bus.source());
                write(out, "detailType", bus.detailType());
                out.writeStringField("mode", Words.of(bus.mode()));
            }
            case Destination.Function function -> write(out, FUNCTION, function);
        }
        out.writeEndObject();
    }

    private static void write(JsonGenerator out, Destination.Webhook webhook) throws IOException {
        out.writeStringField("type", WEBHOOK);
        out.writeStringField("url", webhook.url().toString());
        if (!webhook.headers().isEmpty()) {
            out.writeObjectFieldStart("headers");
            for (var name : webhook.headers().keySet()) {
                out.writeStringField(name, HIDDEN);
            }
            out.writeEndObject();
        }
        out.writeStringField("mode", Words.of(webhook.mode()));
    }

    private static void write(JsonGenerator out, String type, Destination.Target target) throws IOException {
        out.writeStringField("type", type);
        out.writeStringField("arn", target.arn().text());
        var role = target.role();
        write(out, "roleArn", role == null ? null : role.text());
    }

    private static void write(JsonGenerator out, String field, @Nullable String text) throws IOException {
        if (text != null) {
            out.writeStringField(field, text);
        }
    }
}

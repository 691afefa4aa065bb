package io.penstock.embedded;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.arn.Arn;
import io.penstock.subscription.Destination;
import java.net.URI;
import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;

/// The one place that knows how a destination stands in a subscription's row.
final class DestinationRows {
    private static final String WEBHOOK = "webhook";
    private static final String QUEUE = "sqs";
    private static final String TOPIC = "sns";
    private static final String BUS = "eventbridge";
    private static final String FUNCTION = "lambda";

    private DestinationRows() {}

    static ObjectNode write(Destination destination) {
        var node = JsonNodeFactory.instance.objectNode();
        switch (destination) {
            case Destination.Webhook webhook -> {
                node.put("type", WEBHOOK);
                node.put("url", webhook.url().toString());
                node.put("mode", webhook.mode().name());
                var headers = node.putObject("headers");
                webhook.headers().forEach(headers::put);
            }
            case Destination.Queue queue -> target(node, QUEUE, queue);
            case Destination.Topic topic -> target(node, TOPIC, topic);
            case Destination.Bus bus -> {
                target(node, BUS, bus);
                put(node, "source", bus.source());
                put(node, "detailType", bus.detailType());
                node.put("mode", bus.mode().name());
            }
            case Destination.Function function -> target(node, FUNCTION, function);
        }
        return node;
    }

    private static void target(ObjectNode node, String type, Destination.Target target) {
        node.put("type", type);
        node.put("arn", target.arn().text());
        var role = target.role();
        put(node, "role", role == null ? null : role.text());
    }

    private static void put(ObjectNode node, String field, @Nullable String text) {
        if (text != null) {
            node.put(field, text);
        }
    }

    /// Reads what [#write] wrote.
    ///
    /// @throws IllegalStateException if it is of no type that is known
    static Destination read(JsonNode node) {
        var type = text(node, "type");
        return switch (type) {
            case WEBHOOK -> webhook(node);
            case QUEUE -> new Destination.Queue(arn(node), role(node));
            case TOPIC -> new Destination.Topic(arn(node), role(node));
            case BUS ->
                new Destination.Bus(
                        arn(node),
                        role(node),
                        textOrNull(node, "source"),
                        textOrNull(node, "detailType"),
                        Destination.Mode.valueOf(text(node, "mode")));
            case FUNCTION -> new Destination.Function(arn(node), role(node));
            default -> throw new IllegalStateException("no destination is of the type " + type);
        };
    }

    private static Destination webhook(JsonNode node) {
        var headers = new LinkedHashMap<String, String>();
        node.get("headers")
                .properties()
                .forEach(
                        header -> headers.put(header.getKey(), header.getValue().textValue()));
        return new Destination.Webhook(
                URI.create(text(node, "url")), headers, Destination.Mode.valueOf(text(node, "mode")));
    }

    private static Arn arn(JsonNode node) {
        return Arn.parse(text(node, "arn"));
    }

    private static @Nullable Arn role(JsonNode node) {
        var role = textOrNull(node, "role");
        return role == null ? null : Arn.parse(role);
    }

    private static String text(JsonNode node, String field) {
        return node.get(field).textValue();
    }

    private static @Nullable String textOrNull(JsonNode node, String field) {
        return node.hasNonNull(field) ? text(node, field) : null;
    }
}

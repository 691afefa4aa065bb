package io.penstock.destination;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.penstock.arn.Arn;
import io.penstock.delivery.Targets.Parcel;
import io.penstock.event.Event;
import io.penstock.event.EventJson;
import io.penstock.identity.Id128;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// An event as a queue or a topic gets it: the CloudEvent as JSON, and beside it what consumers choose by.
///
/// @param body the event in CloudEvents' JSON format
/// @param attributes of the message, at most [#MAX_ATTRIBUTES]
/// @param order for a FIFO queue or topic; null for any other
record QueueMessage(
        String body,
        Map<String, String> attributes,
        @Nullable Order order) {
    /// Most attributes of a message
    /// ([quotas](https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html)).
    static final int MAX_ATTRIBUTES = 10;

    /// The type of all attributes.
    static final String TYPE = "String";

    private static final String FIFO = ".fifo";
    private static final String PARTITION_KEY = "partitionkey";

    /// What may name a message group.
    private static final Pattern GROUP = Pattern.compile("[!-~]{1,128}");

    /// Its place in a FIFO queue.
    ///
    /// @param group in which messages stay in their order
    /// @param deduplication by which a repetition within five minutes is known
    record Order(String group, String deduplication) {}

    QueueMessage {
        attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
        if (attributes.size() > MAX_ATTRIBUTES) {
            throw new IllegalArgumentException(
                    "a message may have %d attributes, not %d".formatted(MAX_ATTRIBUTES, attributes.size()));
        }
    }

    static QueueMessage of(Arn arn, Parcel parcel) {
        var body = new String(EventJson.write(parcel.event()), UTF_8);
        return new QueueMessage(body, attributes(parcel), arn.resource().endsWith(FIFO) ? order(parcel) : null);
    }

    private static Map<String, String> attributes(Parcel parcel) {
        var event = parcel.event();
        var attributes = new LinkedHashMap<String, String>();
        attributes.put("ce_id", event.id());
        attributes.put("ce_source", event.source());
        attributes.put("ce_type", event.type());
        put(attributes, "ce_subject", event.subject());
        put(attributes, "ce_time", event.time());
        attributes.put("content-type", "application/cloudevents+json");
        attributes.put("penstock-delivery", parcel.message().delivery().text());
        attributes.put("penstock-event", parcel.message().event().text());
        attributes.put("penstock-attempt", Integer.toString(parcel.message().n()));
        put(attributes, "traceparent", event.attribute("traceparent"));
        return attributes;
    }

    private static void put(Map<String, String> attributes, String name, @Nullable String value) {
        if (value != null && !value.isEmpty()) {
            attributes.put(name, value);
        }
    }

    /// Another run of a delivery is wanted once more, so it is no repetition of the first.
    private static Order order(Parcel parcel) {
        var message = parcel.message();
        var delivery = message.delivery().text();
        return new Order(
                group(parcel.event(), message.subscription().toString()),
                message.run() == 1 ? delivery : delivery + "." + message.run());
    }

    private static String group(Event event, String otherwise) {
        var key = event.attribute(PARTITION_KEY);
        if (key == null || key.isEmpty()) {
            return otherwise;
        }
        return GROUP.matcher(key).matches()
                ? key
                : Id128.derive(PARTITION_KEY, key).text();
    }

    /// How many bytes it counts as: body and attributes, with their names and types.
    int bytes() {
        int bytes = body.getBytes(UTF_8).length;
        for (var attribute : attributes.entrySet()) {
            bytes += attribute.getKey().length()
                    + TYPE.length()
                    + attribute.getValue().getBytes(UTF_8).length;
        }
        return bytes;
    }
}

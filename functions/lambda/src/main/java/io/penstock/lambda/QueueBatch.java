package io.penstock.lambda;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The messages of one invocation by SQS, and what is answered to it: which are to come again
/// ([Lambda's manual](https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html)).
public final class QueueBatch {
    private QueueBatch() {}

    /// Reads the messages, in their order.
    ///
    /// @throws IllegalArgumentException if there are none to be read
    public static List<QueueMessage> read(InputStream in) throws IOException {
        var messages = new ArrayList<QueueMessage>();
        try (var json = Json.FACTORY.createParser(in)) {
            Json.members(json, name -> {
                if (name.equals("Records")) {
                    Json.elements(json, () -> messages.add(message(json)));
                } else {
                    json.skipChildren();
                }
            });
        }
        if (messages.isEmpty()) {
            throw new IllegalArgumentException("there are no messages in this");
        }
        return messages;
    }

    /// Writes which messages are to come again; SQS deletes the others.
    public static void write(Collection<String> failed, OutputStream out) throws IOException {
        try (var json = Json.FACTORY.createGenerator(out)) {
            json.writeStartObject();
            json.writeArrayFieldStart("batchItemFailures");
            for (var id : failed) {
                json.writeStartObject();
                json.writeStringField("itemIdentifier", id);
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        }
    }

    private static QueueMessage message(JsonParser json) throws IOException {
        var texts = new HashMap<String, String>();
        var attributes = new HashMap<String, String>();
        Json.members(json, name -> {
            switch (name) {
                case "messageId", "receiptHandle", "eventSourceARN", "body" -> texts.put(name, Json.text(json));
                case "attributes" ->
                    Json.members(json, attribute -> {
                        switch (attribute) {
                            case "MessageGroupId", "ApproximateReceiveCount", "SentTimestamp" ->
                                texts.put(attribute, Json.text(json));
                            default -> json.skipChildren();
                        }
                    });
                case "messageAttributes" -> Json.members(json, attribute -> attribute(json, attribute, attributes));
                default -> json.skipChildren();
            }
        });
        return new QueueMessage(
                needed(texts, "messageId"),
                needed(texts, "receiptHandle"),
                needed(texts, "eventSourceARN"),
                needed(texts, "body"),
                texts.getOrDefault("MessageGroupId", ""),
                Integer.parseInt(needed(texts, "ApproximateReceiveCount")),
                Instant.ofEpochMilli(Long.parseLong(texts.getOrDefault("SentTimestamp", "0"))),
                attributes);
    }

    private static void attribute(JsonParser json, String attribute, Map<String, String> attributes)
            throws IOException {
        Json.members(json, name -> {
            if (name.equals("stringValue")) {
                attributes.put(attribute, Json.text(json));
            } else {
                json.skipChildren();
            }
        });
    }

    private static String needed(Map<String, String> texts, String name) {
        var text = texts.get(name);
        if (text == null) {
            throw new IllegalArgumentException("a message has no " + name);
        }
        return text;
    }
}

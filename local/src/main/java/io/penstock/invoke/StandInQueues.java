package io.penstock.invoke;

import io.penstock.command.client.Json;
import io.penstock.invoke.StandIn.Response;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/// As much of SQS and EventBridge as functions use, which only ever send: it keeps what was sent.
final class StandInQueues {
    private final List<Sent> sent = new ArrayList<>();

    synchronized List<Sent> sent() {
        return List.copyOf(sent);
    }

    Response respond(String operation, Json request) {
        return switch (operation) {
            case "SendMessage" -> Response.json(send(request.word("QueueUrl"), request));
            case "SendMessageBatch" -> batch(request, entry -> send(request.word("QueueUrl"), entry));
            case "ChangeMessageVisibility" -> Response.json(Map.of());
            case "ChangeMessageVisibilityBatch" -> batch(request, _ -> new LinkedHashMap<>());
            default -> Response.unknown("SQS's " + operation);
        };
    }

    private interface Entry {
        Map<String, Json> take(Json entry);
    }

    private static Response batch(Json request, Entry each) {
        var done = new ArrayList<Json>();
        for (var entry : request.items("Entries")) {
            var result = each.take(entry);
            result.put("Id", Json.text(entry.word("Id")));
            done.add(Json.object(result));
        }
        return Response.json("Successful", Json.array(done), "Failed", Json.array(List.of()));
    }

    private Map<String, Json> send(String url, Json message) {
        var body = message.word("MessageBody");
        add(new Sent(url.substring(url.lastIndexOf('/') + 1), body, message.number("DelaySeconds")));
        var result = new LinkedHashMap<String, Json>();
        result.put("MessageId", Json.text(UUID.randomUUID().toString()));
        result.put("MD5OfMessageBody", Json.text(md5(body.getBytes(StandardCharsets.UTF_8))));
        var attributes = message.at("MessageAttributes").map(Json::members).orElse(Map.of());
        if (!attributes.isEmpty()) {
            result.put("MD5OfMessageAttributes", Json.text(md5(attributes)));
        }
        return result;
    }

    Response putEvents(Json request) {
        var entries = new ArrayList<Json>();
        for (var entry : request.items("Entries")) {
            add(new Sent("bus", entry.word("DetailType") + " " + entry.word("Detail"), 0));
            entries.add(
                    Json.object(Map.of("EventId", Json.text(UUID.randomUUID().toString()))));
        }
        return Response.json("Entries", Json.array(entries), "FailedEntryCount", new Json(new Json.Literal("0")));
    }

    private synchronized void add(Sent one) {
        sent.add(one);
    }

    /// As SQS does it, since its client compares
    /// ([the manual](https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html)).
    private static String md5(Map<String, Json> attributes) {
        var bytes = new ByteArrayOutputStream();
        try (var out = new DataOutputStream(bytes)) {
            for (var attribute : new TreeMap<>(attributes).entrySet()) {
                write(out, attribute.getKey());
                write(out, attribute.getValue().word("DataType"));
                out.writeByte(1);
                write(out, attribute.getValue().word("StringValue"));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return md5(bytes.toByteArray());
    }

    private static void write(DataOutputStream out, String text) throws IOException {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static String md5(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has MD5", e);
        }
    }
}

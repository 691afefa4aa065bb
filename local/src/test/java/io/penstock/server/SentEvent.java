package io.penstock.server;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.random.RandomGenerator;

/// An event as its producer knows it: enough to tell whether what arrives is what was sent.
///
/// @param id its name, all of its own
/// @param type what it is about
/// @param attributes all context attributes but `datacontenttype`, as headers name them
/// @param contentType of its data
/// @param data as bytes
record SentEvent(String id, String type, Map<String, String> attributes, String contentType, byte[] data) {
    static final String SOURCE = "https://shop.example/kill";

    private static final int MAX_PADDING = 2_000;

    /// An event with JSON in a spelling of its own, which a parser would lose.
    static SentEvent draw(String id, String type, RandomGenerator random) {
        var data = "{ \"id\":\"%s\",  \"amount\": %d.00, \"e\": 1E+%d,\t\"padding\": \"%s\" }"
                .formatted(
                        id,
                        random.nextInt(1_000),
                        random.nextInt(100),
                        "ä".repeat(random.nextInt(random.nextInt(MAX_PADDING) + 1)));
        var attributes = Map.of(
                "ce-specversion",
                "1.0",
                "ce-id",
                id,
                "ce-source",
                SOURCE,
                "ce-type",
                type,
                "ce-subject",
                "subject/" + random.nextInt(50),
                "ce-time",
                "2026-01-15T09:30:%02d.%03dZ".formatted(random.nextInt(60), random.nextInt(1_000)),
                "ce-batchnumber",
                Integer.toString(random.nextInt()));
        return new SentEvent(id, type, attributes, "application/json", data.getBytes(StandardCharsets.UTF_8));
    }

    /// In the JSON event format.
    String json() {
        var out = new StringBuilder("{");
        attributes.forEach((name, value) -> out.append("\"%s\": \"%s\", ".formatted(name.substring(3), value)));
        return out.append("\"datacontenttype\": \"%s\", \"data\":%s}".formatted(contentType, text()))
                .toString();
    }

    /// What differs in a message in binary mode; empty if nothing does.
    String differences(Map<String, String> received, String type, byte[] body) {
        if (!received.equals(attributes)) {
            return "attributes %s instead of %s".formatted(received, attributes);
        }
        if (!type.equals(contentType)) {
            return "content type %s instead of %s".formatted(type, contentType);
        }
        return Arrays.equals(body, data) ? "" : "data " + new String(body, StandardCharsets.UTF_8);
    }

    /// What differs in a message in structured mode; empty if nothing does.
    String differences(String json) {
        var tree = TestClient.json(json);
        for (var attribute : attributes.entrySet()) {
            var value = tree.path(attribute.getKey().substring(3)).asText();
            if (!value.equals(attribute.getValue())) {
                return "%s is '%s' in %s".formatted(attribute.getKey(), value, json);
            }
        }
        boolean rest = tree.size() == attributes.size() + 2
                && tree.path("datacontenttype").asText().equals(contentType)
                && json.contains(text());
        return rest ? "" : json;
    }

    private String text() {
        return new String(data, StandardCharsets.UTF_8);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SentEvent that && id.equals(that.id);
    }

    @Override
    public int hashCode() {
        return id.hashCode();
    }
}

package io.penstock.subscription;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.penstock.subscription.Failing.Circuit;
import java.io.IOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The JSON form of [Failing], as it is stored. Reads back whatever it has written; what is unknown is passed over, so that
/// releases can read each other's.
public final class FailingJson {
    private FailingJson() {}

    /// Writes `failing` as an object.
    public static void write(JsonGenerator out, Failing failing) throws IOException {
        out.writeStartObject();
        out.writeStringField("since", failing.since().toString());
        if (failing.announcedAt() != null) {
            out.writeStringField("announcedAt", failing.announcedAt().toString());
        }
        if (failing.circuit() != null) {
            out.writeObjectFieldStart("circuit");
            out.writeStringField("openedAt", failing.circuit().openedAt().toString());
            out.writeStringField("until", failing.circuit().until().toString());
            out.writeNumberField("tries", failing.circuit().tries());
            out.writeStringField("reason", failing.circuit().reason());
            out.writeEndObject();
        }
        out.writeEndObject();
    }

    /// Reads the object at whose start `json` stands, and leaves `json` at its end.
    public static Failing read(JsonParser json) throws IOException {
        var since = Instant.EPOCH;
        @Nullable Instant announcedAt = null;
        @Nullable Circuit circuit = null;
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            var name = json.currentName();
            json.nextToken();
            switch (name) {
                case "since" -> since = Instant.parse(json.getText());
                case "announcedAt" -> announcedAt = Instant.parse(json.getText());
                case "circuit" -> circuit = circuit(json);
                default -> json.skipChildren();
            }
        }
        return new Failing(since, announcedAt, circuit);
    }

    private static Circuit circuit(JsonParser json) throws IOException {
        var openedAt = Instant.EPOCH;
        var until = Instant.EPOCH;
        int tries = 0;
        var reason = "";
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            var name = json.currentName();
            json.nextToken();
            switch (name) {
                case "openedAt" -> openedAt = Instant.parse(json.getText());
                case "until" -> until = Instant.parse(json.getText());
                case "tries" -> tries = json.getIntValue();
                case "reason" -> reason = json.getText();
                default -> json.skipChildren();
            }
        }
        return new Circuit(openedAt, until, tries, reason);
    }
}

package io.penstock.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.penstock.delivery.Delivery;
import io.penstock.event.EventJson;
import io.penstock.ledger.EventRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/// The JSON form of accepted events.
final class EventRecordJson {
    /// Most bytes of receivers' answers that are shown with an event; each delivery shows its own.
    static final int MAX_RESPONSES_BYTES = 1_024 * 1_024;

    private EventRecordJson() {}

    /// An event as lists have it: without its data.
    static void writeSummary(JsonGenerator out, EventRecord found) throws IOException {
        var event = found.event();
        out.writeStartObject();
        out.writeStringField("event", found.key().text());
        out.writeStringField("id", event.id());
        out.writeStringField("source", event.source());
        out.writeStringField("type", event.type());
        if (event.subject() != null) {
            out.writeStringField("subject", event.subject());
        }
        if (event.time() != null) {
            out.writeStringField("time", event.time());
        }
        writeStanding(out, found);
        out.writeEndObject();
    }

    /// An event with its data, and all that came of it.
    static void write(JsonGenerator out, EventRecord found, List<Delivery> deliveries, Optional<Verdict> verdict)
            throws IOException {
        out.writeStartObject();
        out.writeStringField("event", found.key().text());
        writeStanding(out, found);
        out.writeFieldName("cloudEvent");
        // As it stands, so that its data stays byte for byte what came.
        out.writeRawValue(new String(EventJson.write(found.event()), StandardCharsets.UTF_8));
        out.writeArrayFieldStart("deliveries");
        int left = MAX_RESPONSES_BYTES;
        for (var delivery : deliveries) {
            int bytes = delivery.attempts().stream()
                    .mapToInt(attempt -> attempt.response().length)
                    .sum();
            DeliveryJson.write(out, delivery, bytes <= left);
            left -= Math.min(bytes, left);
        }
        out.writeEndArray();
        if (verdict.isPresent()) {
            write(out, verdict.get());
        }
        out.writeEndObject();
    }

    private static void writeStanding(JsonGenerator out, EventRecord found) throws IOException {
        out.writeStringField("acceptedAt", Times.format(found.acceptedAt()));
        out.writeStringField("state", Words.of(found.state()));
        out.writeNumberField("matched", found.matched());
        out.writeNumberField("duplicates", found.duplicates());
        out.writeNumberField("conflicts", found.conflicts());
        if (found.erasedAt() != null) {
            out.writeStringField("erasedAt", Times.format(found.erasedAt()));
        }
        if (found.reason() != null) {
            out.writeStringField("reason", found.reason());
        }
    }

    private static void write(JsonGenerator out, Verdict verdict) throws IOException {
        out.writeObjectFieldStart("explanation");
        out.writeStringField("subscription", verdict.subscription());
        out.writeBooleanField("matched", verdict.matched());
        out.writeStringField("reason", verdict.reason());
        out.writeEndObject();
    }
}

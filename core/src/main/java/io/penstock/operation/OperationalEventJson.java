package io.penstock.operation;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.penstock.event.Event;
import io.penstock.event.EventData;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;

/// Operational events as CloudEvents. Their data is what `docs/operational-events/` says, one JSON schema for each type.
public final class OperationalEventJson {
    /// The CloudEvents `source` of all of them, which is also what the bus calls their source.
    public static final String SOURCE = "penstock";

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);
    private static final JsonFactory JSON = new JsonFactory();

    private OperationalEventJson() {}

    /// The CloudEvent that says `operational`: the same each time.
    public static Event event(OperationalEvent operational) {
        var path = operational.tenant().isEmpty() ? "" : "tenants/" + operational.tenant();
        var subject = path.isEmpty() || operational.subject().isEmpty()
                ? path + operational.subject()
                : path + "/" + operational.subject();
        return new Event(
                operational.id().text(),
                SOURCE,
                operational.type(),
                subject,
                time(operational.at()),
                "application/json",
                null,
                Map.of(),
                new EventData(EventData.Form.JSON, data(operational)));
    }

    private static String time(Instant at) {
        return TIME.format(at);
    }

    private static byte[] data(OperationalEvent operational) {
        var bytes = new ByteArrayOutputStream();
        try (var json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            if (!operational.tenant().isEmpty()) {
                json.writeStringField("tenant", operational.tenant());
            }
            write(json, operational);
            json.writeStringField("at", time(operational.at()));
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static void write(JsonGenerator json, OperationalEvent operational) throws IOException {
        switch (operational) {
            case OperationalEvent.DeliveryEnded ended -> {
                json.writeStringField("delivery", ended.delivery().text());
                json.writeStringField("event", ended.event().text());
                json.writeStringField("subscription", ended.subscription());
                json.writeNumberField("run", ended.run());
                json.writeNumberField("attempt", ended.attempt());
                json.writeStringField("reason", ended.reason());
            }
            case OperationalEvent.AttemptFailed failed -> {
                json.writeStringField("delivery", failed.delivery().text());
                json.writeStringField("event", failed.event().text());
                json.writeStringField("subscription", failed.subscription());
                json.writeNumberField("run", failed.run());
                json.writeNumberField("attempt", failed.attempt());
                if (failed.status() != null) {
                    json.writeNumberField("status", failed.status());
                }
                json.writeStringField("reason", failed.reason());
            }
            case OperationalEvent.SubscriptionChanged changed -> {
                json.writeStringField("subscription", changed.subscription());
                json.writeNumberField("version", changed.version());
                if (changed.reason() != null) {
                    json.writeStringField("reason", changed.reason());
                }
            }
            case OperationalEvent.KeyChanged changed -> {
                json.writeStringField("key", changed.key());
                json.writeStringField("name", changed.name());
            }
            case OperationalEvent.TenantChanged changed -> json.writeStringField("name", changed.name());
            case OperationalEvent.EventRefused refused -> {
                json.writeStringField("message", refused.message());
                json.writeStringField("reason", refused.reason());
            }
        }
    }
}

package io.penstock.distributed;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonToken;
import io.penstock.delivery.DeliveryMessage;
import io.penstock.event.EventKey;
import io.penstock.identity.Id128;
import io.penstock.subscription.SubscriptionUid;
import io.penstock.tenant.TenantUid;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Messages as they stand in queues: one flat JSON object each, in ASCII, with the form that it is in. What is an
/// event's
/// stands in base64, so that it is the same bytes whoever parses and writes the object on the way.
public final class Envelopes {
    private static final int EVENT_FORM = 1;
    private static final int DELIVERY_FORM = 1;
    private static final String FORM = "form";

    private static final JsonFactory JSON = new JsonFactory();

    private Envelopes() {}

    /// Writes a delivery message.
    public static String write(DeliveryMessage message) {
        return json(json -> {
            json.writeNumberField(FORM, DELIVERY_FORM);
            json.writeStringField("event", message.event().text());
            json.writeStringField("subscription", message.subscription().value().text());
            json.writeNumberField("run", message.run());
            json.writeNumberField("n", message.n());
        });
    }

    /// Reads what [#write(DeliveryMessage)] wrote, members in any order.
    ///
    /// @throws UnknownFormException if it is in a form of another release
    /// @throws IllegalArgumentException if it is anything else
    public static DeliveryMessage delivery(String body) {
        var members = read("a delivery message", body, DELIVERY_FORM);
        return new DeliveryMessage(
                EventKey.parse(text(members, "event")),
                new SubscriptionUid(Id128.parse(text(members, "subscription"))),
                Math.toIntExact(number(members, "run")),
                Math.toIntExact(number(members, "n")));
    }

    static String write(AcceptedEvent accepted) {
        return json(json -> {
            json.writeNumberField(FORM, EVENT_FORM);
            json.writeStringField("tenant", accepted.tenant().value().text());
            json.writeStringField("acceptId", accepted.acceptId().text());
            json.writeNumberField("acceptedAt", accepted.acceptedAt().toEpochMilli());
            json.writeStringField("attributes", base64(accepted.event().attributes()));
            var data = accepted.event().data();
            if (data != null) {
                json.writeStringField("dataForm", EncodedEvent.text(data.form()));
                switch (data.where()) {
                    case EncodedEvent.Where.Here(var bytes) -> json.writeStringField("data", base64(bytes));
                    case EncodedEvent.Where.InBlob(var name) -> json.writeStringField("blob", name);
                }
            }
        });
    }

    /// Reads what [#write(AcceptedEvent)] wrote, members in any order.
    ///
    /// @throws UnknownFormException if it is in a form of another release
    /// @throws IllegalArgumentException if it is anything else
    static AcceptedEvent event(String body) {
        var members = read("an event message", body, EVENT_FORM);
        var attributes = Base64.getDecoder().decode(text(members, "attributes"));
        return new AcceptedEvent(
                new TenantUid(Id128.parse(text(members, "tenant"))),
                Id128.parse(text(members, "acceptId")),
                Instant.ofEpochMilli(number(members, "acceptedAt")),
                new EncodedEvent(attributes, members.containsKey("dataForm") ? data(members) : null));
    }

    private static EncodedEvent.Data data(Map<String, Object> members) {
        return new EncodedEvent.Data(
                EncodedEvent.form(text(members, "dataForm")),
                members.containsKey("blob")
                        ? new EncodedEvent.Where.InBlob(text(members, "blob"))
                        : new EncodedEvent.Where.Here(Base64.getDecoder().decode(text(members, "data"))));
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private interface Body {
        void write(JsonGenerator json) throws IOException;
    }

    private static String json(Body body) {
        var text = new StringWriter();
        try (var json = JSON.createGenerator(text)) {
            json.writeStartObject();
            body.write(json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    /// Texts and numbers by their names; members that are neither are left out, as those of a later release are.
    private static Map<String, Object> read(String what, String body, int form) {
        var members = new HashMap<String, Object>();
        try (var json = JSON.createParser(body)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new IllegalArgumentException(what + " is a JSON object");
            }
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                var name = json.currentName();
                switch (json.nextToken()) {
                    case VALUE_STRING -> members.put(name, json.getText());
                    case VALUE_NUMBER_INT -> members.put(name, json.getLongValue());
                    default -> json.skipChildren();
                }
            }
        } catch (IOException e) {
            throw new IllegalArgumentException(what + " is none, for it is no JSON", e);
        }
        UnknownFormException.check(what, number(members, FORM), form);
        return members;
    }

    private static String text(Map<String, Object> members, String name) {
        if (members.get(name) instanceof String text) {
            return text;
        }
        throw missing(name);
    }

    private static long number(Map<String, Object> members, String name) {
        @Nullable Object member = members.get(name);
        if (member instanceof Long number) {
            return number;
        }
        throw missing(name);
    }

    private static IllegalArgumentException missing(String name) {
        return new IllegalArgumentException("a message has no '%s', or not of its type".formatted(name));
    }
}

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
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Messages as they stand in queues: one flat JSON object each, in ASCII, with the form that it is in. What is an
/// event's
/// stands in base64, so that it is the same bytes whoever parses and writes the object on the way.
public final class Envelopes {
    /// Of all of them.
    private static final int KNOWN_FORM = 1;

    private static final String FORM = "form";
    private static final String HOPS = "hops";
    private static final String PAGE = "page";

    private static final JsonFactory JSON = new JsonFactory();

    private Envelopes() {}

    /// Writes a delivery message.
    public static String write(DeliveryMessage message) {
        return json(json -> {
            json.writeNumberField(FORM, KNOWN_FORM);
            json.writeStringField("event", message.event().text());
            json.writeStringField("subscription", message.subscription().value().text());
            json.writeNumberField("run", message.run());
            json.writeNumberField("n", message.n());
        });
    }

    /// Reads what [#write(DeliveryMessage)] wrote, members in any order.
    ///
    /// @throws UnknownFormException if it is in a form of another release
    /// @throws UnreadableMessageException if it is anything else
    public static DeliveryMessage delivery(String body) {
        var members = read("a delivery message", body);
        return made(() -> new DeliveryMessage(
                EventKey.parse(text(members, "event")),
                new SubscriptionUid(Id128.parse(text(members, "subscription"))),
                small(members, "run"),
                small(members, "n")));
    }

    static String write(AcceptedEvent accepted) {
        return json(json -> {
            json.writeNumberField(FORM, KNOWN_FORM);
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

    static String write(PlanPage page) {
        return json(json -> {
            json.writeNumberField(FORM, KNOWN_FORM);
            json.writeStringField("tenant", page.tenant().value().text());
            json.writeStringField("event", page.event().text());
            json.writeStringField("plan", page.plan().text());
            json.writeNumberField(PAGE, page.page());
        });
    }

    static String write(ReplayRequested message) {
        return json(json -> {
            json.writeNumberField(FORM, KNOWN_FORM);
            json.writeStringField("tenant", message.tenant().value().text());
            json.writeStringField("replay", message.id());
        });
    }

    /// Reads what [#write(ReplayRequested)] wrote, members in any order.
    ///
    /// @throws UnknownFormException if it is in a form of another release
    /// @throws UnreadableMessageException if it is anything else
    static ReplayRequested replay(String body) {
        var members = read("a replay message", body);
        return made(() ->
                new ReplayRequested(new TenantUid(Id128.parse(text(members, "tenant"))), text(members, "replay")));
    }

    /// What a message of the queue of events asks for.
    sealed interface ToPlan {
        /// An event is to be planned.
        record Event(AcceptedEvent accepted) implements ToPlan {}

        /// More of a plan that is stored is to be sent.
        record Page(PlanPage page) implements ToPlan {}
    }

    /// Reads what [#write(AcceptedEvent)] or [#write(PlanPage)] wrote, members in any order.
    ///
    /// @throws UnknownFormException if it is in a form of another release
    /// @throws UnreadableMessageException if it is anything else
    static ToPlan toPlan(String body) {
        var members = read("an event message", body);
        return made(
                () -> members.containsKey(PAGE) ? new ToPlan.Page(page(members)) : new ToPlan.Event(event(members)));
    }

    private static PlanPage page(Map<String, Object> members) {
        return new PlanPage(
                new TenantUid(Id128.parse(text(members, "tenant"))),
                EventKey.parse(text(members, "event")),
                Id128.parse(text(members, "plan")),
                small(members, PAGE));
    }

    private static AcceptedEvent event(Map<String, Object> members) {
        return new AcceptedEvent(
                new TenantUid(Id128.parse(text(members, "tenant"))),
                Id128.parse(text(members, "acceptId")),
                Instant.ofEpochMilli(number(members, "acceptedAt")),
                new EncodedEvent(
                        Base64.getDecoder().decode(text(members, "attributes")),
                        members.containsKey("dataForm") ? data(members) : null));
    }

    /// A message that is sent once more.
    ///
    /// @param hops how often it was sent again, this time too
    /// @param body its text, which says so
    /// @param group whom it is for
    record Again(int hops, String body, String group) {}

    /// The message `body` once more: as it is, but for the number of hops.
    ///
    /// @throws UnknownFormException if it is in a form of another release
    /// @throws UnreadableMessageException if it is anything else
    static Again again(String body) {
        var members = read("a message", body);
        int hops = members.containsKey(HOPS) ? small(members, HOPS) + 1 : 1;
        var group = text(members, members.containsKey("subscription") ? "subscription" : "tenant");
        return new Again(hops, withHops(body, hops), group);
    }

    private static String withHops(String body, int hops) {
        return json(json -> {
            try (var members = JSON.createParser(body)) {
                members.nextToken();
                while (members.nextToken() == JsonToken.FIELD_NAME) {
                    if (members.currentName().equals(HOPS)) {
                        members.nextToken();
                        members.skipChildren();
                    } else {
                        json.copyCurrentStructure(members);
                    }
                }
            }
            json.writeNumberField(HOPS, hops);
        });
    }

    /// What is made of a message's members, which say what cannot be if someone else wrote them.
    private static <T> T made(Supplier<T> message) {
        try {
            return message.get();
        } catch (UnreadableMessageException e) {
            throw e;
        } catch (IllegalArgumentException e) {
            throw new UnreadableMessageException("a message says what cannot be: " + e.getMessage(), e);
        }
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
    private static Map<String, Object> read(String what, String body) {
        var members = new HashMap<String, Object>();
        try (var json = JSON.createParser(body)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new UnreadableMessageException(what + " is a JSON object");
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
            throw new UnreadableMessageException(what + " is none, for it is no JSON", e);
        }
        UnknownFormException.check(what, number(members, FORM), KNOWN_FORM);
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

    private static int small(Map<String, Object> members, String name) {
        long number = number(members, name);
        if (number != (int) number) {
            throw missing(name);
        }
        return (int) number;
    }

    private static UnreadableMessageException missing(String name) {
        return new UnreadableMessageException("a message has no '%s', or not of its type".formatted(name));
    }
}

package io.penstock.distributed.registry;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonToken;
import io.penstock.subscription.Failing;
import io.penstock.subscription.FailingJson;
import io.penstock.subscription.Policy;
import io.penstock.subscription.PolicyJson;
import io.penstock.subscription.Selection;
import io.penstock.subscription.Status;
import io.penstock.subscription.Subscription;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What may be read of a subscription, as it stands in an item: a JSON object. What it wants stands in it as
/// [SelectionJson] has it.
final class SubscriptionJson {
    private static final JsonFactory JSON = new JsonFactory();

    private SubscriptionJson() {}

    /// What may be read, but for what it wants.
    record Body(Policy policy, Status status, Instant createdAt, Instant updatedAt) {
        /// The same with another status, since when that is.
        Body with(Status status) {
            return new Body(policy, status, createdAt, status.since().isAfter(updatedAt) ? status.since() : updatedAt);
        }
    }

    static String write(Subscription subscription) {
        return write(
                subscription.selection(),
                new Body(
                        subscription.policy(),
                        subscription.status(),
                        subscription.createdAt(),
                        subscription.updatedAt()));
    }

    static String write(Selection selection, Body body) {
        var text = new StringWriter();
        try (var json = JSON.createGenerator(text)) {
            json.writeStartObject();
            SelectionJson.write(json, selection.types(), selection.filter(), selection.ordered());
            json.writeFieldName("policy");
            PolicyJson.write(json, body.policy());
            write(json, body.status());
            json.writeStringField("createdAt", body.createdAt().toString());
            json.writeStringField("updatedAt", body.updatedAt().toString());
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    private static void write(JsonGenerator json, Status status) throws IOException {
        json.writeStringField("state", status.state().name());
        json.writeStringField("since", status.since().toString());
        if (status.reason() != null) {
            json.writeStringField("reason", status.reason());
        }
        if (status.failing() != null) {
            json.writeFieldName("failing");
            FailingJson.write(json, status.failing());
        }
    }

    static Body read(String body) {
        var policy = Policy.STANDARD;
        var state = "";
        @Nullable String reason = null;
        var since = Instant.EPOCH;
        @Nullable Failing failing = null;
        var createdAt = Instant.EPOCH;
        var updatedAt = Instant.EPOCH;
        try (var json = JSON.createParser(body)) {
            json.nextToken();
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                var name = json.currentName();
                json.nextToken();
                switch (name) {
                    case "policy" -> policy = PolicyJson.read(json);
                    case "state" -> state = json.getText();
                    case "reason" -> reason = json.getText();
                    case "since" -> since = Instant.parse(json.getText());
                    case "failing" -> failing = FailingJson.read(json);
                    case "createdAt" -> createdAt = Instant.parse(json.getText());
                    case "updatedAt" -> updatedAt = Instant.parse(json.getText());
                    default -> json.skipChildren();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Body(policy, new Status(Status.State.valueOf(state), reason, since, failing), createdAt, updatedAt);
    }
}

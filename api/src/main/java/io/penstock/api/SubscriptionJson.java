package io.penstock.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.penstock.filter.Filter;
import io.penstock.signing.Ed25519KeyPair;
import io.penstock.subscription.PolicyJson;
import io.penstock.subscription.Status;
import io.penstock.subscription.Subscription;
import io.penstock.subscription.SubscriptionSpec;
import io.penstock.subscription.TypePattern;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The JSON form of subscriptions.
final class SubscriptionJson {
    /// What the owner of a subscription says of it.
    static final List<String> FIELDS = List.of("id", "types", "filter", "destination", "policy", "signature", "secret");

    /// What Penstock says of it.
    static final List<String> READ_ONLY_FIELDS = List.of("status", "createdAt", "updatedAt", "version", "publicKey");

    private SubscriptionJson() {}

    /// Reads what its owner says of a subscription.
    ///
    /// @param present whose headers stand for those that are [DestinationJson#HIDDEN]; empty if there is none yet
    static SubscriptionSpec read(Fields fields, Optional<Subscription> present) {
        var types = types(fields).orElseThrow(() -> fields.missing("types"));
        var filter = filter(fields);
        var destination = DestinationJson.read(fields, present.map(Subscription::destination));
        return new SubscriptionSpec(types, filter, destination, PolicyFields.read(fields));
    }

    /// The patterns in the member `types`, if it is there.
    static Optional<List<TypePattern>> types(Fields fields) {
        return fields.list("types", Subscription.MAX_TYPES, SubscriptionJson::type);
    }

    /// The pattern in the member `filter`, if it is there.
    static @Nullable Filter filter(Fields fields) {
        return fields.value("filter")
                .map(value -> filter(fields.at("filter"), value))
                .orElse(null);
    }

    private static TypePattern type(String path, JsonValue value) {
        var text = Fields.text(path, value);
        return Fields.within(path, () -> TypePattern.parse(text));
    }

    private static Filter filter(String path, JsonValue value) {
        var pattern = Fields.object(path, value);
        return Fields.within(path, () -> Filter.parse(pattern.text()));
    }

    /// As it is shown to its owner: everything but what is secret.
    static JsonValue.Obj tree(Subscription subscription) {
        var bytes = Answers.bytes(out -> write(out, subscription));
        return Fields.object("", StrictJson.read(bytes));
    }

    /// As it is shown to its owner: everything but what is secret.
    static void write(JsonGenerator out, Subscription subscription) throws IOException {
        out.writeStartObject();
        writeFields(out, subscription);
        out.writeEndObject();
    }

    /// The same with the newest secret, for the one answer that shows it. A key pair's private half is never shown:
    /// only Penstock signs.
    static void writeWithSecret(JsonGenerator out, Subscription subscription) throws IOException {
        out.writeStartObject();
        writeFields(out, subscription);
        var secret = subscription.keys().newest();
        if (Signature.of(secret) == Signature.V1) {
            out.writeStringField("secret", secret.reveal());
        }
        out.writeEndObject();
    }

    private static void writeFields(JsonGenerator out, Subscription subscription) throws IOException {
        out.writeStringField("id", subscription.id());
        writeTypes(out, subscription.types());
        if (subscription.filter() != null) {
            out.writeFieldName("filter");
            out.writeRawValue(subscription.filter().pattern());
        }
        DestinationJson.write(out, subscription.destination());
        out.writeFieldName("policy");
        PolicyJson.write(out, subscription.policy());
        writeStatus(out, subscription.status());
        var secret = subscription.keys().newest();
        out.writeStringField("signature", Words.of(Signature.of(secret)));
        if (secret instanceof Ed25519KeyPair pair) {
            out.writeStringField("publicKey", pair.verificationKey().format());
        }
        out.writeStringField("createdAt", Times.format(subscription.createdAt()));
        out.writeStringField("updatedAt", Times.format(subscription.updatedAt()));
        out.writeNumberField("version", subscription.version());
    }

    /// The member `types`.
    static void writeTypes(JsonGenerator out, List<TypePattern> types) throws IOException {
        out.writeArrayFieldStart("types");
        for (var type : types) {
            out.writeString(type.text());
        }
        out.writeEndArray();
    }

    private static void writeStatus(JsonGenerator out, Status status) throws IOException {
        out.writeObjectFieldStart("status");
        out.writeStringField("state", Words.of(status.state()));
        if (status.reason() != null) {
            out.writeStringField("reason", status.reason());
        }
        out.writeStringField("since", Times.format(status.since()));
        if (status.failing() != null) {
            out.writeStringField("failingSince", Times.format(status.failing().since()));
        }
        if (status.circuit() != null) {
            out.writeObjectFieldStart("circuit");
            out.writeStringField("openedAt", Times.format(status.circuit().openedAt()));
            out.writeStringField("retryAt", Times.format(status.circuit().until()));
            out.writeNumberField("tries", status.circuit().tries());
            out.writeStringField("reason", status.circuit().reason());
            out.writeEndObject();
        }
        out.writeEndObject();
    }
}

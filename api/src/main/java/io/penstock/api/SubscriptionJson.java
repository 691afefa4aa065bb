package io.penstock.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.penstock.filter.Filter;
import io.penstock.retry.RetrySchedule;
import io.penstock.signing.Ed25519KeyPair;
import io.penstock.subscription.Policy;
import io.penstock.subscription.Status;
import io.penstock.subscription.Subscription;
import io.penstock.subscription.SubscriptionSpec;
import io.penstock.subscription.TypePattern;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/// The JSON form of subscriptions.
final class SubscriptionJson {
    /// What the owner of a subscription says of it.
    static final List<String> FIELDS = List.of("id", "types", "filter", "destination", "policy", "signature", "secret");

    /// What Penstock says of it.
    static final List<String> READ_ONLY_FIELDS = List.of("status", "createdAt", "updatedAt", "version", "publicKey");

    private static final List<String> POLICY_FIELDS = List.of("retry", "timeout");
    private static final List<String> RETRY_FIELDS = List.of("schedule", "jitter");

    private SubscriptionJson() {}

    /// Reads what its owner says of a subscription.
    ///
    /// @param present whose headers stand for those that are [DestinationJson#HIDDEN]; empty if there is none yet
    static SubscriptionSpec read(Fields fields, Optional<Subscription> present) {
        var types = fields.list("types", Subscription.MAX_TYPES, SubscriptionJson::type)
                .orElseThrow(() -> fields.missing("types"));
        var filter = fields.value("filter")
                .map(value -> filter(fields.at("filter"), value))
                .orElse(null);
        var destination = DestinationJson.read(fields, present.map(Subscription::destination));
        var policy = fields.object("policy", POLICY_FIELDS)
                .map(SubscriptionJson::policy)
                .orElse(Policy.STANDARD);
        return new SubscriptionSpec(types, filter, destination, policy);
    }

    private static TypePattern type(String path, JsonValue value) {
        var text = Fields.text(path, value);
        return Fields.within(path, () -> TypePattern.parse(text));
    }

    private static Filter filter(String path, JsonValue value) {
        var pattern = Fields.object(path, value);
        return Fields.within(path, () -> Filter.parse(pattern.text()));
    }

    private static Policy policy(Fields fields) {
        var retry = fields.object("retry", RETRY_FIELDS)
                .map(SubscriptionJson::retry)
                .orElse(RetrySchedule.STANDARD);
        var timeout = fields.duration("timeout").orElse(Policy.STANDARD.timeout());
        return fields.within(() -> new Policy(retry, timeout));
    }

    private static RetrySchedule retry(Fields fields) {
        var delays = fields.list("schedule", RetrySchedule.MAX_DELAYS, Fields::duration)
                .orElse(RetrySchedule.STANDARD.delays());
        double jitter = fields.number("jitter").orElse(RetrySchedule.STANDARD.jitter());
        return fields.within(() -> new RetrySchedule(delays, jitter));
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
        out.writeArrayFieldStart("types");
        for (var type : subscription.types()) {
            out.writeString(type.text());
        }
        out.writeEndArray();
        if (subscription.filter() != null) {
            out.writeFieldName("filter");
            out.writeRawValue(subscription.filter().pattern());
        }
        DestinationJson.write(out, subscription.destination());
        writePolicy(out, subscription.policy());
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

    private static void writePolicy(JsonGenerator out, Policy policy) throws IOException {
        out.writeObjectFieldStart("policy");
        out.writeObjectFieldStart("retry");
        out.writeArrayFieldStart("schedule");
        for (var delay : policy.retry().delays()) {
            out.writeString(delay.toString());
        }
        out.writeEndArray();
        out.writeNumberField("jitter", policy.retry().jitter());
        out.writeEndObject();
        out.writeStringField("timeout", policy.timeout().toString());
        out.writeEndObject();
    }

    private static void writeStatus(JsonGenerator out, Status status) throws IOException {
        out.writeObjectFieldStart("status");
        out.writeStringField("state", Words.of(status.state()));
        if (status.reason() != null) {
            out.writeStringField("reason", status.reason());
        }
        out.writeStringField("since", Times.format(status.since()));
        out.writeEndObject();
    }
}

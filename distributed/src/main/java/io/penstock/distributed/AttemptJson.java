package io.penstock.distributed;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.penstock.delivery.Attempt;
import io.penstock.delivery.Outcome;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Attempts as they stand in an attribute of an item: a JSON array, the names short.
final class AttemptJson {
    private static final JsonFactory JSON = new JsonFactory();

    private AttemptJson() {}

    static byte[] write(List<Attempt> attempts) {
        var bytes = new ByteArrayOutputStream();
        try (var json = JSON.createGenerator(bytes)) {
            json.writeStartArray();
            for (var attempt : attempts) {
                write(json, attempt);
            }
            json.writeEndArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static void write(JsonGenerator json, Attempt attempt) throws IOException {
        json.writeStartObject();
        json.writeNumberField("run", attempt.run());
        json.writeNumberField("n", attempt.n());
        json.writeNumberField("at", attempt.startedAt().toEpochMilli());
        json.writeNumberField("took", attempt.took().toMillis());
        switch (attempt.outcome()) {
            case Outcome.Delivered() -> json.writeStringField("outcome", "delivered");
            case Outcome.Failed(var reason, var retryAfter) -> {
                json.writeStringField("outcome", "failed");
                json.writeStringField("reason", reason);
                if (retryAfter.isPresent()) {
                    json.writeStringField("retryAfter", retryAfter.get().toString());
                }
            }
            case Outcome.Refused(var reason) -> {
                json.writeStringField("outcome", "refused");
                json.writeStringField("reason", reason);
            }
        }
        if (attempt.status() != null) {
            json.writeNumberField("status", attempt.status());
        }
        if (attempt.response().length > 0) {
            json.writeBinaryField("response", attempt.response());
        }
        json.writeEndObject();
    }

    static List<Attempt> read(byte[] bytes) {
        var attempts = new ArrayList<Attempt>();
        try (var json = JSON.createParser(bytes)) {
            json.nextToken();
            while (json.nextToken() == JsonToken.START_OBJECT) {
                attempts.add(attempt(json));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return attempts;
    }

    private static Attempt attempt(JsonParser json) throws IOException {
        int run = 0;
        int n = 0;
        var startedAt = Instant.EPOCH;
        var took = Duration.ZERO;
        var outcome = "";
        var reason = "";
        var retryAfter = Optional.<Duration>empty();
        @Nullable Integer status = null;
        var response = new byte[0];
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            var name = json.currentName();
            json.nextToken();
            switch (name) {
                case "run" -> run = json.getIntValue();
                case "n" -> n = json.getIntValue();
                case "at" -> startedAt = Instant.ofEpochMilli(json.getLongValue());
                case "took" -> took = Duration.ofMillis(json.getLongValue());
                case "outcome" -> outcome = json.getText();
                case "reason" -> reason = json.getText();
                case "retryAfter" -> retryAfter = Optional.of(Duration.parse(json.getText()));
                case "status" -> status = json.getIntValue();
                case "response" -> response = json.getBinaryValue();
                default -> json.skipChildren();
            }
        }
        return new Attempt(run, n, startedAt, took, outcome(outcome, reason, retryAfter), status, response);
    }

    private static Outcome outcome(String outcome, String reason, Optional<Duration> retryAfter) {
        return switch (outcome) {
            case "delivered" -> new Outcome.Delivered();
            case "failed" -> new Outcome.Failed(reason, retryAfter);
            case "refused" -> new Outcome.Refused(reason);
            default -> throw new IllegalStateException("no attempt ends as '%s'".formatted(outcome));
        };
    }
}

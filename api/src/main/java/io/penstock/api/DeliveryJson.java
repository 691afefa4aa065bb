package io.penstock.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.penstock.delivery.Attempt;
import io.penstock.delivery.Delivery;
import io.penstock.delivery.Outcome;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/// The JSON form of deliveries and their attempts.
final class DeliveryJson {
    private DeliveryJson() {}

    /// A delivery without its attempts, as lists have it.
    static void writeSummary(JsonGenerator out, Delivery delivery) throws IOException {
        out.writeStartObject();
        writeFields(out, delivery);
        out.writeEndObject();
    }

    /// A delivery with its attempts.
    static void write(JsonGenerator out, Delivery delivery) throws IOException {
        write(out, delivery, true);
    }

    /// @param responses whether to show what receivers answered
    static void write(JsonGenerator out, Delivery delivery, boolean responses) throws IOException {
        out.writeStartObject();
        writeFields(out, delivery);
        out.writeArrayFieldStart("attempts");
        for (var attempt : delivery.attempts()) {
            write(out, attempt, responses);
        }
        out.writeEndArray();
        out.writeEndObject();
    }

    private static void writeFields(JsonGenerator out, Delivery delivery) throws IOException {
        out.writeStringField("id", delivery.id().text());
        out.writeStringField("event", delivery.event().text());
        out.writeStringField("eventType", delivery.eventType());
        out.writeStringField("subscription", delivery.subscriptionId());
        out.writeStringField("state", Words.of(delivery.state()));
        if (delivery.reason() != null) {
            out.writeStringField("reason", delivery.reason());
        }
        out.writeNumberField("run", delivery.run());
        out.writeNumberField("next", delivery.next());
        if (delivery.due() != null) {
            out.writeStringField("due", Times.format(delivery.due()));
        }
        out.writeStringField("createdAt", Times.format(delivery.createdAt()));
        out.writeStringField("expiresAt", Times.format(delivery.expires()));
    }

    private static void write(JsonGenerator out, Attempt attempt, boolean responses) throws IOException {
        out.writeStartObject();
        out.writeNumberField("run", attempt.run());
        out.writeNumberField("n", attempt.n());
        out.writeStringField("startedAt", Times.format(attempt.startedAt()));
        out.writeNumberField("durationMs", attempt.took().toMillis());
        out.writeStringField(
                "outcome",
                switch (attempt.outcome()) {
                    case Outcome.Delivered _ -> "delivered";
                    case Outcome.Failed _ -> "failed";
                    case Outcome.Refused _ -> "refused";
                });
        if (attempt.status() != null) {
            out.writeNumberField("status", attempt.status());
        }
        var reason = attempt.reason();
        if (reason.isPresent()) {
            out.writeStringField("reason", reason.get());
        }
        if (responses && attempt.response().length > 0) {
            writeResponse(out, attempt.response());
        }
        out.writeEndObject();
    }

    private static void writeResponse(JsonGenerator out, byte[] response) throws IOException {
        var text = text(response);
        if (text.isPresent()) {
            out.writeStringField("response", text.get());
        } else {
            out.writeStringField("responseBase64", Base64.getEncoder().encodeToString(response));
        }
        if (mayBeCut(response)) {
            out.writeBooleanField("responseTruncated", true);
        }
    }

    /// The response as text, if it is: UTF-8, where the last character may have been cut off with the rest.
    private static Optional<String> text(byte[] response) {
        var in = ByteBuffer.wrap(response);
        var out = CharBuffer.allocate(response.length);
        var result = StandardCharsets.UTF_8.newDecoder().decode(in, out, !mayBeCut(response));
        return result.isError() ? Optional.empty() : Optional.of(out.flip().toString());
    }

    /// It fills all that is kept of one.
    private static boolean mayBeCut(byte[] response) {
        return response.length == Attempt.MAX_RESPONSE_BYTES;
    }
}

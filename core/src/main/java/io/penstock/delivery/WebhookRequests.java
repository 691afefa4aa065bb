package io.penstock.delivery;

import io.penstock.event.BinaryEvent;
import io.penstock.event.Event;
import io.penstock.event.EventJson;
import io.penstock.event.HttpEvents;
import io.penstock.signing.SignedHeaders;
import io.penstock.signing.SigningSecret;
import io.penstock.subscription.Destination;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Makes the request that an attempt sends: a CloudEvent, signed, with what its subscription adds, and what helps to
/// find it again.
final class WebhookRequests {
    /// The header that says which event this is, as the API calls it.
    static final String EVENT_HEADER = "penstock-event";

    /// The header that says which attempt of its run this is, from 1.
    static final String ATTEMPT_HEADER = "penstock-attempt";

    /// Extensions of CloudEvents that are headers of their own elsewhere (W3C Trace Context).
    private static final List<String> TRACE_HEADERS = List.of("traceparent", "tracestate");

    private WebhookRequests() {}

    /// @param secrets to sign with, newest first; at least one
    static Webhooks.Request request(
            DeliveryMessage message,
            Event event,
            Destination.Webhook webhook,
            List<SigningSecret> secrets,
            Duration timeout,
            Instant now) {
        var headers = new ArrayList<Map.Entry<String, String>>();
        var body = switch (webhook.mode()) {
            case BINARY -> binary(event, headers);
            case STRUCTURED -> structured(event, headers);
        };
        var signed = SignedHeaders.of(message.delivery().text(), now, body, secrets);
        headers.add(Map.entry(SignedHeaders.ID, signed.id()));
        headers.add(Map.entry(SignedHeaders.TIMESTAMP, signed.timestamp()));
        headers.add(Map.entry(SignedHeaders.SIGNATURE, signed.signature()));
        headers.add(Map.entry(EVENT_HEADER, message.event().text()));
        headers.add(Map.entry(ATTEMPT_HEADER, Integer.toString(message.n())));
        for (var name : TRACE_HEADERS) {
            var trace = event.extensions().get(name);
            if (trace != null) {
                headers.add(Map.entry(name, trace.text()));
            }
        }
        headers.addAll(webhook.headers().entrySet());
        return new Webhooks.Request(webhook.url(), headers, body, timeout);
    }

    private static byte[] binary(Event event, List<Map.Entry<String, String>> headers) {
        var message = BinaryEvent.of(event);
        headers.addAll(message.headers().entrySet());
        if (message.contentType() != null) {
            headers.add(Map.entry("content-type", message.contentType()));
        }
        return message.body();
    }

    private static byte[] structured(Event event, List<Map.Entry<String, String>> headers) {
        headers.add(Map.entry("content-type", HttpEvents.STRUCTURED + "; charset=utf-8"));
        return EventJson.write(event);
    }
}

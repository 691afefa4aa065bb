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
import java.util.regex.Pattern;

/// Makes the request that an attempt sends: a CloudEvent, signed, with what its subscription adds, and what helps to
/// find it again.
final class WebhookRequests {
    /// The header that says which event this is, as the API calls it.
    static final String EVENT_HEADER = "penstock-event";

    /// The header that says which attempt of its run this is, from 1.
    static final String ATTEMPT_HEADER = "penstock-attempt";

    /// The header that is there if the delivery was begun again by someone.
    static final String REPLAY_HEADER = "penstock-replay";

    private static final String TRACE_PARENT = "traceparent";
    private static final String TRACE_STATE = "tracestate";

    /// Of any version (W3C Trace Context, section 3.2): later ones may have more at the end.
    private static final Pattern TRACE_PARENT_VALUE =
            Pattern.compile("[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}(-[!-~]*)?");

    /// What a header may hold at all.
    private static final Pattern HEADER_VALUE = Pattern.compile("[!-~]([ -~]*[!-~])?");

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
        if (message.run() > 1) {
            headers.add(Map.entry(REPLAY_HEADER, "true"));
        }
        addTrace(event, headers);
        headers.addAll(webhook.headers().entrySet());
        return new Webhooks.Request(webhook.url(), headers, body, timeout);
    }

    /// Extensions of CloudEvents that are headers of their own elsewhere
    /// ([W3C Trace Context](https://www.w3.org/TR/trace-context/)), if they hold what these may: an extension may hold
    /// any text, but no header can.
    private static void addTrace(Event event, List<Map.Entry<String, String>> headers) {
        var parent = event.attribute(TRACE_PARENT);
        if (parent == null || !TRACE_PARENT_VALUE.matcher(parent).matches()) {
            return;
        }
        headers.add(Map.entry(TRACE_PARENT, parent));
        var state = event.attribute(TRACE_STATE);
        if (state != null && HEADER_VALUE.matcher(state).matches()) {
            headers.add(Map.entry(TRACE_STATE, state));
        }
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

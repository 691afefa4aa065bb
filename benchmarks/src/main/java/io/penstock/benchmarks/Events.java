package io.penstock.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.penstock.event.Event;
import io.penstock.event.EventJson;

/// Events of about a KiB.
final class Events {
    static final String TYPE = "bench.event";

    private Events() {}

    static Event event(String id) {
        return EventJson.read(json(id).getBytes(UTF_8));
    }

    static String json(String id) {
        return """
            {"specversion":"1.0","id":"%s","source":"penstock/bench","type":"%s","time":"2026-01-01T12:00:00Z",\
            "datacontenttype":"application/json","data":{"region":"eu-north","amount":120,"text":"%s"}}\
            """.formatted(id, TYPE, "x".repeat(980));
    }
}

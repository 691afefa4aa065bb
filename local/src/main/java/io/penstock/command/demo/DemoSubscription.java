package io.penstock.command.demo;

import io.penstock.command.client.Json;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The three subscriptions of the demo.
enum DemoSubscription {
    /// All events.
    EVERYTHING("everything", "*", "all events"),
    /// The orders that its filter lets pass.
    LARGE_ORDERS("large-orders", "order.*", "order.* with data.amount > 1000; other orders are filtered out"),
    /// A receiver that fails at first.
    FLAKY("flaky", "invoice.*", "invoice.*; its receiver fails the first attempt of each event");

    private static final String FILTER = "{\"data\":{\"amount\":[{\"numeric\":[\">\",1000]}]}}";
    private static final String RETRIES = "{\"retry\":{\"schedule\":[\"PT1S\",\"PT2S\"],\"jitter\":0.2}}";

    private final String id;
    private final String types;
    private final String description;

    DemoSubscription(String id, String types, String description) {
        this.id = id;
        this.types = types;
        this.description = description;
    }

    String id() {
        return id;
    }

    String description() {
        return description;
    }

    /// Of its receiver.
    String path() {
        return "/" + id;
    }

    /// What is sent to make it.
    Json request(URI receiver, String secret) {
        var destination = Map.of("type", Json.text("webhook"), "url", Json.text(receiver + path()));
        var members = new LinkedHashMap<String, Json>();
        members.put("types", Json.texts(List.of(types)));
        members.put("destination", Json.object(destination));
        members.put("secret", Json.text(secret));
        switch (this) {
            case EVERYTHING -> {}
            case LARGE_ORDERS -> members.put("filter", json(FILTER));
            case FLAKY -> members.put("policy", json(RETRIES));
        }
        return Json.object(members);
    }

    private static Json json(String text) {
        return Json.read(text.getBytes(StandardCharsets.UTF_8));
    }
}

package io.penstock.server;

import java.net.URI;
import java.util.Locale;

/// The subscriptions that the kills are survived by, each with a receiver that behaves in its own way.
enum KillSubscription {
    /// Gets everything, and takes it.
    ALL("*", "binary", "PT5S"),
    /// Its receiver refuses each delivery twice.
    ORDERS("order.*", "binary", "PT5S"),
    /// Its receiver refuses three of ten requests.
    INVOICES("invoice.paid", "structured", "PT5S"),
    /// Its receiver takes its time, now and then more than there is.
    USERS("user.*", "binary", "PT1S"),
    /// The way to its receiver is cut now and then: before the request, within it, or within the answer.
    STOCK("stock.*", "binary", "PT5S");

    /// So many retries, so close to each other, that a receiver can fail often without exhausting one.
    private static final String SCHEDULE = "\"PT0.2S\", ".repeat(49) + "\"PT0.2S\"";

    private final String types;
    private final String mode;
    private final String timeout;

    KillSubscription(String types, String mode, String timeout) {
        this.types = types;
        this.mode = mode;
        this.timeout = timeout;
    }

    String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    boolean matches(String type) {
        return types.endsWith("*") ? type.startsWith(types.substring(0, types.length() - 1)) : type.equals(types);
    }

    /// As the API takes it. Receivers that fail so often would have their circuits open most of the time.
    String json(URI receiver) {
        return """
            {"types": ["%s"], "destination": {"type": "webhook", "url": "%s/%s", "mode": "%s"},
             "policy": {"retry": {"schedule": [%s]}, "timeout": "%s", "circuitBreaker": {"enabled": false}}}
            """.formatted(types, receiver, id(), mode, SCHEDULE, timeout);
    }
}

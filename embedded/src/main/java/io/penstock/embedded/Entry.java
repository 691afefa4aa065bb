package io.penstock.embedded;

import io.penstock.delivery.DeliveryMessage;

/// A delivery in memory that is due, or under way. Guarded by [QueueMonitor].
final class Entry {
    /// Where it is.
    enum Place {
        /// In its window, for a free attempt.
        READY,
        /// In somebody's hands.
        IN_FLIGHT,
        /// Its row says something else by now.
        GONE
    }

    private final Window window;
    private final Payload payload;
    private final DeliveryMessage message;
    private final long expires;
    private Place place = Place.READY;

    Entry(Window window, Payload payload, DeliveryMessage message, long expires) {
        this.window = window;
        this.payload = payload;
        this.message = message;
        this.expires = expires;
    }

    Window window() {
        return window;
    }

    Payload payload() {
        return payload;
    }

    DeliveryMessage message() {
        return message;
    }

    long expires() {
        return expires;
    }

    Place place() {
        return place;
    }

    void place(Place now) {
        place = now;
    }
}

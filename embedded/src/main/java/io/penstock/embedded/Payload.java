package io.penstock.embedded;

/// An event in memory, and how many deliveries in memory share it. Guarded by [QueueMonitor].
final class Payload {
    /// Roughly what the objects around an event's own bytes take.
    private static final int OVERHEAD_BYTES = 512;

    private final StoredEvent event;
    private final int bytes;
    private int shares;

    Payload(StoredEvent event) {
        this.event = event;
        this.bytes = event.event().size() + OVERHEAD_BYTES;
    }

    StoredEvent event() {
        return event;
    }

    int bytes() {
        return bytes;
    }

    /// Counts another delivery; answers whether it is the first one.
    boolean share() {
        return shares++ == 0;
    }

    /// Counts one less; answers whether it was the last one.
    boolean unshare() {
        return --shares == 0;
    }
}

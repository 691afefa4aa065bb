package io.penstock.embedded;

import io.penstock.event.Event;
import io.penstock.event.EventKey;

/// An event in memory, and how many deliveries in memory share it. Guarded by [QueueMonitor].
final class Payload {
    /// Roughly what the objects around an event's own bytes take.
    private static final int OVERHEAD_BYTES = 512;

    private final long seq;
    private final EventKey key;
    private final Event event;
    private final int bytes;
    private int shares;

    Payload(long seq, EventKey key, Event event) {
        this.seq = seq;
        this.key = key;
        this.event = event;
        this.bytes = event.size() + OVERHEAD_BYTES;
    }

    long seq() {
        return seq;
    }

    EventKey key() {
        return key;
    }

    Event event() {
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

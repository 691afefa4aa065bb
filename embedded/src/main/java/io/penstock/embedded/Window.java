package io.penstock.embedded;

import io.penstock.delivery.Pace;
import io.penstock.event.EventKey;
import io.penstock.subscription.Throttle;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What is in memory of a subscription's queue. Guarded by [QueueMonitor].
final class Window {
    static final long NEVER = Long.MAX_VALUE;

    /// How long it is held before its throttle is looked at again.
    static final Duration MAX_HOLD = Duration.ofSeconds(1);

    private static final long NANOS_PER_MILLI = 1_000_000;

    private final Names.Name subscription;

    /// The latest of each delivery, ready or in flight.
    private final Map<EventKey, Entry> rows = new HashMap<>();

    /// In order; also holds entries that are not ready any more, until they are passed.
    private final ArrayDeque<Entry> ready = new ArrayDeque<>();

    private final Set<Long> touched = new HashSet<>();
    private int readyCount;
    private int inFlight;
    private long bytes;

    /// Whether the database may have deliveries that are due and not in memory.
    boolean more;

    /// Whether it is among those that wait for a refill.
    boolean refillWanted;

    /// Whether a refill reads for it.
    boolean refilling;

    /// When the first of the deliveries is due that are not due yet; [#NEVER] if there is none.
    long wakeAt = NEVER;

    /// How far its attempts have come under its rate limit.
    private Pace pace = Pace.NONE;

    /// Until when none of its attempts begins, whatever is ready; 0 if it is not held.
    long heldUntil;

    // Its place in Turns: how much of it was in flight when it came there, and when that was.
    int level = Turns.NOWHERE;
    long turn;

    Window(Names.Name subscription) {
        this.subscription = subscription;
    }

    Names.Name subscription() {
        return subscription;
    }

    int readyCount() {
        return readyCount;
    }

    int inFlight() {
        return inFlight;
    }

    void inFlight(int change) {
        inFlight += change;
    }

    /// Bytes of the events of its entries, as if none were shared.
    long bytes() {
        return bytes;
    }

    void bytes(long change) {
        bytes += change;
    }

    /// Until when, in milliseconds, none of its attempts may begin: some time that has passed, if one may now. A change of the
    /// throttle is seen within [#MAX_HOLD].
    long mayBegin(Throttle throttle, Instant now) {
        long latest = now.toEpochMilli() + MAX_HOLD.toMillis();
        if (throttle.concurrency() != null && inFlight >= throttle.concurrency()) {
            return latest;
        }
        var rate = throttle.rate();
        if (rate == null || pace.room(rate, Pace.nanos(now), 1) > 0) {
            return 0;
        }
        long next = Math.ceilDiv(pace.next(rate), NANOS_PER_MILLI);
        return Math.min(latest, Math.max(next, now.toEpochMilli() + 1));
    }

    /// One of its attempts begins.
    void begins(Throttle throttle, Instant now) {
        if (throttle.rate() != null) {
            pace = pace.after(throttle.rate(), Pace.nanos(now), 1);
        }
    }

    /// One that has begun was not made.
    void notMade(Throttle throttle) {
        if (throttle.rate() != null) {
            pace = pace.without(throttle.rate());
        }
    }

    int size() {
        return rows.size();
    }

    @Nullable
    Entry row(EventKey event) {
        return rows.get(event);
    }

    void add(Entry entry) {
        rows.put(entry.payload().event().key(), entry);
        ready.addLast(entry);
        readyCount++;
    }

    /// The first that is ready, which is ready no more.
    @Nullable
    Entry poll() {
        while (true) {
            var entry = ready.pollFirst();
            if (entry == null) {
                return null;
            }
            if (entry.place() == Entry.Place.READY) {
                notReady();
                return entry;
            }
        }
    }

    /// One of the ready ones is not any more.
    void notReady() {
        if (--readyCount == 0) {
            ready.clear();
        }
    }

    /// The delivery is not in memory any more.
    void remove(Entry entry) {
        rows.remove(entry.payload().event().key(), entry);
    }

    /// A delivery's row has changed: what a refill has read of it is old.
    void touch(long event) {
        if (refilling) {
            touched.add(event);
        }
    }

    boolean wasTouched(long event) {
        return touched.contains(event);
    }

    void beginRefill() {
        refilling = true;
        more = false;
        touched.clear();
    }

    void endRefill() {
        refilling = false;
        touched.clear();
    }

    boolean isIdle(Instant now) {
        return pace.turn() <= Pace.nanos(now)
                && rows.isEmpty()
                && inFlight == 0
                && !more
                && !refilling
                && !refillWanted
                && wakeAt == NEVER;
    }
}

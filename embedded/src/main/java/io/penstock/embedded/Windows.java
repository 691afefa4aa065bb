package io.penstock.embedded;

import io.penstock.delivery.DeliveryMessage;
import io.penstock.event.EventKey;
import io.penstock.subscription.SubscriptionUid;
import io.penstock.subscription.Throttle;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What is in memory of all queues. Guarded by [QueueMonitor].
///
/// What is in memory is a part of what the database has, never more. For each subscription either
/// everything that is due is in memory, or its window says that there is [Window#more].
final class Windows {
    private final Map<SubscriptionUid, Window> windows = new HashMap<>();
    private final Map<Long, Payload> payloads = new HashMap<>();
    private final Map<DeliveryMessage, Entry> inFlight = new HashMap<>();
    private final TreeSet<Window> wakes = new TreeSet<>(Comparator.<Window>comparingLong(window -> window.wakeAt)
            .thenComparingLong(window -> window.subscription().seq()));
    private final ArrayDeque<Window> refills = new ArrayDeque<>();
    private final TreeSet<Window> held = new TreeSet<>(Comparator.<Window>comparingLong(window -> window.heldUntil)
            .thenComparingLong(window -> window.subscription().seq()));
    private final Function<SubscriptionUid, Throttle> throttles;
    private final MemoryBudget budget;
    private final Turns turns;
    private final int maxUnwritten;
    private int unwritten;

    /// @param throttles how much each subscription's receiver is given to do
    Windows(EmbeddedOptions options, Function<SubscriptionUid, Throttle> throttles) {
        this.throttles = throttles;
        this.budget = new MemoryBudget(options);
        this.turns = new Turns(options);
        this.maxUnwritten = maxUnwritten(options.attempts());
    }

    /// Most attempts that have ended, whose outcomes are not yet written, beside the `attempts` that count.
    static int maxUnwritten(int attempts) {
        return Math.max(1, attempts / 4);
    }

    Window window(Names.Name subscription) {
        return windows.computeIfAbsent(subscription.uid(), _ -> new Window(subscription));
    }

    @Nullable
    Window find(SubscriptionUid subscription) {
        return windows.get(subscription);
    }

    /// A delivery has become due: takes it into memory, if nothing waits before it and there is room.
    void due(Window window, StoredEvent event, DeliveryMessage message, long expires) {
        if (window.row(message.event()) != null) {
            return; // A refill was quicker.
        }
        if (window.more
                || window.refilling
                || !budget.admits(window, event.event().size())) {
            more(window);
            return;
        }
        add(window, payload(event), message, expires);
    }

    /// The database has something for this window that is due.
    void more(Window window) {
        window.more = true;
        wantRefill(window);
    }

    Payload payload(StoredEvent event) {
        var held = payloads.get(event.seq());
        return held != null ? held : new Payload(event);
    }

    Entry add(Window window, Payload payload, DeliveryMessage message, long expires) {
        var entry = new Entry(window, payload, message, expires);
        if (payload.share()) {
            payloads.put(payload.event().seq(), payload);
            budget.bytes(payload.bytes());
        }
        budget.entries(1);
        window.bytes(payload.bytes());
        window.add(entry);
        turns.update(window);
        return entry;
    }

    private void free(Entry entry) {
        if (entry.payload().unshare()) {
            payloads.remove(entry.payload().event().seq());
            budget.bytes(-entry.payload().bytes());
        }
        budget.entries(-1);
        entry.window().bytes(-entry.payload().bytes());
    }

    /// The next delivery to attempt, if one may start.
    @Nullable
    Entry next(Instant now) {
        var window = nextUnheld(now);
        var entry = window == null ? null : window.poll();
        if (entry != null) {
            entry.window().begins(throttle(entry.window()), now);
            start(entry);
        }
        return entry;
    }

    private @Nullable Window nextUnheld(Instant now) {
        for (var window = turns.next(); window != null; window = turns.next()) {
            long until = window.mayBegin(throttle(window), now);
            if (until <= now.toEpochMilli()) {
                return window;
            }
            window.heldUntil = until;
            held.add(window);
            turns.update(window);
        }
        return null;
    }

    private Throttle throttle(Window window) {
        return throttles.apply(window.subscription().uid());
    }

    private void unhold(Window window) {
        if (window.heldUntil > 0) {
            held.remove(window);
            window.heldUntil = 0;
            turns.update(window);
        }
    }

    /// An attempt of this subscription that was begun is not made.
    void notMade(SubscriptionUid subscription) {
        var window = windows.get(subscription);
        if (window != null) {
            window.notMade(throttle(window));
            unhold(window);
        }
    }

    /// One of its attempts is under way no more.
    private void ended(Window window) {
        turns.inFlight(window, -1);
        unhold(window);
    }

    boolean hasNext() {
        return turns.next() != null;
    }

    /// Takes an entry that is ready out of its turn.
    void startNow(Entry entry) {
        entry.window().notReady();
        start(entry);
    }

    private void start(Entry entry) {
        entry.place(Entry.Place.IN_FLIGHT);
        inFlight.put(entry.message(), entry);
        turns.inFlight(entry.window(), 1);
        wantRefill(entry.window());
    }

    @Nullable
    Entry inFlight(DeliveryMessage message) {
        return inFlight.get(message);
    }

    /// Its attempt has ended, and its outcome is to be written: another attempt may start at once, since a receiver has
    /// nothing to do with how long a commit takes. Past [#maxUnwritten] it goes on counting, so that attempts are not
    /// made faster than they can be written.
    void end(Entry entry) {
        if (unwritten < maxUnwritten && !entry.hasEnded()) {
            entry.end();
            unwritten++;
            ended(entry.window());
        }
    }

    /// Its outcome is written, or it was not made: what it took up is free.
    ///
    /// @return its entry, if it was in flight
    @Nullable
    Entry release(DeliveryMessage message) {
        var entry = inFlight.remove(message);
        if (entry == null) {
            return null;
        }
        var window = entry.window();
        if (entry.hasEnded()) {
            unwritten--;
        } else {
            ended(window);
        }
        window.remove(entry);
        entry.place(Entry.Place.GONE);
        free(entry);
        wantRefill(window);
        return entry;
    }

    /// The delivery's row says something else than its entry, if it has one.
    void outdated(Window window, long seq, EventKey key) {
        window.touch(seq);
        var entry = window.row(key);
        if (entry == null) {
            return;
        }
        window.remove(entry);
        if (entry.place() == Entry.Place.READY) {
            entry.place(Entry.Place.GONE);
            window.notReady();
            free(entry);
            turns.update(window);
            wantRefill(window);
        } else {
            entry.place(Entry.Place.GONE); // Whoever has it in hand gives it back.
        }
    }

    /// The same for an event of which only the number is known.
    void outdated(Window window, long seq) {
        var payload = payloads.get(seq);
        if (payload == null) {
            window.touch(seq);
        } else {
            outdated(window, seq, payload.event().key());
        }
    }

    /// What is to be done with a row that a refill has read.
    enum Refilled {
        /// It is in memory, or old.
        TAKEN,
        /// Its event is to be read first.
        EVENT_NEEDED,
        /// There is no room.
        FULL
    }

    /// Takes what a refill has read into memory.
    ///
    /// @param event null if it was not read yet
    Refilled refilled(Window window, Refill.Row row, @Nullable StoredEvent event) {
        var held = payloads.get(row.seq());
        if (window.wasTouched(row.seq())
                || (held != null && window.row(held.event().key()) != null)) {
            return Refilled.TAKEN;
        }
        if (held == null) {
            if (event == null) {
                return budget.admits(window, 0) ? Refilled.EVENT_NEEDED : Refilled.FULL;
            }
            held = new Payload(event);
        }
        if (!budget.admits(window, held.bytes())) {
            return Refilled.FULL;
        }
        var uid = window.subscription().uid();
        add(window, held, new DeliveryMessage(held.event().key(), uid, row.run(), row.next()), row.expires());
        return Refilled.TAKEN;
    }

    /// Something of `window` is due at `time`.
    void wake(Window window, long time) {
        if (time < window.wakeAt) {
            wakes.remove(window);
            window.wakeAt = time;
            wakes.add(window);
        }
    }

    /// Looks for everything that is due by `now`, or held until then.
    void wakeUp(long now) {
        while (!held.isEmpty() && held.first().heldUntil <= now) {
            unhold(held.first());
        }
        while (!wakes.isEmpty() && wakes.first().wakeAt <= now) {
            var window = wakes.removeFirst();
            window.wakeAt = Window.NEVER;
            more(window);
        }
    }

    /// When something is due that is not yet, or not held any more; [Window#NEVER] if nothing is.
    long nextWake() {
        long due = wakes.isEmpty() ? Window.NEVER : wakes.first().wakeAt;
        return held.isEmpty() ? due : Math.min(due, held.first().heldUntil);
    }

    private void wantRefill(Window window) {
        if (window.more
                && !window.refilling
                && !window.refillWanted
                && window.readyCount() < budget.low()
                && (window.size() == 0 || budget.admits(window, 0))) {
            window.refillWanted = true;
            refills.addLast(window);
        }
    }

    /// The window that is to be refilled next, and is from now on; null if there is none, or no room at
    /// all.
    @Nullable
    Window beginRefill() {
        if (!canRefill()) {
            return null;
        }
        var window = refills.removeFirst();
        window.refillWanted = false;
        window.beginRefill();
        return window;
    }

    /// The refill of `window` is over.
    void endRefill(Window window, Refill.Refilled refilled) {
        window.endRefill();
        window.more |= refilled.rest() != Refill.Rest.NOTHING;
        wake(window, refilled.wake());
        if (refilled.rest() != Refill.Rest.NO_ROOM || window.size() == 0) {
            wantRefill(window);
        }
        // Else it asks again when one of those that it has in memory begins or ends: now it would find no room again.
    }

    /// Forgets the windows of which nothing is to be known.
    void forgetIdle(Instant now) {
        windows.values().removeIf(window -> window.isIdle(now));
        turns.forgetIdle();
    }

    /// Whether a refill can begin.
    boolean canRefill() {
        return !refills.isEmpty() && !budget.isExhausted();
    }

    MemoryBudget budget() {
        return budget;
    }

    int inFlightCount() {
        return turns.inFlight();
    }
}

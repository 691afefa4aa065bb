package io.penstock.embedded;

import io.penstock.delivery.Beginning;
import io.penstock.delivery.DeliveryMessage;
import io.penstock.delivery.Next;
import io.penstock.event.Event;
import io.penstock.event.EventKey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The deliveries that are due, handed on in memory: what is committed comes here at once, and the database is read
/// only
/// at the start, for what comes due again, and where memory has no room.
///
/// Which comes next: of the subscriptions with something due, the one with the fewest attempts under way. One may start
/// another attempt only while it has fewer than `min(attemptsPerSubscription, max(1, free / 8))`, where `free` is what
/// all attempts under way leave of `attempts`: so receivers that hang cannot take everything.
///
/// Who takes a message has an attempt until it is finished, moved, or given back. Safe for use by many threads.
public final class DispatchQueue {
    /// How long a delivery waits that could not be handled.
    private static final Duration GIVEN_BACK = Duration.ofSeconds(1);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final Condition refillWork = lock.newCondition();
    private final Windows windows;
    private final DiskSpace space;
    private final InstantSource clock;
    private int waiters;
    private long waitsUntil;
    private boolean refillerWaits;
    private boolean closed;
    private @Nullable Refill refill;

    DispatchQueue(EmbeddedOptions options, DiskSpace space, InstantSource clock) {
        this.windows = new Windows(options);
        this.space = space;
        this.clock = clock;
    }

    /// Fills windows from the database by `refill`: until [#refillElsewhere] whenever something is asked for.
    void refillBy(Refill refill) {
        this.refill = refill;
    }

    /// A thread of its own refills from now on.
    void refillElsewhere() {
        this.refill = null;
    }

    /// The next delivery whose attempt may start; null if there is none now.
    public @Nullable DeliveryMessage next(Instant now) {
        refillHere(now);
        lock.lock();
        try {
            return poll(now);
        } finally {
            changed();
            lock.unlock();
        }
    }

    /// Waits for the next delivery whose attempt may start; null if there was none for `patience`, or the queue is
    /// closed.
    public @Nullable DeliveryMessage take(Duration patience) throws InterruptedException {
        var end = clock.instant().plus(patience);
        refillHere(clock.instant());
        lock.lockInterruptibly();
        try {
            while (!closed) {
                var now = clock.instant();
                var message = poll(now);
                if (message != null || !now.isBefore(end)) {
                    return message;
                }
                waitsUntil = Math.min(end.toEpochMilli(), windows.nextWake());
                waiters++;
                try {
                    var millis = Duration.ofMillis(Math.max(1, waitsUntil - now.toEpochMilli()));
                    var _ = work.awaitNanos(millis.toNanos());
                } finally {
                    waiters--;
                }
            }
            return null;
        } finally {
            changed();
            lock.unlock();
        }
    }

    /// Without a thread for it, whoever asks for work refills.
    private void refillHere(Instant now) {
        var refiller = refill;
        if (refiller == null) {
            return;
        }
        lock.lock();
        try {
            windows.wakeUp(now.toEpochMilli());
        } finally {
            lock.unlock();
        }
        while (refiller.step()) {
            // Each reads for one window.
        }
    }

    private @Nullable DeliveryMessage poll(Instant now) {
        windows.wakeUp(now.toEpochMilli());
        if (space.isStuck()) {
            return null;
        }
        var entry = windows.next();
        return entry == null ? null : entry.message();
    }

    /// Gives back a message for which nothing could be written; it comes again in a second. Not to be called after a
    /// `finish` or `move` that returned.
    public void giveBack(DeliveryMessage message) {
        lock.lock();
        try {
            var entry = windows.release(message);
            if (entry != null) {
                windows.wake(entry.window(), clock.instant().plus(GIVEN_BACK).toEpochMilli());
            }
        } finally {
            changed();
            lock.unlock();
        }
    }

    /// How many attempts are under way.
    public int inFlight() {
        lock.lock();
        try {
            return windows.inFlightCount();
        } finally {
            lock.unlock();
        }
    }

    /// How many deliveries are in memory, and how many bytes their events have.
    public InMemory inMemory() {
        lock.lock();
        try {
            return new InMemory(windows.budget().entries(), windows.budget().bytes());
        } finally {
            lock.unlock();
        }
    }

    /// What is in memory.
    ///
    /// @param deliveries due or under way
    /// @param bytes of their events
    public record InMemory(int deliveries, long bytes) {}

    /// Forgets what need not be known of subscriptions that have nothing to do.
    void forgetIdle() {
        lock.lock();
        try {
            windows.forgetIdle();
        } finally {
            lock.unlock();
        }
    }

    /// No message comes any more; whoever waits for one is told.
    void close() {
        lock.lock();
        try {
            closed = true;
            work.signalAll();
            refillWork.signalAll();
        } finally {
            lock.unlock();
        }
    }

    // What follows from commits, called in their order.

    void planned(PlanRow row, PlanOperation.Stored stored) {
        lock.lock();
        try {
            for (int i = 0; i < stored.states().length; i++) {
                if (stored.states()[i] == States.WAITING) {
                    var subscription = row.targets().get(i).subscription();
                    var message = new DeliveryMessage(row.planned().key(), subscription.uid(), 1, 1);
                    var event = row.planned().event();
                    windows.due(
                            windows.window(subscription),
                            stored.seq(),
                            message.event(),
                            event,
                            message,
                            stored.expires());
                }
            }
        } finally {
            changed();
            lock.unlock();
        }
    }

    /// The delivery's row says `next` now.
    void wrote(Names.Name subscription, long seq, DeliveryMessage message, Next next) {
        lock.lock();
        try {
            var window = windows.window(subscription);
            var entry = windows.release(message);
            windows.outdated(window, seq, message.event());
            if (next instanceof Next.TryAt(int n, Instant due)) {
                if (due.isAfter(clock.instant())) {
                    windows.wake(window, due.toEpochMilli());
                } else if (entry == null) {
                    windows.more(window);
                } else {
                    var following = new DeliveryMessage(message.event(), message.subscription(), message.run(), n);
                    windows.due(window, seq, message.event(), entry.payload().event(), following, entry.expires());
                }
            }
        } finally {
            changed();
            lock.unlock();
        }
    }

    /// The message was passed over: what it took up is free.
    void release(DeliveryMessage message) {
        lock.lock();
        try {
            windows.release(message);
        } finally {
            changed();
            lock.unlock();
        }
    }

    /// The delivery begins anew, now.
    void replayed(Names.Name subscription, long seq, EventKey event) {
        lock.lock();
        try {
            var window = windows.window(subscription);
            windows.outdated(window, seq, event);
            windows.more(window);
        } finally {
            changed();
            lock.unlock();
        }
    }

    /// These deliveries have ended, or are parked.
    void stopped(Names.Name subscription, Iterable<Long> events) {
        lock.lock();
        try {
            var window = windows.find(subscription.uid());
            if (window != null) {
                for (long seq : events) {
                    var payload = windows.payload(seq);
                    if (payload == null) {
                        window.touch(seq);
                    } else {
                        windows.outdated(window, seq, payload.key());
                    }
                }
            }
        } finally {
            changed();
            lock.unlock();
        }
    }

    /// The database has something that is due.
    void more(Names.Name subscription) {
        lock.lock();
        try {
            windows.more(windows.window(subscription));
        } finally {
            changed();
            lock.unlock();
        }
    }

    /// The number of the event, if the message is in flight.
    long seq(DeliveryMessage message, long absent) {
        lock.lock();
        try {
            var entry = windows.inFlight(message);
            return entry == null ? absent : entry.payload().seq();
        } finally {
            lock.unlock();
        }
    }

    // The beginning of an attempt.

    /// What memory says about it; null if only the database can say.
    @Nullable
    Beginning begin(DeliveryMessage message) {
        lock.lock();
        try {
            var entry = windows.inFlight(message);
            if (entry == null) {
                var window = windows.find(message.subscription());
                entry = window == null ? null : window.row(message.event());
                if (entry == null) {
                    return null;
                }
                if (!entry.message().equals(message)) {
                    return new Beginning.Passed();
                }
                windows.startNow(entry);
            } else if (entry.place() == Entry.Place.GONE) {
                windows.release(message);
                return new Beginning.Passed();
            }
            return begun(entry);
        } finally {
            changed();
            lock.unlock();
        }
    }

    /// What the database said: it waits, and is due.
    Beginning begin(Names.Name subscription, long seq, DeliveryMessage message, Event event, long expires) {
        lock.lock();
        try {
            var window = windows.window(subscription);
            if (window.row(message.event()) == null && windows.inFlight(message) == null) {
                var payload = windows.payload(seq, message.event(), event);
                windows.startNow(windows.add(window, payload, message, expires));
            }
        } finally {
            changed();
            lock.unlock();
        }
        return new Beginning.Begun(event, Instant.ofEpochMilli(expires));
    }

    private static Beginning begun(Entry entry) {
        return new Beginning.Begun(entry.payload().event(), Instant.ofEpochMilli(entry.expires()));
    }

    // Refills.

    /// Waits until a window is to be refilled; null when the queue is closed.
    @Nullable
    Window awaitRefill() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            refillerWaits = true;
            while (!closed) {
                var window = windows.beginRefill();
                if (window != null) {
                    return window;
                }
                refillWork.await();
            }
            return null;
        } finally {
            refillerWaits = false;
            lock.unlock();
        }
    }

    /// The window that is to be refilled; null if there is none.
    @Nullable
    Window pollRefill() {
        lock.lock();
        try {
            return windows.beginRefill();
        } finally {
            lock.unlock();
        }
    }

    /// How many deliveries of the window are in memory: a refill reads them again.
    int size(Window window) {
        lock.lock();
        try {
            return window.size();
        } finally {
            lock.unlock();
        }
    }

    /// What is to be done with a row that a refill has read.
    enum Refilled {
        /// It is in memory.
        TAKEN,
        /// Its event is to be read first.
        EVENT_NEEDED,
        /// There is no room.
        FULL
    }

    /// Takes what a refill has read into memory.
    ///
    /// @param event null if it was not read
    Refilled refilled(Window window, Refill.Row row, @Nullable EventKey key, @Nullable Event event) {
        lock.lock();
        try {
            var held = windows.payload(row.seq());
            if (window.wasTouched(row.seq()) || (held != null && window.row(held.key()) != null)) {
                return Refilled.TAKEN;
            }
            if (held == null) {
                if (key == null || event == null) {
                    return windows.admits(window, 0) ? Refilled.EVENT_NEEDED : Refilled.FULL;
                }
                held = new Payload(row.seq(), key, event);
            }
            if (!windows.admits(window, held.bytes())) {
                return Refilled.FULL;
            }
            var uid = window.subscription().uid();
            windows.add(window, held, new DeliveryMessage(held.key(), uid, row.run(), row.next()), row.expires());
            return Refilled.TAKEN;
        } finally {
            changed();
            lock.unlock();
        }
    }

    void endRefill(Window window, boolean more, long wake) {
        lock.lock();
        try {
            windows.endRefill(window, more, wake);
        } finally {
            changed();
            lock.unlock();
        }
    }

    /// Wakes whoever may have something to do.
    private void changed() {
        if (waiters > 0 && (windows.hasNext() || windows.nextWake() < waitsUntil)) {
            work.signal();
        }
        if (refillerWaits && windows.canRefill()) {
            refillWork.signal();
        }
    }
}

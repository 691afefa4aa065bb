package io.penstock.embedded;

import io.penstock.delivery.DeliveryMessage;
import io.penstock.subscription.Throttle;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/// The deliveries that are due, handed on in memory: what is committed comes here at once, and the database
/// is read only at the start, for what comes due again, and where memory has no room.
///
/// Which comes next: of the subscriptions with something due, the one with the fewest attempts under way. With `free`
/// what all attempts under way leave of `attempts`, a tenant may start another attempt only while it has fewer than
/// `free`, and a subscription only while it has fewer than `min(attemptsPerSubscription, max(1, left / 8))`, where `left`
/// is `free` less what its tenant has under way: so receivers that hang cannot take everything, however many there are.
///
/// A subscription whose [Throttle] allows no more is passed until it does: what is ready of it stays where it is.
///
/// Who takes a message has an attempt until it is finished, moved, passed, or given back. Safe for use by
/// many threads.
public final class DispatchQueue {
    private final QueueMonitor queue;
    private final Handover handover;
    private final DiskSpace space;
    private final InstantSource clock;
    private @Nullable Refill refill;

    /// What is in memory.
    ///
    /// @param deliveries due or under way
    /// @param bytes of their events
    record InMemory(int deliveries, long bytes) {}

    DispatchQueue(QueueMonitor queue, Handover handover, DiskSpace space, InstantSource clock, Refill refill) {
        this.queue = queue;
        this.handover = handover;
        this.space = space;
        this.clock = clock;
        this.refill = refill;
    }

    /// A thread of its own refills from now on.
    void refillElsewhere() {
        this.refill = null;
    }

    /// The next delivery whose attempt may start; null if there is none now.
    public @Nullable DeliveryMessage next(Instant now) {
        refillHere(now);
        return queue.get(windows -> poll(windows, now));
    }

    /// Waits for the next delivery whose attempt may start; null if there was none for `patience`, or the
    /// queue is closed.
    public @Nullable DeliveryMessage take(Duration patience) throws InterruptedException {
        var end = clock.instant().plus(patience);
        refillHere(clock.instant());
        return queue.await(windows -> poll(windows, clock.instant()), windows -> wait(windows, end));
    }

    private QueueMonitor.@Nullable Wait wait(Windows windows, Instant end) {
        long now = clock.millis();
        long until = Math.min(end.toEpochMilli(), windows.nextWake());
        return now >= end.toEpochMilli() ? null : new QueueMonitor.Wait(Math.max(1, until - now), until);
    }

    private @Nullable DeliveryMessage poll(Windows windows, Instant now) {
        windows.wakeUp(now.toEpochMilli());
        if (space.isStuck()) {
            return null;
        }
        var entry = windows.next(now);
        return entry == null ? null : entry.message();
    }

    /// Without a thread for it, whoever asks for work refills.
    private void refillHere(Instant now) {
        var refiller = refill;
        if (refiller == null) {
            return;
        }
        queue.run(windows -> windows.wakeUp(now.toEpochMilli()));
        while (refiller.step()) {
            // Each reads for one window.
        }
    }

    /// Gives back a message for which nothing could be written; it comes again in a second. Does nothing
    /// after a `finish` or `move` that returned.
    public void giveBack(DeliveryMessage message) {
        handover.giveBack(message);
    }

    /// How many attempts are under way.
    int inFlight() {
        return queue.get(Windows::inFlightCount);
    }

    /// How many deliveries are in memory, and how many bytes their events have.
    InMemory inMemory() {
        return queue.get(windows ->
                new InMemory(windows.budget().entries(), windows.budget().bytes()));
    }

    /// Forgets what need not be known of subscriptions that have nothing to do.
    void forgetIdle() {
        queue.run(windows -> windows.forgetIdle(clock.instant()));
    }

    /// No message comes any more; whoever waits for one is told.
    void close() {
        queue.close();
    }
}

package io.penstock.embedded;

import io.penstock.delivery.Beginning;
import io.penstock.delivery.DeliveryMessage;
import io.penstock.delivery.Next;
import io.penstock.event.EventKey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/// Tells the queue in memory what was committed, in the order of the commits, and asks it whether an
/// attempt may begin.
final class Handover {
    /// How long a delivery waits that could not be handled.
    private static final Duration GIVEN_BACK = Duration.ofSeconds(1);

    private final QueueMonitor queue;
    private final InstantSource clock;

    Handover(QueueMonitor queue, InstantSource clock) {
        this.queue = queue;
        this.clock = clock;
    }

    /// An event is there, with its deliveries.
    void planned(PlanRow row, PlanOperation.Stored stored) {
        var planned = row.planned();
        var event = new StoredEvent(stored.seq(), planned.key(), planned.acceptedAt(), planned.event());
        queue.run(windows -> {
            for (int i = 0; i < stored.states().length; i++) {
                if (stored.states()[i] == States.WAITING) {
                    var subscription = row.targets().get(i).subscription();
                    var message = new DeliveryMessage(planned.key(), subscription.uid(), 1, 1);
                    var window = windows.window(subscription);
                    windows.due(window, event, message, stored.expires());
                }
            }
        });
    }

    /// The delivery's row says `next` now.
    void wrote(Names.Name subscription, long seq, DeliveryMessage message, Next next) {
        queue.run(windows -> {
            var window = windows.window(subscription);
            var entry = windows.release(message);
            windows.outdated(window, seq, message.event());
            if (next instanceof Next.TryAt(int n, Instant due, var _)) {
                if (due.isAfter(clock.instant())) {
                    windows.wake(window, due.toEpochMilli());
                } else if (entry == null) {
                    windows.more(window);
                } else {
                    var following = new DeliveryMessage(message.event(), message.subscription(), message.run(), n);
                    windows.due(window, entry.payload().event(), following, entry.expires());
                }
            }
        });
    }

    /// The attempt that a message asked for is not made: it counts for no limit.
    void notMade(DeliveryMessage message) {
        queue.run(windows -> windows.notMade(message.subscription()));
    }

    /// The message was passed over: what it took up is free.
    void release(DeliveryMessage message) {
        queue.run(windows -> windows.release(message));
    }

    /// The message could not be handled: it comes again.
    void giveBack(DeliveryMessage message) {
        queue.run(windows -> {
            var entry = windows.release(message);
            if (entry != null) {
                windows.wake(entry.window(), clock.instant().plus(GIVEN_BACK).toEpochMilli());
            }
        });
    }

    /// The delivery begins anew, with this run: now, or when its turn comes. A refill that came after the commit may have been quicker: what it has
    /// brought is not outdated, and may be under way.
    void replayed(Names.Name subscription, long seq, EventKey event, int run, int state) {
        queue.run(windows -> {
            var window = windows.window(subscription);
            var entry = window.row(event);
            if (entry != null && entry.message().run() >= run) {
                return;
            }
            windows.outdated(window, seq, event);
            if (state == States.WAITING) {
                windows.more(window);
            }
        });
    }

    /// It is a delivery's turn.
    void released(LaneRows.Released released) {
        queue.run(windows -> {
            var window = windows.window(released.subscription());
            windows.outdated(window, released.event().seq(), released.event().key());
            windows.due(window, released.event(), released.message(), released.expires());
        });
    }

    /// These deliveries have ended, or are parked.
    void stopped(Names.Name subscription, Iterable<Long> events) {
        queue.run(windows -> {
            var window = windows.find(subscription.uid());
            if (window != null) {
                events.forEach(seq -> windows.outdated(window, seq));
            }
        });
    }

    /// The database has something that is due.
    void more(Names.Name subscription) {
        queue.run(windows -> windows.more(windows.window(subscription)));
    }

    /// The attempt has ended; its outcome is to be written now.
    ///
    /// @return the number of the event, or `absent` if the message is not in flight
    long end(DeliveryMessage message, long absent) {
        return queue.get(windows -> {
            var entry = windows.inFlight(message);
            if (entry == null) {
                return absent;
            }
            windows.end(entry);
            return entry.payload().event().seq();
        });
    }

    /// What memory says about an attempt; null if only the database can say.
    ///
    /// @param lost the latest time of expiry of deliveries whose events are not kept any more
    @Nullable
    Beginning begin(DeliveryMessage message, long lost) {
        return queue.get(windows -> {
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
            }
            if (entry.place() == Entry.Place.GONE || entry.expires() <= lost) {
                windows.release(message);
                return new Beginning.Passed();
            }
            return begun(entry.payload().event(), entry.expires());
        });
    }

    /// What the database said about an attempt: its delivery waits, and is due.
    Beginning begin(Names.Name subscription, DeliveryMessage message, StoredEvent event, long expires) {
        queue.run(windows -> {
            var window = windows.window(subscription);
            if (window.row(message.event()) == null && windows.inFlight(message) == null) {
                windows.startNow(windows.add(window, windows.payload(event), message, expires));
            }
        });
        return begun(event, expires);
    }

    private static Beginning begun(StoredEvent event, long expires) {
        return new Beginning.Begun(event.event(), event.acceptedAt(), Instant.ofEpochMilli(expires));
    }
}

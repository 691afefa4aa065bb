package io.penstock.distributed;

import io.penstock.delivery.DeliveryMessage;
import io.penstock.event.EventKey;
import io.penstock.identity.Id128;
import io.penstock.subscription.SubscriptionUid;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// Wake-ups further ahead than a queue can delay, by the minute that they are due in.
final class DueIndex {
    /// How far ahead the minute must begin that a wake-up is put into: sweeps look at minutes that begin up to
    /// [Sweeper#AHEAD] from now, and clocks differ.
    static final Duration LEAD = Duration.ofMinutes(2);

    /// How long after its minute's beginning a wake-up that was put late may still count on the sweep: less than
    /// [Sweeper#PATIENCE], by far more than clocks differ.
    static final Duration LATEST = Duration.ofMinutes(5);

    private static final int FORM = 1;
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final Table table;
    private final InstantSource clock;
    private final DistributedOptions options;

    DueIndex(Table table, InstantSource clock, DistributedOptions options) {
        this.table = table;
        this.clock = clock;
        this.options = options;
    }

    /// Where a wake-up was put.
    ///
    /// @param key its place
    /// @param inTime whether a sweep is sure to find it: not, if to put it took longer than its minute was ahead
    record Entry(Key key, boolean inTime) {}

    /// Keeps a wake-up: `message` for `due`. To do it twice is as good as to do it once.
    Entry put(DeliveryMessage message, Instant due) {
        var earliest = clock.instant().plus(LEAD);
        long minute = minute(due);
        if (start(minute).isBefore(earliest)) {
            minute = minute(earliest.plus(MINUTE).minusMillis(1));
        }
        var key = place(message, due, minute);
        table.put(write(key, message, due), new Table.Condition.Any());
        return new Entry(key, clock.instant().isBefore(start(minute).plus(LATEST)));
    }

    void remove(Key key) {
        table.delete(key, new Table.Condition.Any());
    }

    private Key place(DeliveryMessage message, Instant due, long minute) {
        int shard = Math.floorMod(message.delivery().value().low(), options.dueShards());
        return new Key(
                Places.due(shard, minute),
                "%s#%s#%s#%d#%d"
                        .formatted(
                                Places.millis(due),
                                message.event().text(),
                                message.subscription().value().text(),
                                message.run(),
                                message.n()));
    }

    private static Item write(Key key, DeliveryMessage message, Instant due) {
        return Item.at(key, FORM)
                .until(due.plus(DistributedOptions.WINDOW))
                .with("event", message.event().text())
                .with("subscription", message.subscription().value().text())
                .with("run", message.run())
                .with("n", message.n())
                .with("due", due);
    }

    static DeliveryMessage message(Item item) {
        item.in(FORM);
        return new DeliveryMessage(
                EventKey.parse(item.text("event")),
                new SubscriptionUid(Id128.parse(item.text("subscription"))),
                item.small("run"),
                item.small("n"));
    }

    static Instant due(Item item) {
        return item.time("due");
    }

    static long minute(Instant time) {
        return Math.floorDiv(time.getEpochSecond(), 60);
    }

    static Instant start(long minute) {
        return Instant.ofEpochSecond(minute * 60);
    }
}

package io.penstock.distributed;

import io.penstock.delivery.ParkReason;
import io.penstock.distributed.DeliveryRecord.Parked;
import io.penstock.distributed.KeptEvent.Planned;
import io.penstock.event.EventKey;
import io.penstock.identity.Id128;
import io.penstock.subscription.SubscriptionUid;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Where parked deliveries wait: a lot for each subscription and reason, and one list of the lots that may have some.
///
/// A delivery is put into its lot first, and its lot into the list afterwards, unless it has been there for less than
/// [#FRESH]: a thousand that are parked together write one entry of the list. A lot is taken off the list if it is
/// empty,
/// and was put there longer than [#STALE] ago, and not since: who found it fresh had put its delivery there before, and
/// so
/// long ago that it was seen. What a replay left in a lot that is not on the list is of no use to anyone, and goes with its
/// time.
final class Lots {
    /// Until when a lot's entry in the list need not be written again.
    static final Duration FRESH = Duration.ofMinutes(5);

    /// From when on the entry of an empty lot may go.
    static final Duration STALE = Duration.ofMinutes(15);

    private static final Logger LOG = LoggerFactory.getLogger(Lots.class);
    private static final int FORM = 1;
    private static final int PAGE = 100;

    private final Table table;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final DistributedOptions options;

    Lots(Table table, InstantSource clock, RandomGenerator random, DistributedOptions options) {
        this.table = table;
        this.clock = clock;
        this.random = random;
        this.options = options;
    }

    /// A delivery in a lot.
    ///
    /// @param key its place
    /// @param event of which event
    /// @param acceptedAt when that was accepted
    /// @param number under which it was parked
    /// @param run as it was parked
    /// @param n as it was parked
    record Entry(Key key, EventKey event, Instant acceptedAt, Id128 number, int run, int n) {}

    /// A lot that may have some.
    ///
    /// @param entry its entry in the list
    /// @param subscription whose deliveries are in it
    /// @param reason why
    record Lot(Item entry, SubscriptionUid subscription, ParkReason reason) {}

    /// Puts a parked delivery where it is found. To do it twice is as good as to do it once.
    void put(DeliveryRecord record) {
        var planned = record.planned();
        var parked = Objects.requireNonNull(record.parked(), "it is not parked");
        table.put(
                Item.at(place(planned, parked), FORM)
                        .until(planned.acceptedAt().plus(options.retention()))
                        .with("event", planned.event().text())
                        .with("acceptedAt", planned.acceptedAt())
                        .with("number", parked.number().text())
                        .with("run", record.run())
                        .with("n", record.next()),
                new Table.Condition.Any());
        enlist(planned.subscription(), parked.reason());
    }

    /// Puts a lot on the list.
    void enlist(SubscriptionUid subscription, ParkReason reason) {
        var now = clock.instant();
        var key = new Key(Places.LOTS, Places.inLots(subscription, reason));
        boolean fresh = table.get(key)
                .filter(entry -> entry.time("at").plus(FRESH).isAfter(now))
                .isPresent();
        if (!fresh) {
            table.put(
                    Item.at(key, FORM)
                            .with(Item.REVISION, random.nextLong())
                            .with("at", now)
                            .with("subscription", subscription.value().text())
                            .with("reason", DeliveryItems.text(reason)),
                    new Table.Condition.Any());
        }
    }

    private static Key place(Planned planned, Parked parked) {
        return new Key(
                Places.lot(planned.subscription(), parked.reason()),
                Places.inLot(planned.acceptedAt(), planned.event(), parked.number()));
    }

    /// Removes what was parked under this very number.
    void remove(Planned planned, Parked parked) {
        table.delete(place(planned, parked), new Table.Condition.Any());
    }

    void removeAll(List<Key> keys) {
        if (!keys.isEmpty()) {
            table.deleteAll(keys);
        }
    }

    /// A page of a lot, those of the oldest events first.
    ///
    /// @param after the last one of the page before; null for the first page
    List<Entry> page(SubscriptionUid subscription, ParkReason reason, @Nullable Key after, int limit) {
        var range = new Table.Range(Places.lot(subscription, reason), "", after == null ? null : after.sort(), false);
        return table.query(range, Math.min(limit, PAGE)).stream()
                .map(Lots::read)
                .toList();
    }

    private static Entry read(Item item) {
        item.in(FORM);
        return new Entry(
                item.key(),
                EventKey.parse(item.text("event")),
                item.time("acceptedAt"),
                Id128.parse(item.text("number")),
                item.small("run"),
                item.small("n"));
    }

    /// All that are on the list. An entry that cannot be read, of a later release say, keeps none of the others.
    List<Lot> lots() {
        var all = new ArrayList<Lot>();
        @Nullable String after = null;
        List<Item> page;
        do {
            page = table.query(new Table.Range(Places.LOTS, "", after, false), PAGE);
            for (var entry : page) {
                after = entry.key().sort();
                try {
                    all.add(readLot(entry));
                } catch (RuntimeException e) {
                    LOG.error("What is parked in {} stays there: its entry cannot be read", after, e);
                }
            }
        } while (page.size() == PAGE);
        return all;
    }

    private static Lot readLot(Item entry) {
        entry.in(FORM);
        return new Lot(
                entry,
                new SubscriptionUid(Id128.parse(entry.text("subscription"))),
                DeliveryItems.reason(entry.text("reason")));
    }

    private boolean isAny(String partition) {
        return !table.query(Table.Range.of(partition, ""), 1).isEmpty();
    }

    /// Whether there is something in `lot`; if not, it is taken off the list in time.
    boolean isInUse(Lot lot) {
        boolean stale = !lot.entry().time("at").plus(STALE).isAfter(clock.instant());
        // Whether it can be read is the affair of who takes something out.
        if (isAny(Places.lot(lot.subscription(), lot.reason()))
                || (lot.reason() == ParkReason.LANE && isAny(Places.blockers(lot.subscription())))) {
            return true;
        }
        if (stale) {
            table.delete(
                    lot.entry().key(), new Table.Condition.Unchanged(lot.entry().number(Item.REVISION)));
        }
        return false;
    }
}

package io.penstock.distributed;

import io.penstock.delivery.ParkReason;
import io.penstock.distributed.KeptEvent.Planned;
import io.penstock.event.EventKey;
import io.penstock.identity.Id128;
import io.penstock.subscription.SubscriptionUid;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// A list, for each subscription, of what holds back others in its lanes. It is only to be found by that: whether it does
/// so still, its record says.
final class Blockers {
    private static final int FORM = 1;

    private final Table table;
    private final Lots lots;
    private final RandomGenerator random;
    private final DistributedOptions options;

    Blockers(Table table, Lots lots, RandomGenerator random, DistributedOptions options) {
        this.table = table;
        this.lots = lots;
        this.random = random;
        this.options = options;
    }

    /// An entry.
    ///
    /// @param revision of its item
    record Blocker(Key key, long revision, Lane.Id lane, EventKey event) {}

    void put(Lane.Id lane, Planned planned) {
        table.put(
                Item.at(Places.blocker(lane, planned.event()), FORM)
                        .with(Item.REVISION, random.nextLong())
                        .until(planned.acceptedAt().plus(options.retention()))
                        .with("lane", lane.key().text())
                        .with("event", planned.event().text()),
                new Table.Condition.Any());
        lots.enlist(lane.subscription(), ParkReason.LANE);
    }

    /// A page of the list.
    ///
    /// @param after the sort key of the last one of the page before; null for the first page
    List<Blocker> page(SubscriptionUid subscription, @Nullable String after, int limit) {
        return table.query(new Table.Range(Places.blockers(subscription), "", after, false), limit).stream()
                .map(item -> read(subscription, item))
                .toList();
    }

    private static Blocker read(SubscriptionUid subscription, Item item) {
        item.in(FORM);
        return new Blocker(
                item.key(),
                item.number(Item.REVISION),
                new Lane.Id(subscription, Id128.parse(item.text("lane"))),
                EventKey.parse(item.text("event")));
    }

    /// Removes an entry, unless it was put again meanwhile.
    void remove(Blocker blocker) {
        table.delete(blocker.key(), new Table.Condition.Unchanged(blocker.revision()));
    }
}

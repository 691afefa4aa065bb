package io.penstock.distributed;

import io.penstock.delivery.Attempt;
import io.penstock.delivery.DeliveryId;
import io.penstock.event.EventKey;
import io.penstock.identity.Id128;
import io.penstock.subscription.SubscriptionUid;
import io.penstock.tenant.TenantUid;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// The records of deliveries in the table.
final class Deliveries {
    /// Largest item of a delivery that has its attempts in it. A delivery whose first attempt succeeds is written once,
    /// and counted as one unit; what was tried often has its attempts elsewhere, and stays as small.
    static final int MAX_BYTES_WITH_ATTEMPTS = 1_024;

    private final Table table;
    private final EventItems eventItems;
    private final DeliveryItems items;
    private final RandomGenerator random;

    Deliveries(Table table, EventItems eventItems, DeliveryItems items, RandomGenerator random) {
        this.table = table;
        this.eventItems = eventItems;
        this.items = items;
        this.random = random;
    }

    /// Where the delivery stands; empty if there is none.
    Optional<DeliveryRecord> find(EventKey event, SubscriptionUid subscription) {
        var planned = Places.planned(DeliveryId.of(event, subscription));
        var place = Places.delivery(event, subscription);
        var found = table.get(List.of(planned, place));
        return Optional.ofNullable(found.get(planned))
                .filter(item -> !EventItems.isUnplanned(item) || found.containsKey(place))
                .map(item -> items.read(eventItems.readPlanned(item), found.get(place)));
    }

    /// A delivery together with its event.
    record WithEvent(DeliveryRecord record, KeptEvent event) {}

    /// Where the delivery stands and what its event says, in one request: for who is about to attempt it. Empty if there is
    /// none, or the event is gone.
    Optional<WithEvent> findWithEvent(EventKey key, SubscriptionUid subscription) {
        var place = Places.delivery(key, subscription);
        var found = table.get(List.of(Places.event(key), place));
        return Optional.ofNullable(found.get(Places.event(key)))
                .map(eventItems::read)
                .filter(event -> found.containsKey(place) || isPlanned(event, subscription))
                .map(event -> new WithEvent(items.read(event.planned(subscription), found.get(place)), event));
    }

    /// Pages of a long plan are not read for this: what the delivery's id means is there as well.
    private boolean isPlanned(KeptEvent event, SubscriptionUid subscription) {
        return switch (event.plan()) {
            case KeptPlan.Here(var subscriptions) -> subscriptions.contains(subscription);
            case KeptPlan.InPages _ ->
                table.get(Places.planned(DeliveryId.of(event.key(), subscription)))
                        .filter(item -> !EventItems.isUnplanned(item))
                        .isPresent();
        };
    }

    /// What a replay begins: where the delivery of an event for `subscription` stands, or none and what it would be.
    ///
    /// @param record where it stands, or would, before it is begun
    /// @param isThere whether it was planned, or made by a replay before
    record Replayable(DeliveryRecord record, boolean isThere) {}

    /// The same for a replay. Empty if the event is not `tenant`'s, or gone.
    Optional<Replayable> findToReplay(TenantUid tenant, EventKey key, SubscriptionUid subscription) {
        var place = Places.delivery(key, subscription);
        var found = table.get(List.of(Places.event(key), place));
        return Optional.ofNullable(found.get(Places.event(key)))
                .map(eventItems::read)
                .filter(event -> event.tenant().equals(tenant))
                .map(event -> new Replayable(
                        items.read(event.planned(subscription), found.get(place)),
                        found.containsKey(place) || isPlanned(event, subscription)));
    }

    /// Says what the id of a delivery means that nobody planned, before it is made.
    void putUnplanned(KeptEvent.Planned planned) {
        table.put(eventItems.writeUnplanned(planned), new Table.Condition.Absent());
    }

    /// Which delivery has this id; empty if nobody planned it.
    Optional<KeptEvent.Planned> planned(DeliveryId id) {
        return table.get(Places.planned(id)).map(eventItems::readPlanned);
    }

    /// Writes `changed`, if nobody else has written since it was read.
    ///
    /// What is refused because it is there already is written: whoever talks to the table has lost an answer, and asked
    /// again.
    Table.Put put(DeliveryRecord changed) {
        var condition = changed.revision() == 0
                ? new Table.Condition.Absent()
                : new Table.Condition.Unchanged(changed.revision());
        var item = items.write(changed);
        var put = table.put(item, condition);
        return put instanceof Table.Put.Refused(var present) && item.equals(present) ? new Table.Put.Written() : put;
    }

    /// Where a delivery stands instead of where it was to be put.
    DeliveryRecord present(DeliveryRecord refused, Table.Put.Refused refusal) {
        return items.read(refused.planned(), refusal.present());
    }

    /// Whether `attempt` has room in the item of `record`.
    boolean hasRoom(DeliveryRecord record, Attempt attempt) {
        return items.write(record.with(attempt)).size() <= MAX_BYTES_WITH_ATTEMPTS;
    }

    /// Records `attempt` in an item of its own.
    void record(DeliveryRecord of, Attempt attempt) {
        table.put(items.write(of.planned(), attempt, Id128.random(random)), new Table.Condition.Any());
    }
}

package io.penstock.distributed;

import io.penstock.delivery.Attempt;
import io.penstock.delivery.DeliveryId;
import io.penstock.event.EventKey;
import io.penstock.identity.Id128;
import io.penstock.subscription.SubscriptionUid;
import io.penstock.tenant.TenantUid;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// The records of deliveries in the table.
final class Deliveries {
    /// Largest item of a delivery that has its attempts in it. A delivery whose first attempt succeeds is written once,
    /// and counted as one unit; what was tried often has its attempts elsewhere, and stays as small.
    static final int MAX_BYTES_WITH_ATTEMPTS = 1_024;

    private static final int PAGE = 100;

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
    /// @param event of which event
    record Replayable(DeliveryRecord record, boolean isThere, KeptEvent event) {}

    /// The same for a replay. Empty if the event is not `tenant`'s, was erased, or is gone.
    Optional<Replayable> findToReplay(TenantUid tenant, EventKey key, SubscriptionUid subscription) {
        var place = Places.delivery(key, subscription);
        var found = table.get(List.of(Places.event(key), place));
        return Optional.ofNullable(found.get(Places.event(key)))
                .map(eventItems::read)
                .filter(event -> event.tenant().equals(tenant) && !event.isErased())
                .map(event -> new Replayable(
                        items.read(event.planned(subscription), found.get(place)),
                        found.containsKey(place) || isPlanned(event, subscription),
                        event));
    }

    /// Says what the id of a delivery means that nobody planned, before it is made.
    void putUnplanned(KeptEvent.Planned planned) {
        table.put(eventItems.writeUnplanned(planned), new Table.Condition.Absent());
    }

    /// Says what the id of a delivery means that somebody is about to send, or has sent: whoever begins it before is to be
    /// found by it.
    void putPlanned(KeptEvent.Planned planned) {
        table.put(eventItems.write(planned), new Table.Condition.Any());
    }

    /// Which delivery has this id; empty if nobody planned it.
    Optional<KeptEvent.Planned> planned(DeliveryId id) {
        return table.get(Places.planned(id)).map(eventItems::readPlanned);
    }

    /// Where deliveries of one event stand that are planned.
    List<DeliveryRecord> find(List<KeptEvent.Planned> planned) {
        var found = table.get(planned.stream().map(Deliveries::place).toList());
        return planned.stream()
                .map(each -> items.read(each, found.get(place(each))))
                .toList();
    }

    /// For whom deliveries of `event` were begun again: be they planned, or made by a replay.
    List<SubscriptionUid> begunAgain(EventKey event) {
        var range = Table.Range.of(Places.ofEvent(event), Places.DELIVERIES);
        var begunAgain = new ArrayList<SubscriptionUid>();
        var page = table.query(range, PAGE);
        while (!page.isEmpty()) {
            page.stream()
                    .filter(DeliveryItems::isBegunAgain)
                    .map(item -> DeliveryItems.subscription(item, Places.DELIVERIES))
                    .forEach(begunAgain::add);
            page = page.size() < PAGE
                    ? List.of()
                    : table.query(range.after(page.getLast().key().sort()), PAGE);
        }
        return begunAgain;
    }

    private static Key place(KeptEvent.Planned planned) {
        return Places.delivery(planned.event(), planned.subscription());
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

    /// Removes what receivers answered from the attempts that have items of their own.
    ///
    /// @param prefix of which attempts of the event: what their sort keys begin with
    void eraseAttempts(EventKey event, String prefix) {
        var range = Table.Range.of(Places.ofEvent(event), prefix);
        var page = table.query(range, PAGE);
        while (!page.isEmpty()) {
            page.stream()
                    .flatMap(item -> DeliveryItems.withoutResponses(item).stream())
                    .forEach(item -> table.put(item, new Table.Condition.Any()));
            page = page.size() < PAGE
                    ? List.of()
                    : table.query(range.after(page.getLast().key().sort()), PAGE);
        }
    }
}

package io.penstock.distributed;

import io.penstock.delivery.Attempt;
import io.penstock.event.EventKey;
import io.penstock.subscription.SubscriptionUid;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/// Reads an event's partition: the event, its deliveries, their attempts.
final class EventReader {
    private static final int PAGE = 500;

    private final Table table;
    private final EventItems events;
    private final PlanPages plans;
    private final DeliveryItems deliveries;

    EventReader(Table table, EventItems events, PlanPages plans, DeliveryItems deliveries) {
        this.table = table;
        this.events = events;
        this.plans = plans;
        this.deliveries = deliveries;
    }

    /// How often an event was handed in again.
    ///
    /// @param all how often
    /// @param conflicts how often of these with another content
    record Duplicates(long all, long conflicts) {}

    Optional<KeptEvent> find(EventKey key) {
        return table.get(Places.event(key)).map(events::read);
    }

    Duplicates duplicates(EventKey key) {
        return table.get(Places.duplicates(key))
                .map(item -> new Duplicates(item.number("duplicates"), item.number("conflicts")))
                .orElse(new Duplicates(0, 0));
    }

    /// All deliveries of `kept`: those of its plan, in its order, and then those that a replay has made.
    List<DeliveryRecord> deliveries(KeptEvent kept) {
        var found = new TreeMap<SubscriptionUid, Item>(Comparator.comparing(SubscriptionUid::value));
        each(
                kept.key(),
                Places.DELIVERIES,
                item -> found.put(DeliveryItems.subscription(item, Places.DELIVERIES), item));
        var records = new ArrayList<DeliveryRecord>();
        for (var planned : plans.all(kept)) {
            records.add(deliveries.read(planned, found.remove(planned.subscription())));
        }
        found.forEach((subscription, item) -> records.add(deliveries.read(kept.planned(subscription), item)));
        return records;
    }

    /// The attempts that have items of their own, of all deliveries of an event.
    Map<SubscriptionUid, List<Attempt>> attempts(EventKey event) {
        var found = new HashMap<SubscriptionUid, List<Attempt>>();
        each(
                event,
                Places.ATTEMPTS,
                item -> found.computeIfAbsent(DeliveryItems.subscription(item, Places.ATTEMPTS), _ -> new ArrayList<>())
                        .addAll(DeliveryItems.readAttempts(item)));
        return found;
    }

    /// The attempts that have items of their own, of one delivery.
    List<Attempt> attempts(EventKey event, SubscriptionUid subscription) {
        var found = new ArrayList<Attempt>();
        each(event, Places.attempts(subscription), item -> found.addAll(DeliveryItems.readAttempts(item)));
        return found;
    }

    private void each(EventKey event, String prefix, Consumer<Item> action) {
        var range = Table.Range.of(Places.ofEvent(event), prefix);
        var page = table.query(range, PAGE);
        page.forEach(action);
        while (page.size() == PAGE) {
            page = table.query(range.after(page.getLast().key().sort()), PAGE);
            page.forEach(action);
        }
    }
}

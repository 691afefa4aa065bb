package io.penstock.distributed;

import io.penstock.event.EventKey;
import io.penstock.ledger.Erasure;
import io.penstock.tenant.TenantUid;
import java.time.InstantSource;

/// The step *erase* as effects in order: what is left of the event, in its place; from then on it is erased for whoever
/// looks. What is left of it in the list, and its blob; of its deliveries, what is left of each, or of a long plan the
/// messages that ask for that, page by page; of those that nobody planned and a replay made, what is left of each.
///
/// Whoever asks again does all of that again.
final class OrderedErasure implements Erasure {
    private static final int TRIES = 10;

    private final Table table;
    private final EventItems items;
    private final DeliveryItems deliveryItems;
    private final EventLists lists;
    private final OrderedPlanLedger plans;
    private final Deliveries deliveries;
    private final ErasedDeliveries erasedDeliveries;
    private final Blobs blobs;
    private final InstantSource clock;

    OrderedErasure(
            Table table,
            EventItems items,
            DeliveryItems deliveryItems,
            EventLists lists,
            OrderedPlanLedger plans,
            Deliveries deliveries,
            ErasedDeliveries erasedDeliveries,
            Blobs blobs,
            InstantSource clock) {
        this.table = table;
        this.items = items;
        this.deliveryItems = deliveryItems;
        this.lists = lists;
        this.plans = plans;
        this.deliveries = deliveries;
        this.erasedDeliveries = erasedDeliveries;
        this.blobs = blobs;
        this.clock = clock;
    }

    @Override
    public boolean erase(TenantUid tenant, EventKey event) {
        for (int i = 0; i < TRIES; i++) {
            var present = table.get(Places.event(event)).orElse(null);
            var kept = present == null ? null : items.read(present);
            if (present == null
                    || kept == null
                    || !kept.tenant().equals(tenant)
                    || !deliveryItems.isKept(kept.acceptedAt(), clock.instant())) {
                return false;
            }
            if (kept.isErased()) {
                follow(kept);
                return true;
            }
            var erased = kept.erased(clock.instant());
            var condition = new Table.Condition.Unchanged(present.number(Item.REVISION));
            if (table.put(items.write(erased, present), condition) instanceof Table.Put.Written) {
                follow(erased);
                return true;
            }
        }
        throw new IllegalStateException("%s is written by too many".formatted(event));
    }

    private void follow(KeptEvent erased) {
        lists.erase(erased);
        blobs.delete(EventItems.dataName(erased.tenant(), erased.key(), erased.acceptId()));
        switch (erased.plan()) {
            case KeptPlan.Here(var subscriptions) -> erasedDeliveries.erase(erased.planned(subscriptions));
            case KeptPlan.InPages plan -> plans.ask(PlanPages.pages(erased, plan));
        }
        erasedDeliveries.erase(erased.planned(deliveries.begunAgain(erased.key())));
    }
}

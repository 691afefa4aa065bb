package io.penstock.distributed;

import io.penstock.distributed.KeptEvent.Planned;
import io.penstock.event.EventKey;
import io.penstock.identity.Id128;
import io.penstock.ledger.PlannedEvent;
import io.penstock.subscription.SubscriptionUid;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/// Plans that are too long to be sent in one step: they stand in pages beside their event, so that whoever reads that
/// for one delivery does not read whom else it goes to.
///
/// The pages are there before the event that refers to them is, and are never changed.
final class PlanPages {
    /// Most deliveries that one step sends.
    static final int SIZE = 500;

    private static final int FORM = 1;

    private final Table table;
    private final EventItems events;
    private final RandomGenerator random;
    private final int size;

    PlanPages(Table table, EventItems events, RandomGenerator random, int size) {
        this.table = table;
        this.events = events;
        this.random = random;
        this.size = size;
    }

    /// The plan of `planned` as it is stored with its event. Pages that it refers to are there when this returns.
    KeptPlan put(PlannedEvent planned) {
        var subscriptions = planned.plan().subscriptions();
        if (subscriptions.size() <= size) {
            return new KeptPlan.Here(subscriptions);
        }
        int pages = Math.ceilDiv(subscriptions.size(), size);
        var plan = new KeptPlan.InPages(Id128.random(random), pages, subscriptions.size());
        table.putAll(IntStream.range(0, pages)
                .mapToObj(page -> write(
                        planned,
                        Places.planPage(planned.key(), plan.number(), page),
                        subscriptions.subList(page * size, Math.min(subscriptions.size(), (page + 1) * size))))
                .toList());
        return plan;
    }

    private Item write(PlannedEvent planned, Key place, List<SubscriptionUid> page) {
        return Item.at(place, FORM)
                .with(Item.TTL, events.ttl(planned.acceptedAt()))
                .with("tenant", planned.tenant().value().text())
                .with("acceptedAt", planned.acceptedAt())
                .with("plan", EventItems.planBytes(page));
    }

    /// What is known from the start of each delivery of `page`, a page of the plan of `kept`; empty if that is not kept any more.
    Optional<List<Planned>> find(KeptEvent kept, PlanPage page) {
        return table.get(Places.planPage(page.event(), page.plan(), page.page()))
                .map(item -> kept.planned(EventItems.subscriptions(item.in(FORM).bytes("plan"))));
    }

    /// What is known from the start of each delivery of `kept`, in the order of its plan.
    List<Planned> all(KeptEvent kept) {
        return switch (kept.plan()) {
            case KeptPlan.Here(var subscriptions) -> kept.planned(subscriptions);
            case KeptPlan.InPages plan -> {
                var all = new ArrayList<Planned>(plan.size());
                pages(kept, plan)
                        .forEach(page ->
                                all.addAll(find(kept, page).orElseThrow(() -> missing(kept.key(), page.page()))));
                yield all;
            }
        };
    }

    /// The messages that ask for the deliveries of `plan`.
    static List<PlanPage> pages(KeptEvent kept, KeptPlan.InPages plan) {
        return IntStream.range(0, plan.pages())
                .mapToObj(page -> new PlanPage(kept.tenant(), kept.key(), plan.number(), page))
                .toList();
    }

    private static IllegalStateException missing(EventKey event, int page) {
        return new IllegalStateException("there is no page %d of the plan of %s".formatted(page, event));
    }
}

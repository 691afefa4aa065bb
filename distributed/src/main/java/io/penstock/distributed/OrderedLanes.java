package io.penstock.distributed;

import io.penstock.delivery.DeliveryId;
import io.penstock.delivery.DeliveryState;
import io.penstock.delivery.Next;
import io.penstock.identity.Id128;
import io.penstock.ledger.Lanes;
import io.penstock.ledger.Ledger;
import io.penstock.ledger.Page;
import io.penstock.subscription.SubscriptionUid;
import io.penstock.tenant.TenantUid;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Shows the lanes that do not go on; and skips, as effects in order: a wake-up of what is to be skipped, for the case that
/// there is a crash in between; its record; what follows from that; and last that wake-up, which is of no use any more.
final class OrderedLanes implements Lanes {
    private static final int TRIES = 10;
    private static final String REASON = "skipped by hand";

    private final Deliveries deliveries;
    private final DeliveryItems items;
    private final LaneSteps steps;
    private final Blockers blockers;
    private final DueIndex dueIndex;
    private final FollowUp followUp;
    private final Ledger ledger;
    private final InstantSource clock;

    OrderedLanes(
            Deliveries deliveries,
            DeliveryItems items,
            LaneSteps steps,
            Blockers blockers,
            DueIndex dueIndex,
            FollowUp followUp,
            Ledger ledger,
            InstantSource clock) {
        this.deliveries = deliveries;
        this.items = items;
        this.steps = steps;
        this.blockers = blockers;
        this.dueIndex = dueIndex;
        this.followUp = followUp;
        this.ledger = ledger;
        this.clock = clock;
    }

    /// What is on the list and blocks no more is left out: a page may have fewer than `limit`.
    @Override
    public Page<Blocked> blocked(TenantUid tenant, SubscriptionUid subscription, @Nullable String cursor, int limit) {
        var list = Id128.derive("lanes", subscription.value().text()).text();
        var after = ListCursor.read(cursor, list);
        var page = blockers.page(subscription, after == null ? null : after.place(), limit + 1);
        var shown = page.subList(0, Math.min(limit, page.size()));
        var blocked = shown.stream()
                .filter(steps::isBlocking)
                .flatMap(blocker -> shown(tenant, blocker).stream())
                .toList();
        return new Page<>(
                blocked,
                page.size() > limit
                        ? Optional.of(new ListCursor(shown.getLast().key().sort(), 0).text(list))
                        : Optional.empty());
    }

    private Optional<Blocked> shown(TenantUid tenant, Blockers.Blocker blocker) {
        var delivery = ledger.delivery(
                tenant, DeliveryId.of(blocker.event(), blocker.lane().subscription()));
        var key =
                ledger.event(tenant, blocker.event()).map(event -> event.event().partitionKey());
        return delivery.flatMap(found -> key.map(partitionKey ->
                new Blocked(partitionKey, found, (int) Math.min(MAX_WAITING, steps.waiting(blocker.lane())))));
    }

    @Override
    public Skip skip(TenantUid tenant, DeliveryId delivery) {
        var planned = deliveries
                .planned(delivery)
                .filter(found -> found.tenant().equals(tenant) && items.isKept(found.acceptedAt(), clock.instant()))
                .orElse(null);
        if (planned == null) {
            return Skip.UNKNOWN;
        }
        for (int i = 0; i < TRIES; i++) {
            var record =
                    deliveries.find(planned.event(), planned.subscription()).orElse(null);
            if (record == null) {
                return Skip.UNKNOWN;
            }
            if (record.state().isFinal() && !(steps.isBlocking(record) && steps.isFirst(record.planned()))) {
                return Skip.HAD_ENDED;
            }
            var skipped = record.become(new Next.End(DeliveryState.SKIPPED, REASON), NO_NUMBER, clock.instant());
            var repair = dueIndex.put(skipped.message(), clock.instant());
            boolean written = deliveries.put(skipped) instanceof Table.Put.Written;
            if (written) {
                followUp.of(record, skipped);
            }
            dueIndex.remove(repair.key());
            if (written) {
                return Skip.SKIPPED;
            }
        }
        throw new IllegalStateException("delivery %s is written by too many".formatted(delivery));
    }

    /// For what is not parked.
    private static final Id128 NO_NUMBER = new Id128(0, 0);
}

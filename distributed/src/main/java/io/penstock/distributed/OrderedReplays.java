package io.penstock.distributed;

import io.penstock.delivery.DeliveryId;
import io.penstock.delivery.Replays;
import io.penstock.tenant.TenantUid;
import java.time.InstantSource;

/// The step *replay* as effects in order: a wake-up of the run to come, for the case that there is a crash in between;
/// the
/// record; its message; and last that wake-up, which is of no use any more.
///
/// Nobody hands this step in again: so what repairs it has to be there before it begins.
final class OrderedReplays implements Replays {
    private static final int TRIES = 10;

    private final Deliveries deliveries;
    private final DeliveryItems items;
    private final DueIndex dueIndex;
    private final FollowUp followUp;
    private final LaneSteps lanes;
    private final InstantSource clock;

    OrderedReplays(
            Deliveries deliveries,
            DeliveryItems items,
            DueIndex dueIndex,
            FollowUp followUp,
            LaneSteps lanes,
            InstantSource clock) {
        this.deliveries = deliveries;
        this.items = items;
        this.dueIndex = dueIndex;
        this.followUp = followUp;
        this.lanes = lanes;
        this.clock = clock;
    }

    @Override
    public boolean replay(TenantUid tenant, DeliveryId delivery) {
        var planned = deliveries
                .planned(delivery)
                .filter(found -> found.tenant().equals(tenant) && items.isKept(found.acceptedAt(), clock.instant()))
                .orElse(null);
        if (planned == null) {
            return false;
        }
        for (int i = 0; i < TRIES; i++) {
            var found = deliveries
                    .findWithEvent(planned.event(), planned.subscription())
                    .filter(each -> !each.event().isErased())
                    .orElse(null);
            if (found == null) {
                return false; // Its event was erased, or somebody is about to make it.
            }
            var record = found.record();
            var changed = lanes.begunAgain(record.replayed(clock.instant()), found.event());
            var repair = dueIndex.put(changed.message(), clock.instant());
            boolean written = deliveries.put(changed) instanceof Table.Put.Written;
            if (written) {
                followUp.of(record, changed.written());
            }
            dueIndex.remove(repair.key());
            if (written) {
                return true;
            }
        }
        throw new IllegalStateException("delivery %s is written by too many".formatted(delivery));
    }
}

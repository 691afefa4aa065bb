package io.penstock.distributed;

import io.penstock.delivery.DeliveryState;
import io.penstock.event.EventKey;
import io.penstock.replay.ReplayMode;
import io.penstock.replay.ReplayPage;
import io.penstock.replay.ReplayPages;
import io.penstock.replay.Replayed;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The step *replay*, of a page of a job, as effects in order, for each event: what the delivery's id means, if nobody
/// planned it; a wake-up of the run to come, for the case that there is a crash in between; the record, with the job's
/// number; its message; and last that wake-up, which is of no use any more.
///
/// Whoever begins a page again finds the job's number on the records and begins no other run. The wake-up sends what was
/// begun and not sent, whether or not the page is done again: its job may have been cancelled.
final class OrderedReplayPages implements ReplayPages {
    private static final int TRIES = 10;

    private final Deliveries deliveries;
    private final DeliveryItems items;
    private final DueIndex dueIndex;
    private final FollowUp followUp;
    private final LaneSteps lanes;
    private final InstantSource clock;

    OrderedReplayPages(
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
    public List<Replayed> replay(ReplayPage page) {
        return page.events().stream().map(event -> replay(page, event)).toList();
    }

    private Replayed replay(ReplayPage page, EventKey event) {
        for (int i = 0; i < TRIES; i++) {
            var found = deliveries
                    .findToReplay(page.tenant(), event, page.subscription())
                    .orElse(null);
            var now = clock.instant();
            if (found == null
                    || !now.isBefore(items.expires(found.record().planned().acceptedAt()))) {
                return Replayed.GONE;
            }
            var left = found.isThere() ? left(page, found.record()) : null;
            if (left != null) {
                return left;
            }
            if (page.dryRun() || begin(page, found)) {
                return Replayed.SENT;
            }
        }
        throw new IllegalStateException(
                "the delivery of %s for %s is written by too many".formatted(event, page.subscription()));
    }

    /// @return whether nobody else has written meanwhile
    private boolean begin(ReplayPage page, Deliveries.Replayable found) {
        var record = found.record();
        var changed = lanes.begunAgain(record.replayed(page.job(), clock.instant()), found.event());
        if (!found.isThere()) {
            deliveries.putUnplanned(changed.planned());
        } else if (record.revision() == 0) {
            deliveries.putPlanned(changed.planned());
        }
        var repair = dueIndex.put(changed.message(), clock.instant());
        boolean written = deliveries.put(changed) instanceof Table.Put.Written;
        if (written) {
            followUp.of(record, changed.written());
        }
        dueIndex.remove(repair.key());
        return written;
    }

    /// What keeps a delivery from being begun again; null if nothing does.
    private static @Nullable Replayed left(ReplayPage page, DeliveryRecord record) {
        if (record.job() == page.job()) {
            return Replayed.SENT;
        }
        if (record.job() > page.job()) {
            return Replayed.NEWER;
        }
        if (page.mode() == ReplayMode.AGAIN) {
            return null;
        }
        if (record.state() == DeliveryState.DELIVERED) {
            return Replayed.DELIVERED;
        }
        return record.isUnfinished() ? Replayed.UNFINISHED : null;
    }
}

package io.penstock.distributed;

import io.penstock.delivery.DeliveryMessage;
import io.penstock.delivery.ParkReason;
import io.penstock.distributed.DeliveryRecord.Refused;
import io.penstock.operation.OperationalEvent;
import io.penstock.subscription.ChangedMeanwhileException;
import io.penstock.subscription.Status;
import io.penstock.subscription.SubscriptionUid;
import io.penstock.subscription.Subscriptions;
import io.penstock.tenant.TenantEndedException;
import java.util.Objects;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What follows from where a delivery stands. It is done after the record is written; whoever comes upon the record with a
/// message that may have led to it does it again, since whoever wrote it may have died in between.
final class FollowUp {
    private static final Logger LOG = LoggerFactory.getLogger(FollowUp.class);

    private final WakeUps wakeUps;
    private final Lots lots;
    private final LaneSteps lanes;
    private final Subscriptions subscriptions;
    private final Function<SubscriptionUid, String> names;
    private final Announcing announcing;

    FollowUp(
            WakeUps wakeUps,
            Lots lots,
            LaneSteps lanes,
            Subscriptions subscriptions,
            Function<SubscriptionUid, String> names,
            Announcing announcing) {
        this.wakeUps = wakeUps;
        this.lots = lots;
        this.lanes = lanes;
        this.subscriptions = subscriptions;
        this.names = names;
        this.announcing = announcing;
    }

    /// What follows from `record`, once more or for the first time.
    void of(DeliveryRecord record) {
        of(record, true);
    }

    private void of(DeliveryRecord record, boolean again) {
        switch (record.state()) {
            case WAITING -> wakeUps.wake(record.message(), Objects.requireNonNull(record.due(), "due is null"));
            case PARKED -> park(record, again);
            case REFUSED -> {
                if (record.refused() != null) {
                    disable(
                            record.planned().subscription(),
                            record.refused(),
                            Objects.requireNonNull(record.reason(), "reason is null"));
                }
                announce(record);
                lanes.leave(record, again);
            }
            case EXHAUSTED, EXPIRED -> {
                announce(record);
                lanes.leave(record, again);
            }
            case DELIVERED, CANCELLED, SKIPPED -> lanes.leave(record, again);
        }
    }

    private void park(DeliveryRecord record, boolean again) {
        if (Objects.requireNonNull(record.parked(), "it is not parked").reason() == ParkReason.LANE) {
            lanes.enter(record, again);
        } else {
            lots.put(record);
        }
    }

    /// The same for whoever comes upon `record` with `message`, which may have led to it.
    void again(DeliveryRecord record, DeliveryMessage message) {
        if (record.isFollowedBy(message)) {
            of(record);
        }
    }

    /// What follows from `after`, which took the place of `before`. What `before` left in a lot is of no use any more;
    /// if it is not removed here, whoever looks at the lot sees that.
    void of(DeliveryRecord before, DeliveryRecord after) {
        of(after, false);
        if (before.parked() != null) {
            lots.remove(before.planned(), before.parked());
        }
    }

    private void announce(DeliveryRecord record) {
        var planned = record.planned();
        announcing.announce(
                planned.tenant(),
                tenant -> new OperationalEvent.DeliveryEnded(
                        tenant,
                        planned.id(),
                        planned.event(),
                        names.apply(planned.subscription()),
                        record.run(),
                        record.next(),
                        record.state(),
                        Objects.requireNonNull(record.reason(), "reason is null"),
                        Objects.requireNonNull(record.endedAt(), "endedAt is null")));
    }

    /// Whatever was changed since the attempt began stays as it is.
    private void disable(SubscriptionUid uid, Refused refused, String reason) {
        try {
            subscriptions.setStatus(uid, Status.disabled(reason, refused.at()), refused.version());
        } catch (ChangedMeanwhileException | TenantEndedException e) {
            LOG.debug("Subscription {} was changed meanwhile", uid, e);
        }
    }
}

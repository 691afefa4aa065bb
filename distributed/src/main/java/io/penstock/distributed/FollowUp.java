package io.penstock.distributed;

import java.util.Objects;

/// What follows from where a delivery stands. It is done after the record is written; whoever comes upon the record
/// with a
/// message that may have led to it does it again, since whoever wrote it may have died in between.
final class FollowUp {
    private final WakeUps wakeUps;
    private final Lots lots;

    FollowUp(WakeUps wakeUps, Lots lots) {
        this.wakeUps = wakeUps;
        this.lots = lots;
    }

    /// What follows from `record`, once more or for the first time.
    void of(DeliveryRecord record) {
        switch (record.state()) {
            case WAITING -> wakeUps.wake(record.message(), Objects.requireNonNull(record.due(), "due is null"));
            case PARKED -> lots.put(record);
            case DELIVERED, EXHAUSTED, REFUSED, EXPIRED, CANCELLED -> {}
        }
    }

    /// What follows from `after`, which took the place of `before`. What `before` left in a lot is of no use any more;
    /// if it is not removed here, whoever looks at the lot sees that.
    void of(DeliveryRecord before, DeliveryRecord after) {
        of(after);
        if (before.parked() != null) {
            lots.remove(before.planned(), before.parked());
        }
    }
}

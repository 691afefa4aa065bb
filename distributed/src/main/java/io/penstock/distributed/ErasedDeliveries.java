package io.penstock.distributed;

import io.penstock.distributed.KeptEvent.Planned;
import java.time.InstantSource;
import java.util.List;

/// What is left of the deliveries of erased events. Whoever comes upon one does this again: who erased the event may have
/// died before, and an attempt that was under way may have been recorded meanwhile, with its answer.
///
/// The record is marked first, and the attempts are looked at afterwards. Whoever records an attempt looks at the record
/// after that, be it by the condition under which he writes it: so one of the two sees the other.
final class ErasedDeliveries {
    private static final int TRIES = 10;

    private final Deliveries deliveries;
    private final LaneSteps lanes;
    private final InstantSource clock;

    ErasedDeliveries(Deliveries deliveries, LaneSteps lanes, InstantSource clock) {
        this.deliveries = deliveries;
        this.lanes = lanes;
        this.clock = clock;
    }

    /// Ends the delivery, if it has not ended, and removes what was answered.
    ///
    /// @return what is left
    DeliveryRecord erase(DeliveryRecord record) {
        var erased = mark(record);
        deliveries.eraseAttempts(
                record.planned().event(), Places.attempts(record.planned().subscription()));
        lanes.leave(erased, true);
        return erased;
    }

    /// The same of several deliveries of one event.
    void erase(List<Planned> planned) {
        if (!planned.isEmpty()) {
            var marked = deliveries.find(planned).stream().map(this::mark).toList();
            deliveries.eraseAttempts(planned.getFirst().event(), Places.ATTEMPTS);
            marked.forEach(erased -> lanes.leave(erased, true));
        }
    }

    private DeliveryRecord mark(DeliveryRecord read) {
        var record = read;
        for (int i = 0; i < TRIES; i++) {
            if (record.erased()) {
                return record;
            }
            var erased = record.asErased(clock.instant());
            switch (deliveries.put(erased)) {
                case Table.Put.Written() -> {
                    return erased;
                }
                case Table.Put.Refused refused -> record = deliveries.present(record, refused);
            }
        }
        throw new IllegalStateException(
                "delivery %s is written by too many".formatted(read.planned().id()));
    }
}

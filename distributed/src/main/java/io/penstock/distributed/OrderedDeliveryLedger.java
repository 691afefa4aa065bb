package io.penstock.distributed;

import io.penstock.delivery.Attempt;
import io.penstock.delivery.Beginning;
import io.penstock.delivery.DeliveryLedger;
import io.penstock.delivery.DeliveryMessage;
import io.penstock.delivery.DeliveryState;
import io.penstock.delivery.Next;
import io.penstock.identity.Id128;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// The step *attempt* as effects in order: the attempt, if it needs an item of its own; the record, if nobody else has
/// decided meanwhile; what follows from it. The message goes last, with whoever handed it in.
///
/// Whoever comes upon a record that is behind its message's attempt, or at it and not to be attempted now, does again
/// what
/// follows: the one who wrote it may have died before, and the message that would say so may be this very one.
///
/// Where a delivery stood when its attempt began is remembered until that ends, which spares reading it twice. What is
/// remembered decides nothing: it is written only if nobody has written since it was read.
final class OrderedDeliveryLedger implements DeliveryLedger {
    private static final int TRIES = 10;

    /// Of how many attempts under way it is remembered where their deliveries stood; of more, it is read again.
    static final int MAX_BEGUN = 1_000;

    private final Blobs blobs;
    private final Deliveries deliveries;
    private final DeliveryItems items;
    private final FollowUp followUp;
    private final ErasedDeliveries erasedDeliveries;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final Begun begun = new Begun();

    OrderedDeliveryLedger(
            Blobs blobs,
            Deliveries deliveries,
            DeliveryItems items,
            FollowUp followUp,
            ErasedDeliveries erasedDeliveries,
            InstantSource clock,
            RandomGenerator random) {
        this.blobs = blobs;
        this.deliveries = deliveries;
        this.items = items;
        this.followUp = followUp;
        this.erasedDeliveries = erasedDeliveries;
        this.clock = clock;
        this.random = random;
    }

    @Override
    public Beginning begin(DeliveryMessage message) {
        var found = deliveries
                .findWithEvent(message.event(), message.subscription())
                .filter(each -> isKept(each.record()))
                .orElse(null);
        if (found == null) {
            return new Beginning.Passed();
        }
        if (found.event().isErased()) {
            var erased = erasedDeliveries.erase(found.record());
            if (erased.isFollowedBy(message)) {
                followUp.of(erased);
            }
            return new Beginning.Passed();
        }
        var record = found.record();
        if (record.isAt(message) && record.isToBeAttempted(clock.instant())) {
            begun.put(message, record);
            return new Beginning.Begun(
                    found.event().event().event(blobs),
                    record.planned().acceptedAt(),
                    items.expires(record.planned().acceptedAt()),
                    record.reason() != null);
        }
        if (record.isFollowedBy(message)) {
            followUp.of(record);
        }
        return new Beginning.Passed();
    }

    private @Nullable DeliveryRecord kept(DeliveryMessage message) {
        return deliveries
                .find(message.event(), message.subscription())
                .filter(this::isKept)
                .orElse(null);
    }

    private boolean isKept(DeliveryRecord record) {
        return items.isKept(record.planned().acceptedAt(), clock.instant());
    }

    @Override
    public boolean finish(DeliveryMessage message, Attempt attempt, Next next) {
        if (attempt.run() != message.run() || attempt.n() != message.n()) {
            throw new IllegalArgumentException("%s is not what %s asked for".formatted(attempt, message));
        }
        return write(message, attempt, next);
    }

    @Override
    public boolean move(DeliveryMessage message, Next next) {
        return write(message, null, next);
    }

    private boolean write(DeliveryMessage message, @Nullable Attempt attempt, Next next) {
        var remembered = begun.remove(message);
        var record = remembered == null || !isKept(remembered) ? kept(message) : remembered;
        if (record == null) {
            return false;
        }
        var number = Id128.random(random);
        var unrecorded = attempt;
        for (int i = 0; i < TRIES; i++) {
            if (!mayBeWritten(record, message, next)) {
                lose(record, message, unrecorded);
                if (attempt != null) {
                    eraseIfErased(record);
                }
                return false;
            }
            var changed = record.become(next, number, clock.instant());
            if (unrecorded != null) {
                if (deliveries.hasRoom(changed, unrecorded)) {
                    changed = changed.with(unrecorded);
                } else {
                    deliveries.record(record, unrecorded);
                    unrecorded = null;
                }
            }
            switch (deliveries.put(changed)) {
                case Table.Put.Written() -> {
                    followUp.of(record, changed);
                    return true;
                }
                case Table.Put.Refused refused -> record = deliveries.present(record, refused);
            }
        }
        throw new IllegalStateException("delivery %s is written by too many".formatted(message.delivery()));
    }

    /// Only by the message of its next attempt; but that the receiver has it counts whoever comes later.
    private static boolean mayBeWritten(DeliveryRecord record, DeliveryMessage message, Next next) {
        boolean delivered = next instanceof Next.End end && end.state() == DeliveryState.DELIVERED;
        return record.isUnfinished() && (record.isAt(message) || (delivered && record.run() == message.run()));
    }

    /// Schedules nothing of its own.
    private void lose(DeliveryRecord record, DeliveryMessage message, @Nullable Attempt unrecorded) {
        if (unrecorded != null) {
            deliveries.record(record, record.erased() ? unrecorded.withoutResponse() : unrecorded);
        }
        if (record.isFollowedBy(message)) {
            followUp.of(record);
        }
    }

    /// The event may have been erased before the attempt of the loser was recorded.
    private void eraseIfErased(DeliveryRecord lost) {
        deliveries
                .find(lost.planned().event(), lost.planned().subscription())
                .filter(DeliveryRecord::erased)
                .ifPresent(erasedDeliveries::erase);
    }

    /// Where the deliveries stood whose attempts are under way, those begun last.
    private static final class Begun {
        private final SequencedMap<DeliveryMessage, DeliveryRecord> records = new LinkedHashMap<>();

        synchronized void put(DeliveryMessage message, DeliveryRecord record) {
            records.putLast(message, record);
            if (records.size() > MAX_BEGUN) {
                records.pollFirstEntry();
            }
        }

        synchronized @Nullable DeliveryRecord remove(DeliveryMessage message) {
            return records.remove(message);
        }
    }
}

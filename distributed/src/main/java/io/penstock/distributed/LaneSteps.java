package io.penstock.distributed;

import io.penstock.delivery.DeliveryMessage;
import io.penstock.delivery.DeliveryState;
import io.penstock.delivery.ParkReason;
import io.penstock.distributed.KeptEvent.Planned;
import io.penstock.event.EventKey;
import io.penstock.identity.Id128;
import io.penstock.subscription.Ordering;
import io.penstock.subscription.SubscriptionUid;
import io.penstock.subscription.Subscriptions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// The step *lane* as effects in order.
///
/// To come in where the lane is empty: the lane with it alone; its message. Where others are: its record, parked and with
/// the place that it is to have; where parked deliveries are found; the one before it in an item of its own; the lane with
/// it as the last, if nobody else has written that meanwhile; and then it is seen to that the first is sent.
///
/// To see to that: what has ended, and holds back nobody, is taken out of the lane, one by one; the record of what is the
/// first then, if it is parked for its turn; its message.
///
/// Whoever is handed the same again does the same again: what is in its lane is not put there twice, for its record says
/// where it would be. No two are sent at a time: only the first is, and it stays the first until its record has ended.
final class LaneSteps {
    private static final int TRIES = 10;

    /// Most deliveries that one step takes out of a lane.
    private static final int MAX_PASSED = 1_000;

    private final LaneItems items;
    private final Deliveries deliveries;
    private final DeliveryItems deliveryItems;
    private final DeliveryMessages messages;
    private final Lots lots;
    private final Blockers blockers;
    private final Subscriptions subscriptions;
    private final InstantSource clock;
    private final RandomGenerator random;

    LaneSteps(
            LaneItems items,
            Deliveries deliveries,
            DeliveryItems deliveryItems,
            DeliveryMessages messages,
            Lots lots,
            Blockers blockers,
            Subscriptions subscriptions,
            InstantSource clock,
            RandomGenerator random) {
        this.items = items;
        this.deliveries = deliveries;
        this.deliveryItems = deliveryItems;
        this.messages = messages;
        this.lots = lots;
        this.blockers = blockers;
        this.subscriptions = subscriptions;
        this.clock = clock;
        this.random = random;
    }

    private Ordering ordering(SubscriptionUid subscription) {
        return subscriptions.ordering(subscription).orElse(Ordering.NONE);
    }

    private static Lane.Id id(Planned planned) {
        return new Lane.Id(planned.subscription(), Objects.requireNonNull(planned.lane(), "it has no lane"));
    }

    /// Brings in a delivery that was planned, now or before.
    ///
    /// @param again what follows from its record, if it has one already
    void plan(Planned planned, Again again) {
        var id = id(planned);
        var message = new DeliveryMessage(planned.event(), planned.subscription(), 1, 1);
        var lane = items.find(id).orElse(null);
        if (lane == null) {
            var place = new Lane.Place(items.newIncarnation(), 1);
            if (items.append(id, null, place, planned.event(), planned.acceptedAt())) {
                messages.send(message, Duration.ZERO);
                return;
            }
        } else if (isFirst(lane, planned.event())) {
            messages.send(message, Duration.ZERO);
            return;
        }
        var first = DeliveryRecord.first(planned).behind(Id128.random(random));
        var behind = lane == null ? first : first.at(lane.next());
        switch (deliveries.put(behind)) {
            case Table.Put.Written() -> enter(behind.written(), false);
            case Table.Put.Refused refused -> again.follow(deliveries.present(behind, refused), message);
        }
    }

    /// What is done about a record that is there already.
    interface Again {
        void follow(DeliveryRecord record, DeliveryMessage message);
    }

    private boolean isFirst(Lane lane, EventKey event) {
        return items.first(lane).filter(event::equals).isPresent();
    }

    /// Sees to it that a delivery which is parked for its turn is in its lane, and comes to its turn.
    ///
    /// @param again whether someone may have seen to that before, and died
    void enter(DeliveryRecord behind, boolean again) {
        lots.put(behind);
        var id = id(behind.planned());
        var record = behind;
        for (int i = 0; i < TRIES; i++) {
            var lane = items.find(id).orElse(null);
            if (lane != null && holds(lane, record)) {
                // Whoever has seen that it had ended, before it began again, is not to take it out.
                if (record.run() == 1 || items.touch(lane)) {
                    advance(id, again);
                    return;
                }
                continue;
            }
            var place = lane == null ? new Lane.Place(items.newIncarnation(), 1) : lane.next();
            boolean isPlaced =
                    place.equals(record.place()) || deliveries.put(record.at(place)) instanceof Table.Put.Written;
            if (isPlaced
                    && items.append(
                            id,
                            lane,
                            place,
                            record.planned().event(),
                            record.planned().acceptedAt())) {
                advance(id, again);
                return;
            }
            var present = deliveries.find(record.planned().event(), id.subscription());
            if (present.filter(LaneSteps::isBehind).isEmpty()) {
                return; // Its turn has come, or it has ended: who wrote that sees to the rest.
            }
            record = present.get();
        }
        throw new IllegalStateException("lane %s is written by too many".formatted(id));
    }

    private boolean holds(Lane lane, DeliveryRecord record) {
        var event = record.planned().event();
        var place = record.place();
        return (place != null
                        && lane.has(place)
                        && items.at(lane, place.number()).filter(event::equals).isPresent())
                || isFirst(lane, event);
    }

    private static boolean isBehind(DeliveryRecord record) {
        return record.parked() != null && record.parked().reason() == ParkReason.LANE;
    }

    /// Sees to the lane of a delivery that has ended.
    ///
    /// @param again whether someone may have seen to that before, and died
    void leave(DeliveryRecord ended, boolean again) {
        if (ended.planned().lane() == null) {
            return;
        }
        var lane = items.find(id(ended.planned())).orElse(null);
        var place = ended.place();
        boolean isBehind = lane != null && place != null && lane.has(place) && place.number() > lane.first();
        if (lane != null && !isBehind) {
            advance(lane, again);
        }
    }

    /// Sees to it that what is the first is sent.
    ///
    /// @param again whether it is sent again, if it was to be before and has not been attempted
    void advance(Lane.Id id, boolean again) {
        items.find(id).ifPresent(lane -> advance(lane, again));
    }

    private void advance(Lane found, boolean again) {
        var lane = found;
        for (int i = 0; i < MAX_PASSED; i++) {
            var event = items.first(lane).orElse(null);
            if (event != null && isDone(lane, event, again)) {
                return;
            }
            lane = items.find(found.id()).orElse(null);
            if (lane == null) {
                return;
            }
        }
        throw new IllegalStateException("lane %s is not at its end: it is looked at again".formatted(found.id()));
    }

    /// @return whether there is nothing left to do
    private boolean isDone(Lane lane, EventKey event, boolean again) {
        var record = deliveries
                .find(event, lane.id().subscription())
                .filter(this::isKept)
                .orElse(null);
        if (record == null) {
            return isLastPassed(lane);
        }
        var planned = record.planned();
        if (record.state().isFinal()) {
            if (isBlocking(record)) {
                blockers.put(lane.id(), planned);
                return true;
            }
            return isLastPassed(lane);
        }
        if (isBehind(record)) {
            return isReleased(record);
        }
        if (again && record.isUntouched()) {
            messages.send(record.message(), Duration.ZERO);
        }
        return true;
    }

    private boolean isKept(DeliveryRecord record) {
        return deliveryItems.isKept(record.planned().acceptedAt(), clock.instant());
    }

    /// @return whether the lane is empty
    private boolean isLastPassed(Lane lane) {
        return items.pass(lane) && lane.first() == lane.last();
    }

    private boolean isReleased(DeliveryRecord behind) {
        var parked = Objects.requireNonNull(behind.parked(), "it is not parked");
        var released = behind.released(clock.instant());
        if (!(deliveries.put(released) instanceof Table.Put.Written)) {
            return false;
        }
        messages.send(released.message(), Duration.ZERO);
        lots.remove(behind.planned(), parked);
        return true;
    }

    /// Whether a delivery that has ended holds back those behind it.
    boolean isBlocking(DeliveryRecord ended) {
        boolean failed = ended.state() == DeliveryState.EXHAUSTED || ended.state() == DeliveryState.REFUSED;
        return failed
                && !ended.erased()
                && ended.planned().lane() != null
                && ordering(ended.planned().subscription()) == Ordering.BLOCK;
    }

    /// Whether a delivery is the first in its lane.
    boolean isFirst(Planned planned) {
        return items.find(id(planned))
                .filter(lane -> isFirst(lane, planned.event()))
                .isPresent();
    }

    /// How many wait in a lane.
    long waiting(Lane.Id id) {
        return items.find(id).map(lane -> lane.last() - lane.first()).orElse(0L);
    }

    /// A delivery that is to begin anew: in its lane, if it was planned in one, or its subscription has an order by now.
    ///
    /// @param begun as it would begin without an order
    DeliveryRecord begunAgain(DeliveryRecord begun, KeptEvent event) {
        var lane = begun.planned().lane() == null ? laneNow(begun.planned().subscription(), event) : null;
        var ordered = lane == null ? begun : begun.in(lane);
        return ordered.planned().lane() == null ? ordered : ordered.behind(Id128.random(random));
    }

    private @Nullable Id128 laneNow(SubscriptionUid subscription, KeptEvent event) {
        var key = Lane.key(event.event().withoutData().partitionKey());
        return key != null && ordering(subscription).isOrdered() ? key : null;
    }

    /// Looks at the lane of a delivery that waits for its turn: whoever was to see to it may have died.
    void look(DeliveryRecord behind) {
        var id = id(behind.planned());
        if (behind.run() == 1
                && items.find(id).filter(lane -> holds(lane, behind)).isPresent()) {
            advance(id, false);
        } else {
            enter(behind, false);
        }
    }

    /// Looks at what holds back others: it may do so no more.
    ///
    /// @return how many do not
    int lookAtBlockers(SubscriptionUid subscription, int limit) {
        int passed = 0;
        for (var blocker : blockers.page(subscription, null, limit)) {
            advance(blocker.lane(), true);
            if (!isBlocking(blocker)) {
                blockers.remove(blocker);
                passed++;
            }
        }
        return passed;
    }

    /// Whether what is on the list holds back others still.
    boolean isBlocking(Blockers.Blocker blocker) {
        return deliveries
                .find(blocker.event(), blocker.lane().subscription())
                .filter(record -> isBlocking(record) && isFirst(record.planned()))
                .isPresent();
    }
}

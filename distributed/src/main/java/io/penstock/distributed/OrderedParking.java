package io.penstock.distributed;

import io.penstock.delivery.DeliveryMessage;
import io.penstock.delivery.DeliveryState;
import io.penstock.delivery.Next;
import io.penstock.delivery.ParkReason;
import io.penstock.delivery.Parking;
import io.penstock.identity.Id128;
import io.penstock.subscription.SubscriptionUid;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The step *release* as effects in order: the record, if it is still parked under the number that was found in the
/// lot;
/// its message; and last the entry of that number, so that the next look repairs what a crash leaves undone.
///
/// It knows what is parked. Deliveries that wait have a message or a wake-up on its way, which brings them to whoever
/// looks at their subscription.
final class OrderedParking implements Parking {
    private static final Logger LOG = LoggerFactory.getLogger(OrderedParking.class);

    /// For what is not parked anew.
    private static final Id128 NO_NUMBER = new Id128(0, 0);

    /// How many of those that wait in lanes are looked at each time.
    private static final int LOOK = 10;

    private final Lots lots;
    private final Deliveries deliveries;
    private final DeliveryItems items;
    private final DeliveryMessages messages;
    private final FollowUp followUp;
    private final LaneSteps lanes;
    private final InstantSource clock;

    OrderedParking(
            Lots lots,
            Deliveries deliveries,
            DeliveryItems items,
            DeliveryMessages messages,
            FollowUp followUp,
            LaneSteps lanes,
            InstantSource clock) {
        this.lots = lots;
        this.deliveries = deliveries;
        this.items = items;
        this.messages = messages;
        this.followUp = followUp;
        this.lanes = lanes;
        this.clock = clock;
    }

    @Override
    public List<Unfinished> look() {
        var parked = new LinkedHashMap<SubscriptionUid, Set<ParkReason>>();
        for (var lot : lots.lots()) {
            if (lots.isInUse(lot)) {
                parked.computeIfAbsent(lot.subscription(), _ -> EnumSet.noneOf(ParkReason.class))
                        .add(lot.reason());
            }
        }
        return parked.entrySet().stream()
                .map(entry -> new Unfinished(entry.getKey(), entry.getValue()))
                .toList();
    }

    @Override
    public int release(SubscriptionUid subscription, ParkReason reason, int limit) {
        if (reason == ParkReason.LANE) {
            lookAtSomeInLanes(subscription);
            return lanes.lookAtBlockers(subscription, limit);
        }
        int released = 0;
        @Nullable Key after = null;
        while (released < limit) {
            var page = lots.page(subscription, reason, after, limit - released);
            if (page.isEmpty()) {
                return released;
            }
            released += release(subscription, page);
            after = page.getLast().key();
        }
        return released;
    }

    /// The oldest: what is left behind in the lot comes to be the oldest.
    private void lookAtSomeInLanes(SubscriptionUid subscription) {
        for (var entry : lots.page(subscription, ParkReason.LANE, null, LOOK)) {
            var record = deliveries.find(entry.event(), subscription).orElse(null);
            if (record != null && record.isParkedUnder(entry.number())) {
                lanes.look(record);
            } else if (record == null || isFollowed(record, subscription, entry)) {
                lots.removeAll(List.of(entry.key()));
            }
        }
    }

    private int release(SubscriptionUid subscription, List<Lots.Entry> page) {
        var sending = new ArrayList<Lots.Entry>();
        var sent = new ArrayList<MessageQueue.Message>();
        var gone = new ArrayList<Key>();
        for (var entry : page) {
            switch (released(subscription, entry)) {
                case Released.Now(var record) -> {
                    sending.add(entry);
                    sent.add(DeliveryMessages.of(record.message(), Duration.ZERO));
                }
                case Released.Gone() -> gone.add(entry.key());
                case Released.Later() -> {}
            }
        }
        var failed = messages.trySend(sent);
        for (int i = 0; i < sending.size(); i++) {
            if (!failed.contains(i)) {
                gone.add(sending.get(i).key());
            }
        }
        lots.removeAll(gone);
        return sending.size() - failed.size();
    }

    private sealed interface Released {
        /// Its message is to be sent.
        record Now(DeliveryRecord record) implements Released {}

        /// Someone else is at it.
        record Later() implements Released {}

        /// It does not wait here any more.
        record Gone() implements Released {}
    }

    private Released released(SubscriptionUid subscription, Lots.Entry entry) {
        var record = deliveries.find(entry.event(), subscription).orElse(null);
        if (record == null) {
            return new Released.Gone();
        }
        if (record.isParkedUnder(entry.number())) {
            var changed = record.released(clock.instant());
            return switch (deliveries.put(changed)) {
                case Table.Put.Written() -> new Released.Now(changed);
                case Table.Put.Refused _ -> new Released.Later();
            };
        }
        return isFollowed(record, subscription, entry) ? new Released.Gone() : new Released.Later();
    }

    /// Does what follows from a record that is not parked under this number any more, as a message would have it done that
    /// asked for the attempt which was parked: whoever took it from here, by a release or by an outcome, may have died
    /// before, and there is no other message.
    ///
    /// @return whether the entry may go
    private boolean isFollowed(DeliveryRecord record, SubscriptionUid subscription, Lots.Entry entry) {
        if (record.isFollowedBy(new DeliveryMessage(entry.event(), subscription, entry.run(), entry.n()))) {
            try {
                followUp.of(record);
            } catch (NotSentException e) {
                return false;
            }
        }
        return true;
    }

    @Override
    public int cancel(SubscriptionUid subscription, String reason, int limit) {
        // What is gone holds back nothing.
        lanes.lookAtBlockers(subscription, limit);
        int cancelled = 0;
        for (var parked : ParkReason.values()) {
            cancelled += end(
                    subscription,
                    parked,
                    new Next.End(DeliveryState.CANCELLED, reason),
                    limit - cancelled,
                    Instant.MAX);
        }
        return cancelled;
    }

    @Override
    public int expire(Instant now, int limit) {
        int expired = 0;
        RuntimeException failure = null;
        for (var lot : lots.lots()) {
            try {
                expired += end(
                        lot.subscription(),
                        lot.reason(),
                        new Next.End(DeliveryState.EXPIRED, "its time ran out while it was parked"),
                        limit - expired,
                        now);
            } catch (RuntimeException e) {
                LOG.error("Not all of {} that has expired can be ended", lot.subscription(), e);
                failure = e;
            }
        }
        if (failure != null) {
            throw failure;
        }
        return expired;
    }

    /// Ends what is parked and expires before `now`.
    private int end(SubscriptionUid subscription, ParkReason reason, Next.End end, int limit, Instant now) {
        int ended = 0;
        @Nullable Key after = null;
        while (ended < limit) {
            var page = lots.page(subscription, reason, after, limit - ended).stream()
                    .filter(entry -> items.expires(entry.acceptedAt()).isBefore(now))
                    .toList();
            if (page.isEmpty()) {
                return ended;
            }
            var gone = new ArrayList<Key>();
            for (var entry : page) {
                var record = deliveries.find(entry.event(), subscription).orElse(null);
                if (record != null && record.isParkedUnder(entry.number())) {
                    var changed = record.become(end, NO_NUMBER, clock.instant());
                    if (deliveries.put(changed) instanceof Table.Put.Written) {
                        followUp.of(changed);
                        gone.add(entry.key());
                        ended++;
                    }
                } else if (record == null || isFollowed(record, subscription, entry)) {
                    gone.add(entry.key());
                }
            }
            lots.removeAll(gone);
            after = page.getLast().key();
        }
        return ended;
    }
}

package io.penstock.distributed;

import static java.util.Objects.requireNonNull;

import io.penstock.event.EventKey;
import io.penstock.identity.Id128;
import io.penstock.subscription.SubscriptionUid;
import org.jspecify.annotations.Nullable;

/// A lane as it stands in its item: which numbers are in it, and what has the last of them. The others have items of
/// their own, which were there before a larger number was given.
///
/// @param id which lane
/// @param revision of its item; drawn by chance, so that a lane which ended and began again is no other's
/// @param incarnation drawn when it began: the numbers of one that ended say nothing of this one
/// @param first the number of the first in it
/// @param last the number of the last in it, not less than `first`
/// @param tail what has that
/// @param ttl until when it is kept, as [Item#TTL] has it: as long as the latest event that came in
record Lane(Id id, long revision, long incarnation, long first, long last, EventKey tail, long ttl) {
    /// What a lane is called.
    ///
    /// @param subscription whose deliveries are in it
    /// @param key what their events have in common: see [#key]
    record Id(SubscriptionUid subscription, Id128 key) {
        Id {
            requireNonNull(subscription, "subscription is null");
            requireNonNull(key, "key is null");
        }
    }

    /// A place in a lane.
    ///
    /// @param incarnation of the lane
    /// @param number in it
    record Place(long incarnation, long number) {}

    Lane {
        requireNonNull(id, "id is null");
        requireNonNull(tail, "tail is null");
        if (first > last) {
            throw new IllegalArgumentException("a lane from %d to %d".formatted(first, last));
        }
    }

    /// What stands for a partition key; null if there is none.
    static @Nullable Id128 key(@Nullable String partitionKey) {
        return partitionKey == null ? null : Id128.derive("lane", partitionKey);
    }

    /// The place that comes next.
    Place next() {
        return new Place(incarnation, last + 1);
    }

    boolean has(Place place) {
        return place.incarnation() == incarnation && place.number() >= first && place.number() <= last;
    }

    boolean isLast(long number) {
        return number == last;
    }
}

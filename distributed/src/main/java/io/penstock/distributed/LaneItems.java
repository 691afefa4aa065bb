package io.penstock.distributed;

import io.penstock.event.EventKey;
import java.time.Instant;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Lanes as items: one for each lane that is not empty, under a condition that lets one writer win, and one for each
/// delivery in it but the last.
final class LaneItems {
    private static final int FORM = 1;

    private final Table table;
    private final RandomGenerator random;
    private final EventItems events;

    LaneItems(Table table, EventItems events, RandomGenerator random) {
        this.table = table;
        this.random = random;
        this.events = events;
    }

    /// The lane, unless it is empty.
    Optional<Lane> find(Lane.Id id) {
        return table.get(Places.lane(id)).map(item -> read(id, item));
    }

    private static Lane read(Lane.Id id, Item item) {
        item.in(FORM);
        return new Lane(
                id,
                item.number(Item.REVISION),
                item.number("incarnation"),
                item.number("first"),
                item.number("last"),
                EventKey.parse(item.text("tail")),
                item.number(Item.TTL));
    }

    /// Which event has this number; empty if the lane has gone on meanwhile.
    Optional<EventKey> at(Lane lane, long number) {
        return lane.isLast(number)
                ? Optional.of(lane.tail())
                : table.get(Places.inLane(lane.id(), lane.incarnation(), number))
                        .map(item -> EventKey.parse(item.in(FORM).text("event")));
    }

    /// The first in it; empty if the lane has gone on meanwhile.
    Optional<EventKey> first(Lane lane) {
        return at(lane, lane.first());
    }

    /// The incarnation of a lane that is to begin.
    long newIncarnation() {
        return random.nextLong();
    }

    /// Puts an event at `place`, the next one of `lane`, or the first of one that begins.
    ///
    /// @param lane as it was read; null if it was empty
    /// @param acceptedAt when the event was accepted
    /// @return whether it is there; if not, somebody else has written meanwhile
    boolean append(Lane.Id id, @Nullable Lane lane, Lane.Place place, EventKey event, Instant acceptedAt) {
        long ttl = events.ttl(acceptedAt);
        if (lane != null) {
            table.put(
                    Item.at(Places.inLane(id, lane.incarnation(), lane.last()), FORM)
                            .with(Item.TTL, lane.ttl())
                            .with("event", lane.tail().text()),
                    new Table.Condition.Any());
        }
        return write(
                lane,
                new Lane(
                        id,
                        random.nextLong(),
                        place.incarnation(),
                        lane == null ? place.number() : lane.first(),
                        place.number(),
                        event,
                        lane == null ? ttl : Math.max(ttl, lane.ttl())));
    }

    private boolean write(@Nullable Lane before, Lane after) {
        var item = Item.at(Places.lane(after.id()), FORM)
                .with(Item.REVISION, after.revision())
                .with(Item.TTL, after.ttl())
                .with("incarnation", after.incarnation())
                .with("first", after.first())
                .with("last", after.last())
                .with("tail", after.tail().text());
        var condition =
                before == null ? new Table.Condition.Absent() : new Table.Condition.Unchanged(before.revision());
        // What is refused because it is there already was written: an answer was lost.
        return switch (table.put(item, condition)) {
            case Table.Put.Written() -> true;
            case Table.Put.Refused(var present) -> item.equals(present);
        };
    }

    /// Lets the others know that someone was here: what they wanted to write is refused.
    ///
    /// @return whether this did; if not, somebody else has written meanwhile
    boolean touch(Lane lane) {
        return write(
                lane,
                new Lane(
                        lane.id(),
                        random.nextLong(),
                        lane.incarnation(),
                        lane.first(),
                        lane.last(),
                        lane.tail(),
                        lane.ttl()));
    }

    /// Takes the first out.
    ///
    /// @return whether this did; if not, somebody else has written meanwhile
    boolean pass(Lane lane) {
        if (lane.first() == lane.last()) {
            return table.delete(Places.lane(lane.id()), new Table.Condition.Unchanged(lane.revision()));
        }
        var rest = new Lane(
                lane.id(),
                random.nextLong(),
                lane.incarnation(),
                lane.first() + 1,
                lane.last(),
                lane.tail(),
                lane.ttl());
        boolean passed = write(lane, rest);
        if (passed) {
            table.delete(Places.inLane(lane.id(), lane.incarnation(), lane.first()), new Table.Condition.Any());
        }
        return passed;
    }
}

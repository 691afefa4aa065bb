package io.penstock.distributed;

import io.penstock.delivery.DeliveryMessage;
import io.penstock.event.EventKey;
import io.penstock.identity.Id128;
import io.penstock.ledger.Acceptance;
import io.penstock.ledger.PlanLedger;
import io.penstock.ledger.PlannedEvent;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// The step *plan* as effects in order: the event with its plan, if it is not there; what finds it again; its
/// deliveries'
/// messages, or of a long plan those that ask for its pages. Whoever is handed the event again under the same `acceptId` does the rest again, by the plan that is
/// stored.
final class OrderedPlanLedger implements PlanLedger {
    private static final int TRIES = 10;
    private static final int FORM = 1;

    private final Table table;
    private final EventItems items;
    private final PlanPages pages;
    private final EventLists lists;
    private final TypeItems types;
    private final MessageQueue events;
    private final DeliveryMessages messages;
    private final ErasedDeliveries erasedDeliveries;
    private final LaneSteps lanes;
    private final FollowUp followUp;
    private final Blobs blobs;
    private final InstantSource clock;
    private final RandomGenerator random;

    OrderedPlanLedger(
            Table table,
            EventItems items,
            PlanPages pages,
            EventLists lists,
            TypeItems types,
            MessageQueue events,
            DeliveryMessages messages,
            ErasedDeliveries erasedDeliveries,
            LaneSteps lanes,
            FollowUp followUp,
            Blobs blobs,
            InstantSource clock,
            RandomGenerator random) {
        this.table = table;
        this.items = items;
        this.pages = pages;
        this.lists = lists;
        this.types = types;
        this.events = events;
        this.messages = messages;
        this.erasedDeliveries = erasedDeliveries;
        this.lanes = lanes;
        this.followUp = followUp;
        this.blobs = blobs;
        this.clock = clock;
        this.random = random;
    }

    @Override
    public List<Acceptance> plan(List<PlannedEvent> events) {
        return events.stream()
                .map(event -> plan(event, null, EncodedEvent.of(event.event())))
                .toList();
    }

    /// The same of one event that is encoded already.
    ///
    /// @param reason why it goes to nobody, if nobody was asked
    Acceptance plan(PlannedEvent planned, @Nullable String reason, EncodedEvent encoded) {
        var item = items.write(planned, pages.put(planned), reason, encoded);
        var kept = put(item);
        var kind = kept.kindOf(planned.acceptId(), planned.content());
        switch (kind) {
            case NEW -> follow(kept);
            case DUPLICATE, CONFLICT -> count(kept, planned, kind);
        }
        if (item.has("blob") && (kept.isErased() || kind != Acceptance.Kind.NEW)) {
            // Nobody reads it any more: what is kept is another one's, or nothing.
            blobs.delete(item.text("blob"));
        }
        return new Acceptance(planned.key(), kind);
    }

    /// What became of an event whose data is not there: it was planned before, and its data removed because it was a
    /// duplicate, or has been erased.
    ///
    /// @throws IllegalStateException if it should be there
    Acceptance planned(EventKey key, Id128 acceptId) {
        return table.get(Places.event(key))
                .map(items::read)
                .filter(kept -> kept.isErased() || !kept.acceptId().equals(acceptId))
                .map(kept -> kept.acceptId().equals(acceptId) ? Acceptance.Kind.NEW : Acceptance.Kind.DUPLICATE)
                .map(kind -> new Acceptance(key, kind))
                .orElseThrow(() -> new IllegalStateException("there is no data of %s".formatted(key)));
    }

    /// What is stored afterwards: this event with its plan, or what was there before.
    private KeptEvent put(Item written) {
        var item = written;
        Table.Condition condition = new Table.Condition.Absent();
        for (int i = 0; i < TRIES; i++) {
            switch (table.put(item, condition)) {
                case Table.Put.Written() -> {
                    return items.read(item);
                }
                case Table.Put.Refused(var present) -> {
                    if (present == null) {
                        condition = new Table.Condition.Absent();
                    } else if (!isPast(present)) {
                        return items.read(present);
                    } else {
                        long revision = present.number(Item.REVISION);
                        condition = new Table.Condition.Unchanged(revision);
                        item = item.with(Item.REVISION, revision + 1);
                    }
                }
            }
        }
        throw new IllegalStateException("%s is written by too many".formatted(item.key()));
    }

    /// The table removes late what is past.
    private boolean isPast(Item present) {
        return clock.instant().getEpochSecond() >= present.number(Item.TTL);
    }

    private void follow(KeptEvent kept) {
        lists.put(kept);
        types.put(kept);
        switch (kept.plan()) {
            case KeptPlan.Here(var subscriptions) -> send(kept.planned(subscriptions), kept.isErased());
            case KeptPlan.InPages plan -> {
                // Not by pages, which come in no order.
                send(kept.planned(kept.ordered()), kept.isErased());
                ask(PlanPages.pages(kept, plan));
            }
        }
    }

    private void send(List<KeptEvent.Planned> planned, boolean erased) {
        if (planned.isEmpty()) {
            return;
        }
        table.putAll(planned.stream().map(items::write).toList());
        if (erased) {
            return;
        }
        var unordered = planned.stream()
                .filter(each -> each.lane() == null)
                .map(each -> new DeliveryMessage(each.event(), each.subscription(), 1, 1))
                .toList();
        if (!unordered.isEmpty()) {
            messages.send(unordered);
        }
        for (var each : planned) {
            if (each.lane() != null) {
                lanes.plan(each, followUp::again);
            }
        }
    }

    /// Asks for `asked`.
    void ask(List<PlanPage> asked) {
        var failed = events.send(asked.stream()
                .map(page -> new MessageQueue.Message(
                        Envelopes.write(page), page.tenant().value().text(), Duration.ZERO))
                .toList());
        if (!failed.isEmpty()) {
            throw new NotSentException(failed.size(), asked.size());
        }
    }

    /// Sends the deliveries of a page of a plan that is stored, or removes what is to go of them if the event was erased;
    /// nothing if it is not kept any more.
    void send(PlanPage page) {
        var kept = table.get(Places.event(page.event())).map(items::read).orElse(null);
        if (kept == null) {
            return;
        }
        pages.find(kept, page).ifPresent(planned -> {
            send(planned.stream().filter(each -> each.lane() == null).toList(), kept.isErased());
            if (kept.isErased()) {
                erasedDeliveries.erase(planned);
            }
        });
    }

    /// Counts a duplicate: once, unless others came in between and it is handed in again after a failure.
    private void count(KeptEvent kept, PlannedEvent duplicate, Acceptance.Kind kind) {
        var key = Places.duplicates(kept.key());
        @Nullable Item present = table.get(key).orElse(null);
        long ttl = items.ttl(kept.acceptedAt());
        for (int i = 0; i < TRIES; i++) {
            if (present != null
                    && present.text("last").equals(duplicate.acceptId().text())) {
                return;
            }
            var counted = Item.at(key, FORM)
                    .with(Item.REVISION, random.nextLong())
                    .with("last", duplicate.acceptId().text())
                    .with("duplicates", number(present, "duplicates") + 1)
                    .with("conflicts", number(present, "conflicts") + (kind == Acceptance.Kind.CONFLICT ? 1 : 0))
                    .with(Item.TTL, ttl);
            var condition = present == null
                    ? new Table.Condition.Absent()
                    : new Table.Condition.Unchanged(present.number(Item.REVISION));
            switch (table.put(counted, condition)) {
                case Table.Put.Written() -> {
                    return;
                }
                case Table.Put.Refused(var other) -> present = other;
            }
        }
        throw new IllegalStateException("the duplicates of %s are counted by too many".formatted(kept.key()));
    }

    private static long number(@Nullable Item item, String name) {
        return item == null ? 0 : item.number(name);
    }
}

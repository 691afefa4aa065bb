package io.penstock.ledger;

import io.penstock.delivery.DeliveryState;
import io.penstock.event.Event;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An event in memory, with its deliveries in the order of its plan.
final class StoredEvent {
    final PlannedEvent planned;
    final long sequence;
    final List<StoredDelivery> deliveries;
    private final @Nullable String reason;
    private @Nullable Instant erasedAt;
    private long duplicates;
    private long conflicts;

    StoredEvent(PlannedEvent planned, long sequence, List<StoredDelivery> deliveries, @Nullable String reason) {
        this.planned = planned;
        this.sequence = sequence;
        this.deliveries = new ArrayList<>(deliveries);
        this.reason = reason;
    }

    /// What an event is that has this one's key.
    Acceptance.Kind kindOf(PlannedEvent other) {
        if (planned.acceptId().equals(other.acceptId())) {
            return Acceptance.Kind.NEW;
        }
        return erasedAt != null || planned.content().equals(other.content())
                ? Acceptance.Kind.DUPLICATE
                : Acceptance.Kind.CONFLICT;
    }

    private Event event() {
        return erasedAt == null ? planned.event() : planned.event().erased();
    }

    boolean isErased() {
        return erasedAt != null;
    }

    void erase(Instant now) {
        if (erasedAt == null) {
            erasedAt = now;
            deliveries.forEach(StoredDelivery::erase);
        }
    }

    void count(Acceptance.Kind kind) {
        switch (kind) {
            case NEW -> {}
            case DUPLICATE -> duplicates++;
            case CONFLICT -> {
                duplicates++;
                conflicts++;
            }
        }
    }

    boolean fits(EventQuery query) {
        var event = event();
        return planned.tenant().equals(query.tenant())
                && (query.type() == null || query.type().equals(event.type()))
                && (query.source() == null || query.source().equals(event.source()))
                && (query.subject() == null || query.subject().equals(event.subject()))
                && (query.state() == null || query.state() == state())
                && (query.since() == null || !planned.acceptedAt().isBefore(query.since()))
                && (query.until() == null || planned.acceptedAt().isBefore(query.until()));
    }

    EventRecord.State state() {
        if (deliveries.isEmpty()) {
            return EventRecord.State.UNMATCHED;
        }
        if (deliveries.stream().anyMatch(StoredDelivery::isUnfinished)) {
            return EventRecord.State.PENDING;
        }
        return deliveries.stream().allMatch(delivery -> delivery.state() == DeliveryState.DELIVERED)
                ? EventRecord.State.DELIVERED
                : EventRecord.State.FAILED;
    }

    EventRecord shown() {
        return new EventRecord(
                planned.key(),
                event(),
                planned.acceptedAt(),
                planned.plan().registryVersion(),
                deliveries.size(),
                state(),
                duplicates,
                conflicts,
                reason,
                erasedAt);
    }
}

package io.penstock.replay;

import static java.util.Objects.requireNonNull;

import io.penstock.delivery.Delivery;
import io.penstock.delivery.DeliveryState;
import io.penstock.event.Event;
import io.penstock.event.EventJson;
import io.penstock.event.EventKey;
import io.penstock.identity.Id128;
import io.penstock.input.InvalidInputException;
import io.penstock.ledger.DeliveryQuery;
import io.penstock.ledger.EventQuery;
import io.penstock.ledger.EventRecord;
import io.penstock.ledger.Ledger;
import io.penstock.routing.RoutingTable;
import io.penstock.subscription.Selection;
import io.penstock.subscription.SubscriptionUid;
import io.penstock.subscription.TypePattern;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Chooses the events of a job's next step.
final class Selector {
    private static final Set<DeliveryState> FAILED =
            Set.of(DeliveryState.EXHAUSTED, DeliveryState.REFUSED, DeliveryState.EXPIRED);

    /// Stands for the job's own condition beside its subscription.
    private static final SubscriptionUid CONDITION = new SubscriptionUid(Id128.derive("replay", "condition"));

    private static final long VERSION = 1;

    private final Ledger ledger;

    Selector(Ledger ledger) {
        this.ledger = requireNonNull(ledger, "ledger is null");
    }

    /// What a step has to do with.
    ///
    /// @param events whose deliveries may be begun again
    /// @param unwanted how many others were looked at
    /// @param reached when the last of all these was accepted; null if there was none, or if they are named one by one
    /// @param next the cursor of the next step; empty if this one is the last
    record Chosen(
            List<EventKey> events, int unwanted, @Nullable Instant reached, Optional<String> next) {
        Chosen {
            events = List.copyOf(events);
            requireNonNull(next, "next is null");
        }
    }

    /// What comes next of a job.
    ///
    /// @param most how many events at most
    Chosen next(ReplayJob job, Selection subscription, int most) {
        return switch (job.request().selection()) {
            case ReplaySelection.Events(var keys) -> named(keys, job.progress().cursor(), most);
            case ReplaySelection.Range range -> range(job, range, subscription, most);
            case ReplaySelection.Failed(var since) -> failed(job, since, most);
        };
    }

    private static Chosen named(List<EventKey> keys, @Nullable String cursor, int most) {
        int from = cursor == null ? 0 : Integer.parseInt(cursor);
        int to = Math.min(keys.size(), from + most);
        return new Chosen(
                keys.subList(from, to),
                0,
                null,
                to < keys.size() ? Optional.of(Integer.toString(to)) : Optional.empty());
    }

    private Chosen range(ReplayJob job, ReplaySelection.Range range, Selection subscription, int most) {
        var until = range.until() == null || range.until().isAfter(job.startedAt()) ? job.startedAt() : range.until();
        var page = ledger.events(new EventQuery(
                job.tenant(),
                onlyType(range.types()),
                range.source(),
                null,
                null,
                range.since(),
                until,
                job.progress().cursor(),
                most));
        var table = table(job, range, subscription);
        var wanted = page.items().stream()
                .filter(record -> wants(table, job, record.event()))
                .map(EventRecord::key)
                .toList();
        return new Chosen(
                wanted,
                page.items().size() - wanted.size(),
                page.items().isEmpty() ? null : page.items().getLast().acceptedAt(),
                page.next());
    }

    /// The type to list by, if it is only one: the list has an index of types.
    private static @Nullable String onlyType(List<TypePattern> types) {
        return types.size() == 1 && types.getFirst() instanceof TypePattern.Exact exact ? exact.text() : null;
    }

    /// What an event has to match: both of it.
    private static RoutingTable table(ReplayJob job, ReplaySelection.Range range, Selection subscription) {
        var table = new RoutingTable(EventJson::write);
        table.put(job.tenant(), subscription, VERSION);
        List<TypePattern> types = range.types().isEmpty() ? List.of(new TypePattern.All()) : range.types();
        table.put(job.tenant(), new Selection(CONDITION, job.id(), types, range.filter()), VERSION);
        return table;
    }

    private static boolean wants(RoutingTable table, ReplayJob job, Event event) {
        try {
            return table.route(job.tenant(), event).subscriptions().size() == 2;
        } catch (InvalidInputException e) {
            return false; // It takes too many steps to match: whoever sends such an event is refused, too.
        }
    }

    /// Those that were accepted before `since` come last in the list: they are its end.
    private Chosen failed(ReplayJob job, Instant since, int most) {
        var page = ledger.deliveries(new DeliveryQuery(
                job.tenant(),
                job.request().subscription(),
                FAILED,
                job.progress().cursor(),
                most));
        var chosen = page.items().stream()
                .filter(delivery -> !delivery.createdAt().isBefore(since))
                .toList();
        return new Chosen(
                chosen.stream().map(Delivery::event).toList(),
                0,
                chosen.isEmpty() ? null : chosen.getLast().createdAt(),
                chosen.size() < page.items().size() ? Optional.empty() : page.next());
    }
}

package io.penstock.distributed;

import static java.util.Objects.requireNonNull;

import io.penstock.event.ContentHash;
import io.penstock.event.Event;
import io.penstock.event.EventKey;
import io.penstock.input.InvalidInputException;
import io.penstock.ledger.Acceptance;
import io.penstock.ledger.PlannedEvent;
import io.penstock.routing.Plan;
import io.penstock.routing.Router;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/// Plans the events that come out of the queue: matches each, and does the step *plan*; and sends what is left of long
/// plans. The message may be deleted when it returns.
public final class Planner {
    /// What the log calls the event that a line is about.
    static final String EVENT = "event";

    private final Router router;
    private final OrderedPlanLedger ledger;
    private final Blobs blobs;
    private final InstantSource clock;

    Planner(Router router, OrderedPlanLedger ledger, Blobs blobs, InstantSource clock) {
        this.router = requireNonNull(router, "router is null");
        this.ledger = requireNonNull(ledger, "ledger is null");
        this.blobs = requireNonNull(blobs, "blobs is null");
        this.clock = requireNonNull(clock, "clock is null");
    }

    /// Plans the event of the message `body`, or sends the page of a plan that it asks for. From when the event is known,
    /// the lines of this thread's log bear it, also those of a failure: whoever calls this takes it away again.
    ///
    /// @return what became of the event; empty if the message asked for a page
    /// @throws UnknownFormException if the message is in a form of another release
    /// @throws UnreadableMessageException if it is no message of the queue of events
    public Optional<Acceptance> plan(String body) {
        return switch (Envelopes.toPlan(body)) {
            case Envelopes.ToPlan.Event(var accepted) -> Optional.of(plan(accepted));
            case Envelopes.ToPlan.Page(var page) -> {
                MDC.put(EVENT, page.event().text());
                ledger.send(page);
                yield Optional.empty();
            }
        };
    }

    private Acceptance plan(AcceptedEvent accepted) {
        var withoutData = accepted.event().withoutData();
        var key = EventKey.of(accepted.tenant(), withoutData.source(), withoutData.id());
        MDC.put(EVENT, key.text());
        var event = accepted.event().find(withoutData, blobs).orElse(null);
        if (event == null) {
            return ledger.planned(key, accepted.acceptId());
        }
        var matched = match(accepted, event);
        return ledger.plan(
                new PlannedEvent(
                        accepted.tenant(),
                        key,
                        accepted.acceptId(),
                        accepted.acceptedAt(),
                        event,
                        ContentHash.of(event),
                        matched.plan()),
                matched.reason(),
                accepted.event());
    }

    private record Matched(Plan plan, @Nullable String reason) {
        static Matched nobody(String reason) {
            return new Matched(new Plan(0, List.of()), reason);
        }
    }

    /// What nobody can plan is on record all the same, and says why: its producer was told that it is accepted.
    private Matched match(AcceptedEvent accepted, Event event) {
        // What is older than events are known for may have been planned and forgotten.
        if (!clock.instant().isBefore(accepted.acceptedAt().plus(DistributedOptions.WINDOW))) {
            return Matched.nobody("it was too old to be matched when its message came");
        }
        try {
            return new Matched(router.route(accepted.tenant(), event), null);
        } catch (InvalidInputException e) {
            return Matched.nobody("it could not be matched: " + e.detail());
        }
    }
}

package io.penstock.distributed;

import static java.util.Objects.requireNonNull;

import io.penstock.event.ContentHash;
import io.penstock.event.EventKey;
import io.penstock.ledger.Acceptance;
import io.penstock.ledger.PlannedEvent;
import io.penstock.routing.Plan;
import io.penstock.routing.Router;
import java.time.InstantSource;
import java.util.List;

/// Plans the events that come out of the queue: matches each, and does the step *plan*. The message may be deleted when
/// it
/// returns.
public final class Planner {
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

    /// Plans the event of the message `body`.
    ///
    /// @throws UnknownFormException if the message is in a form of another release
    /// @throws IllegalArgumentException if it is no event message
    /// @throws io.penstock.input.InvalidInputException if it takes too long to match, which only another filter can help
    public Acceptance plan(String body) {
        var accepted = Envelopes.event(body);
        var event = accepted.event().event(blobs);
        // What is older than events are known for may have been planned and forgotten.
        boolean tooOld = !clock.instant().isBefore(accepted.acceptedAt().plus(DistributedOptions.WINDOW));
        var plan = tooOld ? new Plan(0, List.of()) : router.route(accepted.tenant(), event);
        return ledger.plan(
                new PlannedEvent(
                        accepted.tenant(),
                        EventKey.of(accepted.tenant(), event.source(), event.id()),
                        accepted.acceptId(),
                        accepted.acceptedAt(),
                        event,
                        ContentHash.of(event),
                        plan),
                accepted.event());
    }
}

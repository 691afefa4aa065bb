package io.penstock.ledger;

import static java.util.Objects.requireNonNull;

import io.penstock.event.ContentHash;
import io.penstock.event.Event;
import io.penstock.event.EventKey;
import io.penstock.identity.Id128;
import io.penstock.input.InvalidInputException;
import io.penstock.routing.Plan;
import io.penstock.routing.Router;
import io.penstock.subscription.Subscription;
import io.penstock.tenant.TenantUid;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/// Accepts events by planning them: one step where the ledger is at hand.
public final class PlanningIntake implements Intake {
    /// Largest event: attributes and data, in bytes. It is stored in one piece, with its plan.
    public static final int MAX_EVENT_BYTES = 1_024 * 1_024;

    private final Router router;
    private final PlanLedger ledger;
    private final InstantSource clock;
    private final RandomGenerator random;

    /// @param random for `acceptId`s: safe for use by many threads
    public PlanningIntake(Router router, PlanLedger ledger, InstantSource clock, RandomGenerator random) {
        this.router = requireNonNull(router, "router is null");
        this.ledger = requireNonNull(ledger, "ledger is null");
        this.clock = requireNonNull(clock, "clock is null");
        this.random = requireNonNull(random, "random is null");
    }

    @Override
    public List<Acceptance> accept(TenantUid tenant, List<Event> events) {
        var acceptedAt = now();
        var planned = new ArrayList<PlannedEvent>(events.size());
        for (int i = 0; i < events.size(); i++) {
            try {
                var event = events.get(i);
                checkSize(event);
                planned.add(planned(tenant, event, acceptedAt, router.route(tenant, event)));
            } catch (InvalidInputException e) {
                throw events.size() == 1 ? e : e.in("[%d]".formatted(i));
            }
        }
        return ledger.plan(planned);
    }

    /// Accepts an event that goes to `subscription` only, whatever it wants: to try it out.
    ///
    /// @throws IntakeRefusedException if there is no room for it now
    public Acceptance acceptFor(Subscription subscription, Event event) {
        var plan = new Plan(subscription.version(), List.of(subscription.uid()));
        return ledger.plan(List.of(planned(subscription.tenant(), event, now(), plan)))
                .getFirst();
    }

    private static void checkSize(Event event) {
        if (event.dataBytes().length <= MAX_EVENT_BYTES - Event.MAX_ATTRIBUTES_BYTES) {
            return;
        }
        int size = event.size();
        if (size > MAX_EVENT_BYTES) {
            throw new InvalidInputException(
                    "data",
                    "an event may have %,d bytes here, attributes and data together; this one has %,d. Store the data elsewhere and send a reference"
                            .formatted(MAX_EVENT_BYTES, size));
        }
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    private PlannedEvent planned(TenantUid tenant, Event event, Instant acceptedAt, Plan plan) {
        return new PlannedEvent(
                tenant,
                EventKey.of(tenant, event.source(), event.id()),
                Id128.random(random),
                acceptedAt,
                event,
                ContentHash.of(event),
                plan);
    }
}

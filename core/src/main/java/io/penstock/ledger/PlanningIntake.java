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
                planned.add(planned(tenant, events.get(i), acceptedAt, router.route(tenant, events.get(i))));
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

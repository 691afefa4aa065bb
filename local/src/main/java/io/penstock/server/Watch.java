package io.penstock.server;

import static java.util.Objects.requireNonNull;

import io.penstock.embedded.Outbox;
import io.penstock.event.Event;
import io.penstock.input.InvalidInputException;
import io.penstock.ledger.Intake;
import io.penstock.ledger.IntakeRefusedException;
import io.penstock.tenant.Tenant;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Accepts what Penstock says about itself as events of the tenant `penstock`, so that it is delivered like any other.
final class Watch implements BooleanSupplier {
    private static final Logger LOG = LoggerFactory.getLogger(Watch.class);

    private final Outbox outbox;
    private final Supplier<Tenant> tenant;
    private final Intake intake;

    /// @param tenant whose events they become
    Watch(Outbox outbox, Supplier<Tenant> tenant, Intake intake) {
        this.outbox = requireNonNull(outbox, "outbox is null");
        this.tenant = requireNonNull(tenant, "tenant is null");
        this.intake = requireNonNull(intake, "intake is null");
    }

    /// @return whether there may be more
    @Override
    public boolean getAsBoolean() {
        try {
            return outbox.drain(this::accept);
        } catch (IntakeRefusedException e) {
            LOG.warn("Operational events are not accepted for now: {}", e.getMessage());
            return false;
        }
    }

    private void accept(List<Event> events) {
        var uid = tenant.get().uid();
        try {
            intake.accept(uid, events);
        } catch (InvalidInputException e) {
            LOG.debug("One of {} operational events cannot be accepted", events.size(), e);
            events.forEach(event -> accept(event));
        }
    }

    /// One that cannot be matched, whatever its tenant's filters are, holds up no other.
    private void accept(Event event) {
        try {
            intake.accept(tenant.get().uid(), List.of(event));
        } catch (InvalidInputException e) {
            LOG.error("The operational event {} {} is not accepted", event.type(), event.subject(), e);
        }
    }
}

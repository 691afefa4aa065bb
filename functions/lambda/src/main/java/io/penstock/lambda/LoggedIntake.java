package io.penstock.lambda;

import static java.util.Objects.requireNonNull;

import io.penstock.event.Event;
import io.penstock.ledger.Acceptance;
import io.penstock.ledger.Intake;
import io.penstock.tenant.TenantUid;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/// Writes a line of the log for each event that is accepted: its way begins there.
public final class LoggedIntake implements Intake {
    private static final Logger LOG = LoggerFactory.getLogger(LoggedIntake.class);

    private final Intake intake;

    /// @param intake what takes the events
    public LoggedIntake(Intake intake) {
        this.intake = requireNonNull(intake, "intake is null");
    }

    @Override
    public List<Acceptance> accept(TenantUid tenant, List<Event> events) {
        var accepted = intake.accept(tenant, events);
        for (var each : accepted) {
            try (var _ = MDC.putCloseable("event", each.event().text())) {
                LOG.info("accepted");
            }
        }
        return accepted;
    }
}

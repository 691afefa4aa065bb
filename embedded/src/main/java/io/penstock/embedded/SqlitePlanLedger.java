package io.penstock.embedded;

import io.penstock.ledger.Acceptance;
import io.penstock.ledger.IntakeRefusedException;
import io.penstock.ledger.PlanLedger;
import io.penstock.ledger.PlannedEvent;
import java.time.Duration;
import java.util.List;

/// Accepts events by storing them with their deliveries, in one transaction.
final class SqlitePlanLedger implements PlanLedger {
    private static final Duration RETRY_BACKLOG = Duration.ofMinutes(1);

    private final Writer writer;
    private final Names names;
    private final PlanContext context;

    SqlitePlanLedger(Writer writer, Names names, PlanContext context) {
        this.writer = writer;
        this.names = names;
        this.context = context;
    }

    @Override
    public List<Acceptance> plan(List<PlannedEvent> events) {
        if (events.isEmpty()) {
            return List.of();
        }
        var rows = events.stream().map(event -> PlanRow.of(event, names)).toList();
        rows.forEach(this::checkRoom);
        int bytes = rows.stream().mapToInt(PlanRow::bytes).sum();
        return writer.intake(bytes, new PlanOperation(rows, context)).stream()
                .map(PlanOperation.Stored::acceptance)
                .toList();
    }

    private void checkRoom(PlanRow row) {
        long most = context.options().maxBacklogPerTenant();
        if (!row.targets().isEmpty() && context.backlog().ofTenant(row.tenant()) >= most) {
            throw new IntakeRefusedException(
                    IntakeRefusedException.Cause.BACKLOG,
                    "%,d deliveries of this tenant are unfinished, which is the limit; nothing was stored. Look at its subscriptions, and at those that fail"
                            .formatted(most),
                    RETRY_BACKLOG);
        }
    }
}

package io.penstock.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.e2e.Calls.Call;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/// What the sweep of a minute sends: what comes due so late that no queue can hold it back, and what was parked and may go.
@Isolated("it comes after the others: what it looks at began with them")
@Order(Integer.MAX_VALUE - 1)
class SweepIT {
    /// An entry is never in a minute that begins less than two from now; then there is the rule's minute, and polls.
    private static final Duration PATIENCE = Duration.ofMinutes(6);

    @Test
    void whatIsDueLaterThanAQueueCanHoldItBackComesByTheSweep() throws Exception {
        var later = Later.begun();

        var record = later.customer().awaitState(later.farAhead(), "delivered", PATIENCE);

        var attempts = later.customer().delivery(record).get("attempts");
        assertThat(attempts).hasSize(2);
        var pause = Duration.between(
                Instant.parse(attempts.get(0).get("startedAt").asText()),
                Instant.parse(attempts.get(1).get("startedAt").asText()));
        assertThat(pause).isGreaterThanOrEqualTo(Duration.parse(Later.PAUSE));
        assertThat(Logs.of(Stack.shared(), "Sweep")).anyMatch(line -> line.contains(" wake-ups sent"));
    }

    @Test
    void whatWasParkedIsSentOnceItsSubscriptionIsResumed() throws Exception {
        var later = Later.begun();

        later.customer().awaitState(later.parked(), "delivered", PATIENCE);

        assertThat(later.customer().receiver().at("/parked")).hasSize(1);
    }

    /// What is gone cannot be asked for: the sweep's last call is that which removes the mark, behind the snapshot and the keys.
    @Test
    void whatATenantLeavesThatHasEndedIsRemoved() throws Exception {
        var stack = Stack.shared();
        try (var customer = Customer.fresh()) {
            customer.subscribe("/ended", "order.placed", "");
            int before = Calls.count(stack);

            stack.operator()
                    .call("DELETE", "/v1/tenants/" + customer.tenant(), "application/json", "")
                    .is(204);

            var removed = Eventually.see(
                    "what %s left is removed".formatted(customer.tenant()),
                    PATIENCE,
                    () -> Calls.since(stack, before).stream()
                            .filter(SweepIT::isRemoval)
                            .toList(),
                    calls -> calls.stream()
                                    .filter(call -> call.operation().equals("DeleteItem"))
                                    .count()
                            >= 3);
            assertThat(removed).extracting(Call::operation).contains("BatchWriteItem");
            assertThat(removed).allMatch(call -> call.status() == 200);
        }
    }

    private static boolean isRemoval(Call call) {
        return call.function().equals("Sweep")
                && call.named("TableName").stream().anyMatch(table -> table.contains("Registry"))
                && Set.of("DeleteItem", "BatchWriteItem").contains(call.operation());
    }
}

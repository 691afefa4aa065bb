package io.penstock.operation;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.delivery.Attempt;
import io.penstock.delivery.DeliveryMessage;
import io.penstock.delivery.Outcome;
import io.penstock.event.EventKey;
import io.penstock.identity.Id128;
import io.penstock.operation.OperationalEvent.AttemptFailed;
import io.penstock.subscription.TestSubscriptions;
import io.penstock.tenant.Tenant;
import io.penstock.tenant.TestTenants;
import io.penstock.testing.TestClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FailedAttemptsTest {
    private final Tenant acme = TestTenants.of("acme");
    private final Tenant penstock = TestTenants.of(Tenant.RESERVED_ID);
    private final List<OperationalEvent> announced = new ArrayList<>();
    private final FailedAttempts failedAttempts =
            new FailedAttempts(announced::addAll, uid -> uid.equals(acme.uid()) ? "acme" : Tenant.RESERVED_ID);

    private DeliveryMessage made(Tenant tenant, Outcome outcome, @Nullable Integer status) {
        var subscription = TestSubscriptions.of(tenant.uid(), "orders");
        var message = new DeliveryMessage(new EventKey(new Id128(1, 2)), subscription.uid(), 1, 3);
        failedAttempts.made(
                subscription,
                message,
                new Attempt(1, 3, TestClock.START, Duration.ofMillis(3), outcome, status, new byte[] {1}));
        return message;
    }

    @Test
    void anAttemptThatFailedIsAnnouncedWithoutItsAnswer() {
        var message = made(acme, new Outcome.Failed("the receiver answered 500", Optional.empty()), 500);
        made(acme, new Outcome.Refused("the receiver answered 410"), 410);

        assertThat(announced).hasSize(2);
        assertThat(announced.getFirst())
                .isEqualTo(new AttemptFailed(
                        "acme",
                        message.delivery(),
                        message.event(),
                        "orders",
                        1,
                        3,
                        500,
                        "the receiver answered 500",
                        TestClock.START));
    }

    @Test
    void oneThatSucceededIsNot() {
        made(acme, new Outcome.Delivered(), 204);

        assertThat(announced).isEmpty();
    }

    @Test
    void noneOfTheReservedTenantIs() {
        made(penstock, new Outcome.Failed("the receiver answered 500", Optional.empty()), 500);

        assertThat(announced).isEmpty();
    }
}

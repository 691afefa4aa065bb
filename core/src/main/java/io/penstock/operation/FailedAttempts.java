package io.penstock.operation;

import static java.util.Objects.requireNonNull;

import io.penstock.delivery.Attempt;
import io.penstock.delivery.AttemptListener;
import io.penstock.delivery.DeliveryMessage;
import io.penstock.subscription.Subscription;
import io.penstock.tenant.Tenant;
import io.penstock.tenant.TenantUid;
import java.util.List;
import java.util.function.Function;

/// Announces each attempt that failed, where someone has chosen so; but none of the reserved tenant, whose attempts deliver
/// what is announced.
///
/// An attempt is announced when it is on record. Whoever dies in between announces nothing of it: what becomes of its
/// delivery is said in any case.
public final class FailedAttempts implements AttemptListener {
    private final Announcer announcer;
    private final Function<TenantUid, String> tenants;

    /// @param tenants what a tenant is called
    public FailedAttempts(Announcer announcer, Function<TenantUid, String> tenants) {
        this.announcer = requireNonNull(announcer, "announcer is null");
        this.tenants = requireNonNull(tenants, "tenants is null");
    }

    /// Nothing is said if it did not fail.
    @Override
    public void made(Subscription subscription, DeliveryMessage message, Attempt attempt) {
        var reason = attempt.reason().orElse(null);
        if (reason == null) {
            return;
        }
        var tenant = tenants.apply(subscription.tenant());
        if (!tenant.equals(Tenant.RESERVED_ID)) {
            announcer.announce(List.of(new OperationalEvent.AttemptFailed(
                    tenant,
                    message.delivery(),
                    message.event(),
                    subscription.id(),
                    attempt.run(),
                    attempt.n(),
                    attempt.status(),
                    reason,
                    attempt.startedAt())));
        }
    }
}

package io.penstock.distributed;

import static java.util.Objects.requireNonNull;

import io.penstock.operation.Announcer;
import io.penstock.operation.OperationalEvent;
import io.penstock.tenant.Tenant;
import io.penstock.tenant.TenantUid;
import java.util.List;
import java.util.function.Function;

/// To whom the steps announce what they bring about, and in whose name.
///
/// @param announcer told of everything but what concerns the reserved tenant: else to deliver what is announced would be
///     announced
/// @param tenants what a tenant is called, or was
public record Announcing(Announcer announcer, Function<TenantUid, String> tenants) {
    /// Nobody is told.
    public static final Announcing TO_NOBODY = new Announcing(Announcer.NONE, _ -> Tenant.RESERVED_ID);

    public Announcing {
        requireNonNull(announcer, "announcer is null");
        requireNonNull(tenants, "tenants is null");
    }

    /// Announces what is made with the name of `tenant`.
    void announce(TenantUid tenant, Function<String, OperationalEvent> event) {
        var name = tenants.apply(tenant);
        if (!name.equals(Tenant.RESERVED_ID)) {
            announcer.announce(List.of(event.apply(name)));
        }
    }
}

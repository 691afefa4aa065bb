package io.penstock.tenant;

import static java.util.Objects.requireNonNull;

import io.penstock.identity.Id128;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/// The tenant `penstock`, [Tenant#RESERVED_ID], whose events are what Penstock says about itself. It is there whenever it
/// is asked for: whoever does so first makes it. Safe for use by many threads.
public final class ReservedTenant implements Supplier<Tenant> {
    private static final String NAME = "Penstock";

    private final Tenants tenants;
    private final InstantSource clock;
    private final RandomGenerator random;

    /// @param random for its uid: a `SecureRandom`, unless in a test
    public ReservedTenant(Tenants tenants, InstantSource clock, RandomGenerator random) {
        this.tenants = requireNonNull(tenants, "tenants is null");
        this.clock = requireNonNull(clock, "clock is null");
        this.random = requireNonNull(random, "random is null");
    }

    @Override
    public Tenant get() {
        while (true) {
            var present = tenants.find(Tenant.RESERVED_ID);
            if (present.isPresent()) {
                return present.get();
            }
            var made = new Tenant(
                    new TenantUid(Id128.random(random)),
                    Tenant.RESERVED_ID,
                    NAME,
                    clock.instant().truncatedTo(ChronoUnit.MILLIS));
            if (tenants.put(made)) {
                return made;
            }
        }
    }
}

package io.penstock.tenant;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.subscription.InMemoryRegistry;
import io.penstock.testing.TestClock;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ReservedTenantTest {
    private final Tenants tenants = new InMemoryRegistry().tenants();

    private ReservedTenant reserved(Tenants in) {
        return new ReservedTenant(in, new TestClock(), new Random(1));
    }

    @Test
    void itIsMadeWhenItIsAskedForFirstAndStaysTheSame() {
        var made = reserved(tenants).get();

        assertThat(made.id()).isEqualTo("penstock");
        assertThat(tenants.find("penstock")).hasValue(made);
        assertThat(reserved(tenants).get()).isEqualTo(made);
    }

    @Test
    void whoIsSlowerThanAnotherTakesTheOthers() {
        var other = TestTenants.of(Tenant.RESERVED_ID);
        var quicker = new Tenants() {
            @Override
            public Optional<Tenant> find(String id) {
                var found = tenants.find(id);
                tenants.put(other);
                return found;
            }

            @Override
            public Optional<Tenant> find(TenantUid uid) {
                return tenants.find(uid);
            }

            @Override
            public List<Tenant> list(String after, int limit) {
                return tenants.list(after, limit);
            }

            @Override
            public boolean put(Tenant tenant) {
                return tenants.put(tenant);
            }

            @Override
            public boolean delete(TenantUid uid) {
                return tenants.delete(uid);
            }
        };

        assertThat(reserved(quicker).get()).isEqualTo(other);
    }
}

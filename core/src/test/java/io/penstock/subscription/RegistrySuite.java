package io.penstock.subscription;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.tenant.Tenant;
import io.penstock.tenant.TestTenants;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/// What the contract suites of the registry have in common: a fresh registry for each test.
public abstract class RegistrySuite {
    /// More than any test puts.
    protected static final int ALL = 1_000;

    /// Limits that a test reaches soon: a few small subscriptions, one with all the headers that it may have, and all
    /// together not two of these.
    protected static final SubscriptionLimits LIMITS = new SubscriptionLimits(20, 150_000, 180_000);

    protected RegistryUnderTest under;

    /// A fresh, empty registry with [#LIMITS].
    protected abstract RegistryUnderTest open() throws Exception;

    @BeforeEach
    final void openRegistry() throws Exception {
        under = open();
        assertThat(under.limits()).isEqualTo(LIMITS);
    }

    @AfterEach
    final void closeRegistry() throws Exception {
        under.close();
    }

    /// Makes a tenant.
    protected final Tenant tenant(String id) {
        var made = TestTenants.of(id);
        assertThat(under.tenants().put(made)).isTrue();
        return made;
    }
}

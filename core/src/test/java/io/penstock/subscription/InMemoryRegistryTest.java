package io.penstock.subscription;

import io.penstock.access.KeysContract;
import io.penstock.tenant.TenantsContract;
import org.junit.jupiter.api.Nested;

/// The registry in memory keeps the promises of all the ports that it stands in for.
class InMemoryRegistryTest {
    @Nested
    class TenantsOfIt extends TenantsContract {
        @Override
        protected RegistryUnderTest open() {
            return new InMemoryRegistry(LIMITS);
        }
    }

    @Nested
    class KeysOfIt extends KeysContract {
        @Override
        protected RegistryUnderTest open() {
            return new InMemoryRegistry(LIMITS);
        }
    }

    @Nested
    class SubscriptionsOfIt extends SubscriptionsContract {
        @Override
        protected RegistryUnderTest open() {
            return new InMemoryRegistry(LIMITS);
        }
    }
}

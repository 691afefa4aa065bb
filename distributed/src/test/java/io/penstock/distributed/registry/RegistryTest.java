package io.penstock.distributed.registry;

import io.penstock.access.KeysContract;
import io.penstock.distributed.memory.InMemoryTable;
import io.penstock.operation.AnnouncedRegistryContract;
import io.penstock.subscription.RegistryUnderTest;
import io.penstock.subscription.SubscriptionsContract;
import io.penstock.tenant.TenantsContract;
import org.junit.jupiter.api.Nested;

/// The registry keeps the promises of the ports that it is adapters of.
class RegistryTest {
    @Nested
    class TenantsInTheTable extends TenantsContract {
        @Override
        protected RegistryUnderTest open() {
            return new OrderedRegistryUnderTest(new InMemoryTable(), LIMITS);
        }
    }

    @Nested
    class KeysInTheTable extends KeysContract {
        @Override
        protected RegistryUnderTest open() {
            return new OrderedRegistryUnderTest(new InMemoryTable(), LIMITS);
        }
    }

    @Nested
    class SubscriptionsInTheTable extends SubscriptionsContract {
        @Override
        protected RegistryUnderTest open() {
            return new OrderedRegistryUnderTest(new InMemoryTable(), LIMITS);
        }
    }

    @Nested
    class WhatIsAnnounced extends AnnouncedRegistryContract {
        @Override
        protected RegistryUnderTest open() {
            return new OrderedRegistryUnderTest(new InMemoryTable(), LIMITS);
        }
    }
}

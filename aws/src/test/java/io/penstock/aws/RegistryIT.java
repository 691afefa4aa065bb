package io.penstock.aws;

import io.penstock.access.KeysContract;
import io.penstock.distributed.Table;
import io.penstock.distributed.registry.OrderedRegistryUnderTest;
import io.penstock.subscription.RegistryUnderTest;
import io.penstock.subscription.SubscriptionLimits;
import io.penstock.subscription.SubscriptionsContract;
import io.penstock.tenant.TenantsContract;
import org.junit.jupiter.api.Nested;

/// The registry over a table of DynamoDB.
class RegistryIT {
    private static RegistryUnderTest registry(SubscriptionLimits limits) {
        Table table = new DynamoTable(OnLocalStack.clients().dynamoDb(), OnLocalStack.table(), OnLocalStack.retries());
        return new OrderedRegistryUnderTest(table, limits);
    }

    @Nested
    class TenantsInDynamoDb extends TenantsContract {
        @Override
        protected RegistryUnderTest open() {
            return registry(LIMITS);
        }
    }

    @Nested
    class KeysInDynamoDb extends KeysContract {
        @Override
        protected RegistryUnderTest open() {
            return registry(LIMITS);
        }
    }

    @Nested
    class SubscriptionsInDynamoDb extends SubscriptionsContract {
        @Override
        protected RegistryUnderTest open() {
            return registry(LIMITS);
        }
    }
}

package io.penstock.embedded;

import io.penstock.access.KeysContract;
import io.penstock.delivery.DeliveryLedgerContract;
import io.penstock.delivery.LanesContract;
import io.penstock.delivery.ParkingContract;
import io.penstock.delivery.ReplaysContract;
import io.penstock.ledger.ErasureContract;
import io.penstock.ledger.EventTypesContract;
import io.penstock.ledger.LedgerContract;
import io.penstock.ledger.LedgerPagesContract;
import io.penstock.ledger.LedgerUnderTest;
import io.penstock.ledger.PlanLedgerContract;
import io.penstock.operation.AnnouncedDeliveriesContract;
import io.penstock.operation.AnnouncedRegistryContract;
import io.penstock.replay.ReplayJobsContract;
import io.penstock.replay.ReplayPagesContract;
import io.penstock.replay.ReplayRunnerContract;
import io.penstock.subscription.RegistryUnderTest;
import io.penstock.subscription.SubscriptionsContract;
import io.penstock.tenant.TenantsContract;
import java.nio.file.Path;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/// SQLite keeps the promises of all the ports that it is an adapter of.
class SqliteTest {
    @TempDir
    Path directory;

    @Nested
    class Plans extends PlanLedgerContract {
        @Override
        protected LedgerUnderTest open() {
            return new SqliteUnderTest(directory);
        }
    }

    @Nested
    class Deliveries extends DeliveryLedgerContract {
        @Override
        protected LedgerUnderTest open() {
            return new SqliteUnderTest(directory);
        }
    }

    @Nested
    class Parked extends ParkingContract {
        @Override
        protected LedgerUnderTest open() {
            return new SqliteUnderTest(directory);
        }
    }

    @Nested
    class InLanes extends LanesContract {
        @Override
        protected LedgerUnderTest open() {
            return new SqliteUnderTest(directory);
        }
    }

    @Nested
    class Replayed extends ReplaysContract {
        @Override
        protected LedgerUnderTest open() {
            return new SqliteUnderTest(directory);
        }
    }

    @Nested
    class Erased extends ErasureContract {
        @Override
        protected LedgerUnderTest open() {
            return new SqliteUnderTest(directory);
        }
    }

    @Nested
    class ReplayPages extends ReplayPagesContract {
        @Override
        protected LedgerUnderTest open() {
            return new SqliteUnderTest(directory);
        }
    }

    @Nested
    class ReplayJobs extends ReplayJobsContract {
        @Override
        protected LedgerUnderTest open() {
            return new SqliteUnderTest(directory);
        }
    }

    @Nested
    class ReplayByJobs extends ReplayRunnerContract {
        @Override
        protected LedgerUnderTest open() {
            return new SqliteUnderTest(directory);
        }
    }

    @Nested
    class Reads extends LedgerContract {
        @Override
        protected LedgerUnderTest open() {
            return new SqliteUnderTest(directory);
        }
    }

    @Nested
    class Pages extends LedgerPagesContract {
        @Override
        protected LedgerUnderTest open() {
            return new SqliteUnderTest(directory);
        }
    }

    @Nested
    class Types extends EventTypesContract {
        @Override
        protected LedgerUnderTest open() {
            return new SqliteUnderTest(directory);
        }
    }

    @Nested
    class TenantsOfIt extends TenantsContract {
        @Override
        protected RegistryUnderTest open() {
            return new SqliteUnderTest(directory, LIMITS);
        }
    }

    @Nested
    class KeysOfIt extends KeysContract {
        @Override
        protected RegistryUnderTest open() {
            return new SqliteUnderTest(directory, LIMITS);
        }
    }

    @Nested
    class SubscriptionsOfIt extends SubscriptionsContract {
        @Override
        protected RegistryUnderTest open() {
            return new SqliteUnderTest(directory, LIMITS);
        }
    }

    @Nested
    class AnnouncedOfTheRegistry extends AnnouncedRegistryContract {
        @Override
        protected RegistryUnderTest open() {
            return new SqliteUnderTest(directory, LIMITS);
        }
    }

    @Nested
    class AnnouncedOfDeliveries extends AnnouncedDeliveriesContract {
        @Override
        protected LedgerUnderTest open() {
            return new SqliteUnderTest(directory);
        }
    }
}

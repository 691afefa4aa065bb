package io.penstock.ledger;

import io.penstock.delivery.DeliveryLedgerContract;
import io.penstock.delivery.LanesContract;
import io.penstock.delivery.ParkingContract;
import io.penstock.delivery.ReplaysContract;
import io.penstock.replay.ReplayJobsContract;
import io.penstock.replay.ReplayPagesContract;
import io.penstock.replay.ReplayRunnerContract;
import org.junit.jupiter.api.Nested;

/// The ledger in memory keeps the promises of all the ports that it stands in for.
class InMemoryLedgerTest {
    @Nested
    class Plans extends PlanLedgerContract {
        @Override
        protected LedgerUnderTest open() {
            return new InMemoryLedgerUnderTest();
        }
    }

    @Nested
    class Deliveries extends DeliveryLedgerContract {
        @Override
        protected LedgerUnderTest open() {
            return new InMemoryLedgerUnderTest();
        }
    }

    @Nested
    class Parked extends ParkingContract {
        @Override
        protected LedgerUnderTest open() {
            return new InMemoryLedgerUnderTest();
        }
    }

    @Nested
    class Replayed extends ReplaysContract {
        @Override
        protected LedgerUnderTest open() {
            return new InMemoryLedgerUnderTest();
        }
    }

    @Nested
    class InLanes extends LanesContract {
        @Override
        protected LedgerUnderTest open() {
            return new InMemoryLedgerUnderTest();
        }
    }

    @Nested
    class Erased extends ErasureContract {
        @Override
        protected LedgerUnderTest open() {
            return new InMemoryLedgerUnderTest();
        }
    }

    @Nested
    class ReplayPages extends ReplayPagesContract {
        @Override
        protected LedgerUnderTest open() {
            return new InMemoryLedgerUnderTest();
        }
    }

    @Nested
    class ReplayJobs extends ReplayJobsContract {
        @Override
        protected LedgerUnderTest open() {
            return new InMemoryLedgerUnderTest();
        }
    }

    @Nested
    class ReplayByJobs extends ReplayRunnerContract {
        @Override
        protected LedgerUnderTest open() {
            return new InMemoryLedgerUnderTest();
        }
    }

    @Nested
    class Reads extends LedgerContract {
        @Override
        protected LedgerUnderTest open() {
            return new InMemoryLedgerUnderTest();
        }
    }

    @Nested
    class Pages extends LedgerPagesContract {
        @Override
        protected LedgerUnderTest open() {
            return new InMemoryLedgerUnderTest();
        }
    }

    @Nested
    class Types extends EventTypesContract {
        @Override
        protected LedgerUnderTest open() {
            return new InMemoryLedgerUnderTest();
        }
    }
}

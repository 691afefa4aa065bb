package io.penstock.distributed;

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
import io.penstock.replay.ReplayJobsContract;
import io.penstock.replay.ReplayPagesContract;
import io.penstock.replay.ReplayRunnerContract;
import org.junit.jupiter.api.Nested;

/// The steps keep the promises of all the ports that they are adapters of.
class StepsTest {
    @Nested
    class Plans extends PlanLedgerContract {
        @Override
        protected LedgerUnderTest open() {
            return new StepsUnderTest();
        }
    }

    @Nested
    class Attempts extends DeliveryLedgerContract {
        @Override
        protected LedgerUnderTest open() {
            return new StepsUnderTest();
        }
    }

    @Nested
    class Parked extends ParkingContract {
        @Override
        protected LedgerUnderTest open() {
            return new StepsUnderTest();
        }
    }

    @Nested
    class InLanes extends LanesContract {
        @Override
        protected LedgerUnderTest open() {
            return new StepsUnderTest();
        }
    }

    @Nested
    class Replayed extends ReplaysContract {
        @Override
        protected LedgerUnderTest open() {
            return new StepsUnderTest();
        }
    }

    @Nested
    class Erased extends ErasureContract {
        @Override
        protected LedgerUnderTest open() {
            return new StepsUnderTest();
        }
    }

    @Nested
    class ReplayPages extends ReplayPagesContract {
        @Override
        protected LedgerUnderTest open() {
            return new StepsUnderTest();
        }
    }

    @Nested
    class ReplayJobs extends ReplayJobsContract {
        @Override
        protected LedgerUnderTest open() {
            return new StepsUnderTest();
        }
    }

    @Nested
    class ReplayRuns extends ReplayRunnerContract {
        @Override
        protected LedgerUnderTest open() {
            return new StepsUnderTest();
        }
    }

    @Nested
    class Reads extends LedgerContract {
        @Override
        protected LedgerUnderTest open() {
            return new StepsUnderTest();
        }
    }

    @Nested
    class Pages extends LedgerPagesContract {
        @Override
        protected LedgerUnderTest open() {
            return new StepsUnderTest();
        }
    }

    @Nested
    class Types extends EventTypesContract {
        @Override
        protected LedgerUnderTest open() {
            return new StepsUnderTest();
        }
    }

    @Nested
    class Announced extends AnnouncedDeliveriesContract {
        @Override
        protected LedgerUnderTest open() {
            return new StepsUnderTest();
        }
    }
}

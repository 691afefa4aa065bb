package io.penstock.aws;

import io.penstock.delivery.DeliveryLedgerContract;
import io.penstock.delivery.LanesContract;
import io.penstock.delivery.ParkingContract;
import io.penstock.delivery.ReplaysContract;
import io.penstock.distributed.StepsUnderTest;
import io.penstock.ledger.ErasureContract;
import io.penstock.ledger.LedgerContract;
import io.penstock.ledger.LedgerPagesContract;
import io.penstock.ledger.LedgerUnderTest;
import io.penstock.ledger.PlanLedgerContract;
import io.penstock.replay.ReplayJobsContract;
import org.junit.jupiter.api.Nested;

/// The protocol's steps over DynamoDB: where nothing was ever put is not looked, for a sweep begins a day back.
class StepsIT {
    private static LedgerUnderTest steps() {
        return new StepsUnderTest(new FreshTable(
                new DynamoTable(OnLocalStack.clients().dynamoDb(), OnLocalStack.table(), OnLocalStack.retries())));
    }

    @Nested
    class Plans extends PlanLedgerContract {
        @Override
        protected LedgerUnderTest open() {
            return steps();
        }
    }

    @Nested
    class Attempts extends DeliveryLedgerContract {
        @Override
        protected LedgerUnderTest open() {
            return steps();
        }
    }

    @Nested
    class Parked extends ParkingContract {
        @Override
        protected LedgerUnderTest open() {
            return steps();
        }
    }

    @Nested
    class InLanes extends LanesContract {
        @Override
        protected LedgerUnderTest open() {
            return steps();
        }
    }

    @Nested
    class Replayed extends ReplaysContract {
        @Override
        protected LedgerUnderTest open() {
            return steps();
        }
    }

    @Nested
    class Erased extends ErasureContract {
        @Override
        protected LedgerUnderTest open() {
            return steps();
        }
    }

    @Nested
    class ReplayJobs extends ReplayJobsContract {
        @Override
        protected LedgerUnderTest open() {
            return steps();
        }
    }

    @Nested
    class Reads extends LedgerContract {
        @Override
        protected LedgerUnderTest open() {
            return steps();
        }
    }

    @Nested
    class Pages extends LedgerPagesContract {
        @Override
        protected LedgerUnderTest open() {
            return steps();
        }
    }
}

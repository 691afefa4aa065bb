package io.penstock.ledger;

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
}

package io.penstock.ledger;

import io.penstock.delivery.DeliveryLedger;
import io.penstock.delivery.DeliveryMessage;
import io.penstock.delivery.Parking;
import io.penstock.delivery.Replays;
import io.penstock.replay.InMemoryReplayJobs;
import io.penstock.replay.ReplayJobs;
import io.penstock.replay.ReplayPages;
import io.penstock.subscription.InMemoryRegistry;
import io.penstock.subscription.RegistryUnderTest;
import io.penstock.testing.TestClock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.OptionalInt;

/// The ledger in memory under the contract suites. A crash loses the messages that were sent, and nothing
/// else.
final class InMemoryLedgerUnderTest implements LedgerUnderTest {
    private static final InMemoryLedger.Backlog BACKLOG = new InMemoryLedger.Backlog(10, 20);

    private final TestClock clock = new TestClock();
    private final InMemoryRegistry registry = new InMemoryRegistry();
    private final InMemoryLedger ledger = new InMemoryLedger(clock, registry, InMemoryLedger.RETENTION, BACKLOG);
    private final ReplayJobs jobs = new InMemoryReplayJobs(registry.tenants());

    @Override
    public PlanLedger plans() {
        return ledger;
    }

    @Override
    public DeliveryLedger deliveries() {
        return ledger;
    }

    @Override
    public Parking parking() {
        return ledger;
    }

    @Override
    public Replays replays() {
        return ledger;
    }

    @Override
    public Lanes lanes() {
        return ledger;
    }

    @Override
    public Erasure erasure() {
        return ledger;
    }

    @Override
    public ReplayPages replayPages() {
        return ledger;
    }

    @Override
    public ReplayJobs replayJobs() {
        return jobs;
    }

    @Override
    public Ledger ledger() {
        return ledger;
    }

    @Override
    public EventTypes types() {
        return ledger;
    }

    @Override
    public RegistryUnderTest registry() {
        return registry;
    }

    @Override
    public InstantSource clock() {
        return clock;
    }

    @Override
    public void moveClock(Duration step) {
        clock.advance(step);
    }

    @Override
    public List<DeliveryMessage> sent() {
        return ledger.sent();
    }

    /// What has passed its time is forgotten when it is looked for.
    @Override
    public void tidy() {}

    @Override
    public void breakOn(PlannedEvent event) {
        ledger.breakOn(event.key());
    }

    @Override
    public Duration retention() {
        return InMemoryLedger.RETENTION;
    }

    @Override
    public OptionalInt subscriptionBacklog() {
        return OptionalInt.of(BACKLOG.ofSubscription());
    }

    @Override
    public OptionalInt tenantBacklog() {
        return OptionalInt.of(BACKLOG.ofTenant());
    }

    @Override
    public boolean reopen() {
        ledger.loseSent();
        return true;
    }
}

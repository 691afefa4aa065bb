package io.penstock.distributed;

import io.penstock.delivery.Attempt;
import io.penstock.delivery.Beginning;
import io.penstock.delivery.DeliveryLedger;
import io.penstock.delivery.DeliveryMessage;
import io.penstock.delivery.Next;
import io.penstock.delivery.Parking;
import io.penstock.delivery.Replays;
import io.penstock.distributed.memory.InMemoryBlobs;
import io.penstock.distributed.memory.InMemoryTable;
import io.penstock.distributed.registry.OrderedRegistryUnderTest;
import io.penstock.event.Event;
import io.penstock.ledger.Erasure;
import io.penstock.ledger.EventTypes;
import io.penstock.ledger.Lanes;
import io.penstock.ledger.Ledger;
import io.penstock.ledger.LedgerUnderTest;
import io.penstock.ledger.PlanLedger;
import io.penstock.operation.OperationalEvent;
import io.penstock.operation.OperationalEventJson;
import io.penstock.replay.ReplayJobs;
import io.penstock.replay.ReplayPages;
import io.penstock.subscription.RegistryUnderTest;
import io.penstock.subscription.SubscriptionLimits;
import io.penstock.testing.TestClock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;

/// The steps and the registry under core's contract suites, over a table that is given, and the other ports in memory. What
/// a message asked for is done when its step returns, and then it is deleted. After a crash, what was received and not
/// deleted comes out again.
public final class StepsUnderTest implements LedgerUnderTest {
    /// Longer than any test.
    private static final Duration HOLD = Duration.ofDays(365);

    private final TestClock clock = new TestClock();
    private final Table table;
    private final OrderedRegistryUnderTest registry;
    private final InMemoryQueue events = new InMemoryQueue(clock);
    private final InMemoryQueue queue = new InMemoryQueue(clock);
    private final InMemoryBlobs blobs = new InMemoryBlobs();
    private final Map<Long, DeliveryMessage> received = new HashMap<>();
    private final List<Event> announced = new ArrayList<>();
    private int lives;
    private DistributedSteps steps;

    StepsUnderTest() {
        this(new InMemoryTable());
    }

    /// @param table without items
    public StepsUnderTest(Table table) {
        this.table = table;
        registry = new OrderedRegistryUnderTest(table, SubscriptionLimits.STANDARD);
        steps = steps();
    }

    private DistributedSteps steps() {
        return new DistributedSteps(
                table,
                new Queues(events, queue),
                blobs,
                registry.subscriptions(),
                registry.names(),
                clock,
                new Random(++lives),
                DistributedOptions.STANDARD,
                new Announcing(this::announce, registry.tenantNames()));
    }

    private void announce(List<OperationalEvent> events) {
        events.stream().map(OperationalEventJson::event).forEach(announced::add);
    }

    /// A bus keeps what it was told.
    @Override
    public List<Event> announced() {
        var since = List.copyOf(announced);
        announced.clear();
        return since;
    }

    @Override
    public PlanLedger plans() {
        return steps.plans();
    }

    @Override
    public DeliveryLedger deliveries() {
        return new Deleting(steps.deliveries());
    }

    @Override
    public Parking parking() {
        return steps.parking();
    }

    @Override
    public Replays replays() {
        return steps.replays();
    }

    @Override
    public Lanes lanes() {
        return steps.lanes();
    }

    @Override
    public Erasure erasure() {
        return steps.erasure();
    }

    @Override
    public ReplayPages replayPages() {
        return steps.replayPages();
    }

    @Override
    public ReplayJobs replayJobs() {
        return steps.replayJobs(registry.tenants());
    }

    @Override
    public Ledger ledger() {
        return steps.ledger();
    }

    @Override
    public EventTypes types() {
        return steps.types();
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
        for (int shard = 0; shard < DistributedOptions.STANDARD.dueShards(); shard++) {
            while (!steps.sweeper().sweep(shard, () -> true).done()) {}
        }
        return queue.receive(Integer.MAX_VALUE, HOLD).stream().map(this::read).toList();
    }

    private DeliveryMessage read(InMemoryQueue.Received message) {
        var read = Envelopes.delivery(message.body());
        received.put(message.number(), read);
        return read;
    }

    /// The table forgets by itself what has passed its time, and whoever reads does not wait for that.
    @Override
    public void tidy() {}

    @Override
    public boolean plansTogether() {
        return false;
    }

    @Override
    public Duration retention() {
        return DistributedOptions.STANDARD.retention();
    }

    @Override
    public OptionalInt subscriptionBacklog() {
        return OptionalInt.empty();
    }

    @Override
    public OptionalInt tenantBacklog() {
        return OptionalInt.empty();
    }

    @Override
    public boolean sendsOnce() {
        return false;
    }

    @Override
    public boolean findsWhatWaits() {
        return false;
    }

    @Override
    public boolean reopen() {
        received.keySet().forEach(queue::giveBack);
        received.clear();
        steps = steps();
        return true;
    }

    /// Deletes the messages of what is done.
    private final class Deleting implements DeliveryLedger {
        private final DeliveryLedger ledger;

        Deleting(DeliveryLedger ledger) {
            this.ledger = ledger;
        }

        @Override
        public Beginning begin(DeliveryMessage message) {
            var beginning = ledger.begin(message);
            if (beginning instanceof Beginning.Passed) {
                delete(message);
            }
            return beginning;
        }

        @Override
        public boolean finish(DeliveryMessage message, Attempt attempt, Next next) {
            boolean written = ledger.finish(message, attempt, next);
            delete(message);
            return written;
        }

        @Override
        public boolean move(DeliveryMessage message, Next next) {
            boolean written = ledger.move(message, next);
            delete(message);
            return written;
        }

        private void delete(DeliveryMessage message) {
            var done = received.entrySet().stream()
                    .filter(entry -> entry.getValue().equals(message))
                    .map(Map.Entry::getKey)
                    .toList();
            done.forEach(queue::delete);
            done.forEach(received::remove);
        }
    }
}

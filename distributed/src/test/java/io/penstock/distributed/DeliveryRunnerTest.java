package io.penstock.distributed;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.arn.Arn;
import io.penstock.arn.ArnPattern;
import io.penstock.delivery.Attempt;
import io.penstock.delivery.Beginning;
import io.penstock.delivery.Concurrency;
import io.penstock.delivery.Deliverer;
import io.penstock.delivery.DeliveryLedger;
import io.penstock.delivery.DeliveryMessage;
import io.penstock.delivery.Handled;
import io.penstock.delivery.InMemoryAttemptCounts;
import io.penstock.delivery.Next;
import io.penstock.delivery.PermittedTargets;
import io.penstock.delivery.ScriptedTargets;
import io.penstock.distributed.MessageRunner.Kept;
import io.penstock.distributed.MessageRunner.Received;
import io.penstock.event.Event;
import io.penstock.event.EventKey;
import io.penstock.subscription.Destination;
import io.penstock.subscription.InMemoryRegistry;
import io.penstock.subscription.Subscription;
import io.penstock.subscription.SubscriptionSpec;
import io.penstock.subscription.TargetPermissions;
import io.penstock.subscription.TestSubscriptions;
import io.penstock.tenant.TenantUid;
import io.penstock.tenant.TestTenants;
import io.penstock.testing.TestClock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DeliveryRunnerTest {
    private static final Duration NEEDED = Duration.ofSeconds(20);
    private static final Duration ENOUGH = Duration.ofSeconds(60);

    private final TestClock clock = new TestClock();
    private final InMemoryQueue queue = new InMemoryQueue(clock);
    private final TenantUid tenant = TestTenants.uid();
    private final InMemoryRegistry registry = InMemoryRegistry.of(tenant);
    private final ScriptedTargets targets = new ScriptedTargets();
    private final Subscription subscription = registry.subscriptions().put(toQueue(), 0);
    private final FewLedger ledger = new FewLedger();
    private final List<Handled.Done> seen = new ArrayList<>();
    private final DeliveryRunner runner = new DeliveryRunner(
            new Deliverer(
                    ledger,
                    registry.subscriptions(),
                    request -> {
                        throw new AssertionError("nothing is to be sent: " + request);
                    },
                    new PermittedTargets(
                            registry.tenants(),
                            new TargetPermissions(List.of(new ArnPattern("arn:*:*:*:*:*")), List.of(), List.of()),
                            targets),
                    new InMemoryAttemptCounts(),
                    clock,
                    new Random(1)),
            queue,
            Concurrency.NONE,
            NEEDED,
            seen::add);

    private Subscription toQueue() {
        var fresh = TestSubscriptions.of(tenant, "orders");
        var destination = new Destination.Queue(Arn.parse("arn:aws:sqs:eu-west-1:123456789012:orders"), null);
        return fresh.with(new SubscriptionSpec(fresh.types(), null, destination, fresh.policy()), fresh.updatedAt());
    }

    private List<Received> batch(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new Received("id-" + i, Envelopes.write(message(i)), null, 1))
                .toList();
    }

    private DeliveryMessage message(int i) {
        return new DeliveryMessage(EventKey.of(tenant, "/shop", "e-" + i), subscription.uid(), 1, 1);
    }

    @Test
    void whatGoesToTheSameTargetGoesTogether() {
        assertThat(runner.run(batch(3), () -> ENOUGH)).isEmpty();

        assertThat(targets.shipments()).hasSize(1);
        assertThat(ledger.finished).containsExactly(message(0), message(1), message(2));
        assertThat(seen).extracting(Handled::message).containsExactly(message(0), message(1), message(2));
    }

    @Test
    void whatThereIsNoTimeForIsGivenBack() {
        assertThat(runner.run(batch(2), () -> NEEDED.minusMillis(1)))
                .containsExactly(
                        new Kept("id-0", MessageRunner.GIVEN_BACK), new Kept("id-1", MessageRunner.GIVEN_BACK));
        assertThat(targets.shipments()).isEmpty();
        assertThat(runner.run(batch(2), () -> NEEDED)).isEmpty();
    }

    @Test
    void noAttemptBeginsIfLookingHasTakenTheTimeForIt() {
        var left = new ArrayDeque<>(List.of(ENOUGH, ENOUGH, NEEDED.minusMillis(1)));

        assertThat(runner.run(batch(2), left::remove)).isEmpty();

        assertThat(targets.shipments()).isEmpty();
        clock.advance(MessageRunner.FIRST_PAUSE);
        assertThat(queue.receive(10, Duration.ofMinutes(1))).hasSize(2);
    }

    @Test
    void whatNobodyCanReadIsKeptAndTheOthersAreDone() {
        var batch = new ArrayList<>(batch(2));
        batch.add(1, new Received("nonsense", "{}", null, 1));

        assertThat(runner.run(batch, () -> ENOUGH)).containsExactly(new Kept("nonsense", MessageRunner.GIVEN_BACK));
        assertThat(ledger.finished).containsExactly(message(0), message(1));
    }

    @Test
    void whatFailsIsSentAgainWithAPause() {
        ledger.broken.add(message(1));

        assertThat(runner.run(batch(3), () -> ENOUGH)).isEmpty();

        assertThat(ledger.finished).containsExactly(message(0), message(2));
        clock.advance(MessageRunner.FIRST_PAUSE);
        assertThat(queue.receive(10, Duration.ofMinutes(1)))
                .extracting(again -> Envelopes.delivery(again.body()))
                .containsExactly(message(1));
    }

    /// Begins everything, and cannot write down some.
    private final class FewLedger implements DeliveryLedger {
        private final Set<DeliveryMessage> broken = new HashSet<>();
        private final List<DeliveryMessage> finished = new ArrayList<>();

        @Override
        public Beginning begin(DeliveryMessage message) {
            var event = new Event("e", "/shop", "order.created", null, null, null, null, Map.of(), null);
            return new Beginning.Begun(event, clock.instant(), clock.instant().plus(Duration.ofDays(1)));
        }

        @Override
        public boolean finish(DeliveryMessage message, Attempt attempt, Next next) {
            if (broken.contains(message)) {
                throw new IllegalStateException("the table is not there");
            }
            finished.add(message);
            return true;
        }

        @Override
        public boolean move(DeliveryMessage message, Next next) {
            throw new AssertionError("nothing is to be moved: " + message);
        }
    }
}

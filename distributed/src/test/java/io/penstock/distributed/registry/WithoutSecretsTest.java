package io.penstock.distributed.registry;

import static io.penstock.distributed.registry.Scene.ORDER_PAID;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.delivery.Attempt;
import io.penstock.delivery.DeliveryMessage;
import io.penstock.delivery.Next;
import io.penstock.delivery.Outcome;
import io.penstock.delivery.ParkReason;
import io.penstock.delivery.Releaser;
import io.penstock.distributed.DistributedOptions;
import io.penstock.distributed.DistributedSteps;
import io.penstock.distributed.Envelopes;
import io.penstock.distributed.InMemoryQueue;
import io.penstock.distributed.QueueIntake;
import io.penstock.distributed.Queues;
import io.penstock.distributed.Value;
import io.penstock.distributed.Vault;
import io.penstock.distributed.memory.InMemoryTable;
import io.penstock.subscription.Status;
import io.penstock.subscription.Subscription;
import io.penstock.tenant.TenantUid;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// What is done without a right to secrets: by whoever may open what is sealed, and by whoever may not even do that.
class WithoutSecretsTest {
    private final Scene scene = new Scene();
    private final DistributedRegistry administrator = scene.open();
    private final Subscription orders = scene.make(administrator, "orders", "order.*");
    private final InMemoryQueue events = new InMemoryQueue(scene.clock);
    private final InMemoryQueue deliveries = new InMemoryQueue(scene.clock);
    private final InMemoryTable ledger = new InMemoryTable();

    /// One that seals nothing.
    private class Opening implements Vault {
        @Override
        public byte[] seal(TenantUid tenant, byte[] text) {
            throw new AssertionError("nothing is sealed");
        }

        @Override
        public byte[] open(TenantUid tenant, byte[] sealed) {
            return scene.vault.open(tenant, sealed);
        }
    }

    /// One that opens nothing, either.
    private final class Closed extends Opening {
        @Override
        public byte[] open(TenantUid tenant, byte[] sealed) {
            throw new AssertionError("nothing is opened");
        }
    }

    private DistributedSteps steps(DistributedRegistry registry) {
        return new DistributedSteps(
                ledger,
                new Queues(events, deliveries),
                scene.blobs,
                registry.subscriptions(),
                registry.names(),
                scene.clock,
                new Random(3),
                DistributedOptions.STANDARD);
    }

    /// The message of a delivery to the subscription.
    private DeliveryMessage planned() {
        new QueueIntake(events, scene.blobs, scene.clock, new Random(4)).accept(scene.acme.uid(), List.of(ORDER_PAID));
        var registry = scene.open(new Closed());
        for (var event : events.receive(10, Duration.ofMinutes(5))) {
            steps(registry).planner(registry.router(1_000_000)).plan(event.body());
            events.delete(event.number());
        }
        return received();
    }

    private DeliveryMessage received() {
        var received = deliveries.receive(1, Duration.ofMinutes(5)).getFirst();
        deliveries.delete(received.number());
        return Envelopes.delivery(received.body());
    }

    private byte[] sealed() {
        return scene.table
                                .get(RegistryPlaces.subscription(orders.uid()))
                                .orElseThrow()
                                .attributes()
                                .get("sealed")
                        instanceof Value.Binary(var bytes)
                ? bytes
                : new byte[0];
    }

    @Test
    void aSubscriptionIsDisabledByWhoeverMayOpenSecretsOnly() {
        var before = sealed();
        var message = planned();
        var registry = scene.open(new Opening());
        var present = registry.subscriptions().find(orders.uid()).orElseThrow();
        var gone = Status.disabled("gone", scene.clock.instant());
        var attempt = new Attempt(
                message.run(),
                message.n(),
                scene.clock.instant(),
                Duration.ofMillis(80),
                new Outcome.Refused("gone"),
                410,
                new byte[0]);

        steps(registry)
                .deliveries()
                .finish(message, attempt, new Next.Refuse("gone", present.with(gone, scene.clock.instant())));

        var after = scene.open().subscriptions().find(orders.uid()).orElseThrow();
        assertThat(after.status()).isEqualTo(gone);
        assertThat(after.keys()).isEqualTo(orders.keys());
        assertThat(after.destination()).isEqualTo(orders.destination());
        assertThat(sealed()).isNotEmpty().isEqualTo(before);
    }

    @Test
    void whatWasParkedIsReleasedByWhoeverMayDoNothingWithSecrets() {
        var message = planned();
        var closed = scene.open(new Closed());
        steps(closed).deliveries().move(message, new Next.Park(ParkReason.PAUSED));
        scene.changeTimes(administrator, orders, 1);
        var releaser = new Releaser(steps(closed).parking(), closed.subscriptions(), scene.clock);
        assertThat(releaser.look(() -> true).moved()).isZero();

        var paused = administrator.subscriptions().find(orders.uid()).orElseThrow();
        administrator
                .subscriptions()
                .put(paused.with(Status.active(scene.clock.instant()), scene.clock.instant()), paused.version());

        assertThat(releaser.look(() -> true).moved()).isEqualTo(1);
        assertThat(received().subscription()).isEqualTo(orders.uid());
    }

    @Test
    void aChangeThatSomeoneLeftUnfinishedIsSeenWithoutBeingFinished() {
        scene.dieAfter(1);
        try {
            administrator
                    .subscriptions()
                    .setStatus(orders.uid(), Status.paused(scene.clock.instant()), orders.version());
        } catch (Scene.Died e) {
            // Once it stands in the tenant's head, it is in force.
            scene.dieAfter(0);
        }

        assertThat(scene.open(new Closed()).subscriptions().status(orders.uid()).map(Status::state))
                .hasValue(Status.State.PAUSED);
        assertThat(scene.open(new Closed()).subscriptions().selection(orders.uid()))
                .hasValue(orders.selection());
    }
}

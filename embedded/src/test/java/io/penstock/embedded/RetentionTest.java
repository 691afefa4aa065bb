package io.penstock.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.delivery.DeliveryState;
import io.penstock.delivery.Next;
import io.penstock.delivery.Parking;
import io.penstock.event.ContentHash;
import io.penstock.event.Event;
import io.penstock.event.EventKey;
import io.penstock.event.ExtensionValue;
import io.penstock.identity.Id128;
import io.penstock.ledger.Acceptance;
import io.penstock.ledger.PlannedEvent;
import io.penstock.routing.Plan;
import io.penstock.subscription.Ordering;
import io.penstock.subscription.Policy;
import io.penstock.subscription.SubscriptionUid;
import io.penstock.subscription.TestSubscriptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RetentionTest {
    private static final Duration RETENTION = Duration.ofDays(2);

    @TempDir
    Path directory;

    private EngineFixture gateway;

    @BeforeEach
    void open() {
        gateway = new EngineFixture(directory, options -> options.withRetention(RETENTION));
    }

    @AfterEach
    void close() {
        gateway.close();
    }

    private void prune() {
        while (gateway.engine().housekeep(gateway.clock.instant())) {
            // There is more.
        }
    }

    @Test
    void anErasedEventIsStillAcceptedOnceOnlyForThirtyDays() {
        gateway.plan("1", 1);
        gateway.deliver(gateway.taken());
        gateway.clock.advance(RETENTION);
        prune();
        gateway.reopen();

        assertThat(gateway.plan("1", 1)).isEqualTo(Acceptance.Kind.DUPLICATE);
        assertThat(gateway.plan(Samples.planned(Samples.event("1", new byte[] {'1'}), gateway.clock.instant())))
                .isEqualTo(Acceptance.Kind.CONFLICT);
        assertThat(gateway.next()).isNull();

        gateway.clock.advance(Duration.ofDays(28));
        prune();
        assertThat(gateway.plan("1", 1)).isEqualTo(Acceptance.Kind.NEW);
    }

    @Test
    void aFullDiskKeepsNothingFromBeingRemoved() throws IOException {
        gateway.plan("1", 1);
        gateway.engine().close();
        gateway.clock.advance(RETENTION.multipliedBy(2));
        // It cannot be made, as if there were no room.
        var ballast = directory.resolve("ballast");
        Files.delete(ballast);
        Files.createDirectory(ballast);
        var options = EmbeddedOptions.in(directory).withRetention(RETENTION);
        try (var full = EmbeddedEngine.open(options, EngineFixture.around(gateway.clock, (what, cause) -> {}))) {
            assertThat(full.isDiskFull()).isTrue();

            while (full.housekeep(gateway.clock.instant())) {
                // There is more.
            }

            assertThat(full.eventTypes().list(Samples.TENANT, "", 10)).isEmpty();
        } finally {
            Files.delete(ballast);
            gateway.open();
        }
    }

    @Test
    void anUnfinishedDeliveryGoesWithItsEvent() {
        gateway.plan("1", 1, 2);
        gateway.fail(gateway.taken(), Duration.ofDays(9));
        var underWay = gateway.taken();
        gateway.clock.advance(RETENTION);
        gateway.plan("2", 2);
        prune();

        assertThat(gateway.engine().parking().look())
                .containsExactly(new Parking.Unfinished(Samples.subscription(2), Set.of()));
        assertThat(gateway.deliver(underWay)).isFalse();
        assertThat(gateway.engine().ledger().event(Samples.TENANT, EventKey.of(Samples.TENANT, "/shop", "2")))
                .isPresent();
        assertThat(gateway.allDue()).hasSize(1);
    }

    @Test
    void whatIsNotKeptAnyMoreBlocksNoLane() {
        var ordered = gateway.engine()
                .subscriptions()
                .put(TestSubscriptions.of(Samples.TENANT, "ordered", Policy.STANDARD.with(Ordering.BLOCK)), 0)
                .uid();
        gateway.plan(inOrder("1", ordered));
        gateway.engine().deliveries().move(gateway.taken(), new Next.End(DeliveryState.EXHAUSTED, "status 500"));
        gateway.clock.advance(RETENTION.dividedBy(2));
        var second = inOrder("2", ordered);
        gateway.plan(second);
        prune();
        assertThat(gateway.next()).isNull();

        gateway.clock.advance(RETENTION.dividedBy(2));
        prune();

        assertThat(gateway.taken().event()).isEqualTo(second.key());
        assertThat(gateway.next()).isNull();
    }

    private PlannedEvent inOrder(String id, SubscriptionUid subscription) {
        var key = Map.<String, ExtensionValue>of(Event.PARTITION_KEY, new ExtensionValue.Text("k"));
        var event = new Event(id, "/shop", "order.created", null, null, null, null, key, null);
        return new PlannedEvent(
                Samples.TENANT,
                EventKey.of(Samples.TENANT, event.source(), id),
                Id128.derive("accept", id),
                gateway.clock.instant(),
                event,
                ContentHash.of(event),
                new Plan(1, List.of(subscription), Set.of(subscription)));
    }

    @Test
    void numbersAreNotGivenAgainAfterEverythingWasErased() {
        gateway.plan("1", 1);
        gateway.clock.advance(RETENTION);
        prune();
        gateway.reopen();
        gateway.plan("2", 1);
        gateway.deliver(gateway.taken());

        assertThat(gateway.engine().ledger().event(Samples.TENANT, EventKey.of(Samples.TENANT, "/shop", "2")))
                .isPresent();
    }

    @Test
    void theFileDoesNotGrowWithoutEnd() throws IOException {
        long highest = 0;
        for (int round = 0; round < 6; round++) {
            for (int batch = 0; batch < 4; batch++) {
                gateway.engine().plans().plan(batch("event-%d-%d-".formatted(round, batch)));
                gateway.allDue().forEach(gateway::deliver);
            }
            gateway.clock.advance(RETENTION);
            prune();
            gateway.engine().checkpoint();
            long size = Files.size(directory.resolve("penstock.db"));
            if (round < 2) {
                highest = Math.max(highest, size);
            } else {
                assertThat(size).isLessThanOrEqualTo(highest + highest / 10);
            }
        }
    }

    private List<PlannedEvent> batch(String name) {
        var batch = new ArrayList<PlannedEvent>();
        for (int i = 0; i < 50; i++) {
            Event event = Samples.event(name + i, new byte[8_000]);
            batch.add(Samples.planned(event, gateway.clock.instant(), 1));
        }
        return batch;
    }

    @Test
    void whatASubscriptionWasIsForgottenWithTheEventsThatKnewIt() {
        var subscriptions = gateway.engine().subscriptions();
        var first = subscriptions.put(TestSubscriptions.of(Samples.TENANT, "orders"), 0);
        var second = subscriptions.put(Samples.wanting(first, "order.*"), first.version());
        gateway.clock.advance(RETENTION);
        prune();
        assertThat(subscriptions.asOf(Samples.TENANT, "orders", first.version()))
                .hasValue(first.selection());

        gateway.clock.advance(Duration.ofHours(1));
        prune();

        assertThat(subscriptions.asOf(Samples.TENANT, "orders", first.version()))
                .isEmpty();
        assertThat(subscriptions.asOf(Samples.TENANT, "orders", second.version()))
                .hasValue(second.selection());
    }
}

package io.penstock.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.delivery.Beginning;
import io.penstock.delivery.DeliveryMessage;
import io.penstock.delivery.DeliveryState;
import io.penstock.delivery.Next;
import io.penstock.delivery.Outcome;
import io.penstock.ledger.PlannedEvent;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The engine with its threads, and more due than memory has room for.
final class ConcurrentDeliveryTest {
    private static final int EVENTS = 1_500;
    private static final int BATCH = 25;
    private static final int SUBSCRIPTIONS = 3;

    @TempDir
    Path directory;

    private final Set<DeliveryMessage> handedOut = ConcurrentHashMap.newKeySet();
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private final CountDownLatch delivered = new CountDownLatch(EVENTS * SUBSCRIPTIONS);

    @Test
    void everyDeliveryIsMadeOnceWithRetriesAndRefillsAllAtOnce() throws InterruptedException {
        var options = EmbeddedOptions.in(directory).withWindow(20, 50, 20_000).withAttempts(16, 40);
        try (var engine = EngineFixture.open(options, InstantSource.system());
                var workers = Executors.newVirtualThreadPerTaskExecutor()) {
            engine.start();
            for (int first = 0; first < EVENTS; first += BATCH) {
                int from = first;
                workers.execute(() -> publish(engine, from));
            }
            var dispatcher = Thread.ofVirtual().start(() -> dispatch(engine, workers));
            assertThat(delivered.await(60, TimeUnit.SECONDS)).isTrue();
            engine.checkpoint();
            dispatcher.interrupt();
            dispatcher.join();
            assertThat(engine.parking().look()).isEmpty();
            assertThat(engine.queue().inMemory()).isEqualTo(new DispatchQueue.InMemory(0, 0));
            assertThat(engine.queue().inFlight()).isZero();
        }
        assertThat(failures).isEmpty();
    }

    private void publish(EmbeddedEngine engine, int first) {
        try {
            var batch = new ArrayList<PlannedEvent>();
            for (int i = first; i < first + BATCH; i++) {
                batch.add(Samples.planned(Samples.event("event-" + i), Instant.now(), 0, 1, 2));
            }
            engine.plans().plan(batch);
        } catch (RuntimeException e) {
            failures.add(e);
        }
    }

    private void dispatch(EmbeddedEngine engine, Executor workers) {
        try {
            while (!Thread.interrupted()) {
                var message = engine.queue().take(Duration.ofSeconds(1));
                if (message != null) {
                    workers.execute(() -> attempt(engine, message));
                }
            }
        } catch (InterruptedException e) {
            // It is over.
        }
    }

    private void attempt(EmbeddedEngine engine, DeliveryMessage message) {
        try {
            assertThat(handedOut.add(message))
                    .as("%s was handed out once", message)
                    .isTrue();
            assertThat(engine.deliveries().begin(message)).isInstanceOf(Beginning.Begun.class);
            boolean fails = message.n() < 3 && new Random(message.hashCode()).nextInt(3) == 0;
            var outcome = fails ? Samples.failed() : new Outcome.Delivered();
            var next = fails
                    ? new Next.TryAt(message.n() + 1, Instant.now().plusMillis(message.hashCode() & 63))
                    : new Next.End(DeliveryState.DELIVERED, "");
            assertThat(engine.deliveries().finish(message, Samples.attempt(message, Instant.now(), outcome), next))
                    .isTrue();
            if (!fails) {
                delivered.countDown();
            }
        } catch (Throwable e) {
            failures.add(e);
        }
    }
}

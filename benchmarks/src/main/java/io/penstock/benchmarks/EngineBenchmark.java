package io.penstock.benchmarks;

import io.penstock.delivery.Attempt;
import io.penstock.delivery.DeliveryMessage;
import io.penstock.delivery.DeliveryState;
import io.penstock.delivery.Next;
import io.penstock.delivery.Outcome;
import io.penstock.embedded.EmbeddedEngine;
import io.penstock.embedded.EmbeddedOptions;
import io.penstock.embedded.SubscriptionListener;
import io.penstock.event.ContentHash;
import io.penstock.event.EventKey;
import io.penstock.identity.Id128;
import io.penstock.ledger.PlannedEvent;
import io.penstock.routing.Plan;
import io.penstock.subscription.Subscription;
import io.penstock.subscription.SubscriptionUid;
import io.penstock.tenant.TenantUid;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/// The way of an event of 1 KiB through the engine: planned, begun, finished, each of both writes durable when it
/// returns. 64 threads make groups of up to 64.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 3)
@Measurement(iterations = 5, time = 3)
@Threads(64)
@Fork(
        value = 1,
        jvmArgs = {"-Xmx512m", "--enable-native-access=ALL-UNNAMED"})
public class EngineBenchmark {
    private final SecureRandom random = new SecureRandom();
    private final TenantUid tenant = new TenantUid(Id128.random(random));
    private final SubscriptionUid subscription = new SubscriptionUid(Id128.random(random));
    private final AtomicLong next = new AtomicLong();
    private final ScheduledExecutorService checkpoints = Executors.newSingleThreadScheduledExecutor();
    private final Path directory;
    private final EmbeddedEngine engine;

    /// Opens an engine in a new directory.
    public EngineBenchmark() {
        try {
            directory = Files.createTempDirectory(Path.of("").toAbsolutePath(), "engine-benchmark-");
        } catch (IOException e) {
            throw new IllegalStateException("no directory can be made here", e);
        }
        engine = EmbeddedEngine.open(
                EmbeddedOptions.in(directory),
                new EmbeddedEngine.Surroundings(
                        InstantSource.system(),
                        random,
                        new Nobody(),
                        (_, _) -> Runtime.getRuntime().halt(74)));
    }

    private static final class Nobody implements SubscriptionListener {
        @Override
        public void start(long version) {}

        @Override
        public void put(Subscription subscription) {}

        @Override
        public void remove(Subscription last, long version) {}

        @Override
        public void removeAll(TenantUid tenant) {}
    }

    /// Starts its threads, and the checkpoints that the server makes.
    @Setup
    public void start() {
        engine.start();
        var _ = checkpoints.scheduleWithFixedDelay(engine::checkpoint, 200, 200, TimeUnit.MILLISECONDS);
    }

    /// Removes the directory.
    @TearDown
    public void remove() throws IOException {
        checkpoints.close();
        engine.close();
        try (var files = Files.walk(directory)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /// One event.
    @Benchmark
    public boolean cycle() {
        var event = Events.event("event-" + next.incrementAndGet());
        var key = EventKey.of(tenant, event.source(), event.id());
        engine.plans()
                .plan(List.of(new PlannedEvent(
                        tenant,
                        key,
                        Id128.random(random),
                        Instant.now(),
                        event,
                        ContentHash.of(event),
                        new Plan(1, List.of(subscription)))));
        var message = new DeliveryMessage(key, subscription, 1, 1);
        engine.deliveries().begin(message);
        var attempt = new Attempt(1, 1, Instant.now(), Duration.ofMillis(1), new Outcome.Delivered(), 204, new byte[0]);
        return engine.deliveries().finish(message, attempt, new Next.End(DeliveryState.DELIVERED, ""));
    }
}

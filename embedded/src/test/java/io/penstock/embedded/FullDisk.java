package io.penstock.embedded;

import io.penstock.delivery.Attempt;
import io.penstock.delivery.DeliveryMessage;
import io.penstock.delivery.DeliveryState;
import io.penstock.delivery.Next;
import io.penstock.ledger.IntakeRefusedException;
import io.penstock.ledger.PlannedEvent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/// Fills the disk that it is given with attempts under way, finishes these, and says what it sees: run by [FullDiskIT]
/// as a process of its own, since the disk is there for that only.
final class FullDisk {
    private static final int SUBSCRIPTIONS = 3_000;

    private FullDisk() {}

    public static void main(String[] arguments) throws InterruptedException {
        var directory = Path.of(arguments[0], "data");
        var options = EmbeddedOptions.in(directory);
        List<DeliveryMessage> underWay;
        try (var engine = EmbeddedEngine.open(options, EngineFixture.around(InstantSource.system(), FullDisk::fatal))) {
            engine.start();
            underWay = begin(engine);
            say("under way: " + underWay.size());
            fill(engine, directory);
            engine.checkpoint();
            say("finished: " + finish(engine, underWay));
            engine.checkpoint();
            engine.housekeep(InstantSource.system().instant());
            say("still full: " + engine.isDiskFull());
        }
        try (var engine = EmbeddedEngine.open(options, EngineFixture.around(InstantSource.system(), FullDisk::fatal))) {
            say("exhausted: "
                    + underWay.stream()
                            .filter(message -> engine.ledger()
                                            .delivery(Samples.TENANT, message.delivery())
                                            .orElseThrow()
                                            .state()
                                    == DeliveryState.EXHAUSTED)
                            .count());
        }
    }

    private static List<DeliveryMessage> begin(EmbeddedEngine engine) throws InterruptedException {
        var subscriptions = IntStream.range(0, SUBSCRIPTIONS).toArray();
        engine.plans()
                .plan(List.of(Samples.planned(
                        Samples.event("1"), InstantSource.system().instant(), subscriptions)));
        var underWay = new ArrayList<DeliveryMessage>();
        for (var message = engine.queue().take(Duration.ofSeconds(1));
                message != null;
                message = engine.queue().take(Duration.ofMillis(50))) {
            underWay.add(message);
        }
        return underWay;
    }

    private static void fill(EmbeddedEngine engine, Path directory) {
        try {
            for (int i = 0; ; i++) {
                var batch = new ArrayList<PlannedEvent>();
                for (int event = 0; event < 20; event++) {
                    batch.add(Samples.planned(
                            Samples.event("filling-%d-%d".formatted(i, event), new byte[8_000]),
                            InstantSource.system().instant()));
                }
                engine.plans().plan(batch);
                engine.checkpoint();
            }
        } catch (IntakeRefusedException e) {
            say("refused: %s, ballast: %s".formatted(e.reason(), Files.exists(directory.resolve("ballast"))));
        }
    }

    private static long finish(EmbeddedEngine engine, List<DeliveryMessage> underWay) throws InterruptedException {
        var finished = new AtomicLong();
        var threads = new ArrayList<Thread>();
        for (var message : underWay) {
            threads.add(Thread.ofVirtual().start(() -> {
                if (finish(engine, message)) {
                    finished.incrementAndGet();
                }
            }));
        }
        for (var thread : threads) {
            thread.join();
        }
        return finished.get();
    }

    private static boolean finish(EmbeddedEngine engine, DeliveryMessage message) {
        var attempt = new Attempt(
                1,
                1,
                InstantSource.system().instant(),
                Duration.ofSeconds(15),
                Samples.failed(),
                500,
                new byte[Attempt.MAX_RESPONSE_BYTES]);
        return engine.deliveries()
                .finish(message, attempt, new Next.End(DeliveryState.EXHAUSTED, "the last attempt failed"));
    }

    private static void fatal(String what, Throwable cause) {
        say("fatal: %s: %s".formatted(what, cause));
        Runtime.getRuntime().halt(1);
    }

    private static void say(String line) {
        System.out.println(line);
    }
}

package io.penstock.embedded;

import io.penstock.delivery.DeliveryState;
import io.penstock.delivery.Next;
import io.penstock.delivery.Outcome;
import io.penstock.event.Event;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// Measures the cycle plan → begin → finish, without HTTP: `Throughput <events> <batch> <publishers>`.
final class Throughput {
    private static final int DATA_BYTES = 1_024;

    private Throughput() {}

    public static void main(String[] arguments) throws Exception {
        int events = Integer.parseInt(arguments[0]);
        int batch = Integer.parseInt(arguments[1]);
        int publishers = Integer.parseInt(arguments[2]);
        var directory = Files.createTempDirectory("penstock-throughput");
        var options = EmbeddedOptions.in(directory).withAttempts(1_000, 8_192);
        try (var engine = EmbeddedEngine.open(
                options,
                InstantSource.system(),
                (what, cause) -> Runtime.getRuntime().halt(70))) {
            engine.start();
            run(engine, events / 4, batch, publishers, "warm-up");
            run(engine, events, batch, publishers, "measured");
            run(engine, events, batch, publishers, "measured");
        } finally {
            try (var files = Files.walk(directory)) {
                for (Path file :
                        files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                    System.out.printf("%,15d %s%n", Files.size(file), file.getFileName());
                    Files.delete(file);
                }
            }
        }
    }

    private static void run(EmbeddedEngine engine, int events, int batch, int publishers, String name)
            throws InterruptedException, IOException {
        var start = System.nanoTime();
        long writerCpu = cpu("penstock-writer");
        var left = new Semaphore(0);
        var latencies = new AtomicLong();
        var stop = new AtomicInteger();
        Thread.ofVirtual().start(() -> {
            while (stop.get() == 0) {
                engine.checkpoint();
                try {
                    Thread.sleep(100);
                } catch (InterruptedException e) {
                    return;
                }
            }
        });
        var dispatcher = Thread.ofPlatform().start(() -> dispatch(engine, left, stop));
        var next = new AtomicInteger();
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < publishers; i++) {
            threads.add(Thread.ofVirtual().start(() -> publish(engine, events, batch, next, latencies, name)));
        }
        for (var thread : threads) {
            thread.join();
        }
        double accepted = (System.nanoTime() - start) / 1e9;
        left.acquire(events);
        double seconds = (System.nanoTime() - start) / 1e9;
        stop.set(1);
        dispatcher.join();
        System.out.printf(
                "%-9s %,d events, batches of %d from %d: accepted %,.0f/s, delivered %,.0f/s, plan took %.1f ms,"
                        + " writer %.1f us of CPU an event, rss %s%n",
                name,
                events,
                batch,
                publishers,
                events / accepted,
                events / seconds,
                latencies.get() / 1e6 * batch / events,
                (cpu("penstock-writer") - writerCpu) / 1e3 / events,
                Files.readAllLines(Path.of("/proc/self/status")).stream()
                        .filter(line -> line.startsWith("VmRSS"))
                        .findFirst()
                        .orElse(""));
    }

    private static void publish(
            EmbeddedEngine engine, int events, int batch, AtomicInteger next, AtomicLong latencies, String name) {
        var random = new Random(7);
        for (int first = next.getAndAdd(batch); first < events; first = next.getAndAdd(batch)) {
            var planned = new ArrayList<io.penstock.ledger.PlannedEvent>();
            for (int i = first; i < first + batch; i++) {
                planned.add(Samples.planned(event(name, i, random), Instant.now(), 1));
            }
            long begin = System.nanoTime();
            engine.plans().plan(planned);
            latencies.addAndGet(System.nanoTime() - begin);
        }
    }

    private static Event event(String name, int i, Random random) {
        var data = new byte[DATA_BYTES];
        random.nextBytes(data);
        return Samples.event(name + System.nanoTime() + "-" + i, data);
    }

    private static void dispatch(EmbeddedEngine engine, Semaphore left, AtomicInteger stop) {
        try {
            while (stop.get() == 0) {
                var message = engine.queue().take(Duration.ofMillis(50));
                if (message != null) {
                    Thread.ofVirtual().start(() -> {
                        engine.deliveries().begin(message);
                        engine.deliveries()
                                .finish(
                                        message,
                                        Samples.attempt(message, Instant.now(), new Outcome.Delivered()),
                                        new Next.End(DeliveryState.DELIVERED, "the receiver answered 200"));
                        left.release();
                    });
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static long cpu(String thread) {
        var threads = ManagementFactory.getThreadMXBean();
        for (var id : threads.getAllThreadIds()) {
            var info = threads.getThreadInfo(id);
            if (info != null && info.getThreadName().equals(thread)) {
                return threads.getThreadCpuTime(id);
            }
        }
        return 0;
    }
}

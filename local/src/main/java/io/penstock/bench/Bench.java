package io.penstock.bench;

import static java.util.Objects.requireNonNull;

import io.penstock.webhook.AddressPolicy;
import io.penstock.webhook.Network;
import io.penstock.webhook.WebhookClient;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// One measurement: a server, a tenant with subscriptions, a receiver, and the events that go through all of them.
///
/// In order: a warm-up as fast as it can, whose events go the same way and are not counted; the floor, and the disk; with
/// a rate, a few seconds at that, not counted; the events that are counted; the floor and the disk again.
public final class Bench {
    private static final Duration FLOOR_WARM_UP = Duration.ofSeconds(2);
    private static final Duration FLOOR = Duration.ofSeconds(3);

    /// How long it runs at the rate asked for before anything counts.
    private static final Duration SETTLE = Duration.ofSeconds(3);

    /// What has not arrived after so long without any arrival is lost.
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);

    private static final long LOOK_MILLIS = 100;
    private static final int IDLE_CONNECTIONS = 1_024;

    private final BenchOptions options;
    private final Progress progress;
    private final BenchReceiver receiver;
    private final WebhookClient client;
    private final Gateway gateway;
    private final @Nullable OwnServer server;
    private final @Nullable Disk disk;
    private final long deadline;

    private Bench(
            BenchOptions options,
            Progress progress,
            BenchReceiver receiver,
            WebhookClient client,
            Gateway gateway,
            @Nullable OwnServer server,
            long deadline) {
        this.options = options;
        this.progress = progress;
        this.receiver = receiver;
        this.client = client;
        this.gateway = gateway;
        this.server = server;
        this.disk = server == null ? null : new Disk(options.dataParent());
        this.deadline = deadline;
    }

    private record Measured(
            Publisher publisher, Arrivals arrivals, long first, Duration processorTime, Optional<Report.Latency> disk) {
        Measured beside(Report.Latency disk) {
            return new Measured(publisher, arrivals, first, processorTime, Optional.of(disk));
        }

        Report.Latency latency() {
            return Report.Latency.of(arrivals.latencies());
        }

        double perSecond(long count, long last) {
            return last <= first ? 0 : count * 1e9 / (last - first);
        }
    }

    /// Measures, stops whatever it has started, and removes whatever it has made: also when it is interrupted.
    ///
    /// @throws BenchException if there is nothing to measure: no server, or one that refuses
    public static Report run(BenchOptions options, Progress progress, InstantSource clock) throws InterruptedException {
        requireNonNull(options, "options is null");
        requireNonNull(progress, "progress is null");
        requireNonNull(clock, "clock is null");
        long deadline = System.nanoTime() + options.timeout().toNanos();
        // Whoever gives the address of a server means it, wherever that is.
        var everywhere = AddressPolicy.allow(List.of(Network.parse("0.0.0.0/0"), Network.parse("::/0")));
        try (var receiver = new BenchReceiver();
                var client = WebhookClient.create("penstock-bench", IDLE_CONNECTIONS, everywhere)) {
            try {
                return run(options, progress, "bench-" + Long.toString(clock.millis(), 36), receiver, client, deadline);
            } finally {
                // What has interrupted the measurement must not interrupt what is still to be put in order.
                var _ = Thread.interrupted();
            }
        }
    }

    private static Report run(
            BenchOptions options,
            Progress progress,
            String prefix,
            BenchReceiver receiver,
            WebhookClient client,
            long deadline)
            throws InterruptedException {
        if (options.target().isPresent()) {
            var access = options.target().get();
            var gateway = new Gateway(access, client);
            try (var tenant = new TestTenant(access, gateway, prefix)) {
                return new Bench(options, progress, receiver, client, gateway, null, deadline).measure(tenant);
            }
        }
        try (var server = OwnServer.start(options.dataParent(), options.javaOptions())) {
            var access = TestTenant.make(server.operator());
            var gateway = new Gateway(access, client);
            var tenant = new TestTenant(access, gateway, prefix);
            return new Bench(options, progress, receiver, client, gateway, server, deadline).measure(tenant);
        }
    }

    private Report measure(TestTenant tenant) throws InterruptedException {
        for (int i = 0; i < options.subscriptions(); i++) {
            tenant.subscribe(EventBodies.TYPE, receiver.measured(i));
        }
        if (options.slow().isPresent()) {
            tenant.subscribe(EventBodies.SLOW_TYPE, receiver.slow());
        }
        tenant.others(options.others(), options.connections(), receiver.floor(), progress);
        run("warm", options.warmUp() + options.batch(), 0);
        var sample = receiver.sample();
        if (sample == null) {
            throw new BenchException("the server delivered nothing of the warm-up");
        }
        var floor = new Floor(client, receiver.floor(), sample);
        floor.measure(FLOOR_WARM_UP);
        double before = floor.measure(FLOOR);
        if (disk != null) {
            disk.measure();
        }
        // The server was idle meanwhile, and so far has seen another rhythm.
        run("settle", Math.toIntExact(options.rate() * SETTLE.toSeconds()), options.rate());
        Optional<Measured> undisturbed = Optional.empty();
        if (options.slow().isPresent()) {
            undisturbed = Optional.of(runBesideDisk("quick"));
            receiver.delay(options.slow().get().delay());
        }
        var measured = runBesideDisk("measured");
        var memory = server == null ? OptionalLong.empty() : server.peakMemory();
        if (server != null && options.slow().isPresent()) {
            server.close(); // It would go on for hours to deliver to the slow receiver.
        }
        double floorPerSecond = (before + floor.measure(FLOOR)) / 2;
        if (disk != null) {
            disk.measure();
        }
        return report(measured, floorPerSecond, memory, undisturbed);
    }

    /// What counts. At a rate, it is the latency that is asked for, and the disk is watched meanwhile; as fast as it can, that
    /// would only take from what is measured.
    private Measured runBesideDisk(String phase) throws InterruptedException {
        if (disk == null || options.rate() == 0) {
            return run(phase, options.events(), options.rate());
        }
        var beside = disk.beside();
        Measured measured;
        try (beside) {
            measured = run(phase, options.events(), options.rate());
        }
        return measured.beside(beside.latency());
    }

    private Measured run(String phase, int events, int rate) throws InterruptedException {
        var bodies = new EventBodies(
                options.size(), options.slow().map(BenchOptions.Slow::share).orElse(0.0));
        int expected = 0;
        for (int event = 0; event < events; event++) {
            expected += bodies.isMeasured(event) ? 1 : 0;
        }
        var arrivals = new Arrivals(events, expected, options.subscriptions());
        receiver.expect(phase, arrivals);
        progress.of(phase, arrivals.expected(), arrivals::arrived);
        var publisher = new Publisher(gateway, bodies, options);
        var before = processorTime();
        long first = publisher.publish(phase, events, rate, arrivals, deadline);
        await(arrivals);
        return new Measured(publisher, arrivals, first, processorTime().minus(before), Optional.empty());
    }

    private Duration processorTime() {
        return server == null ? Duration.ZERO : server.processorTime();
    }

    /// Waits until everything has arrived, or nothing does any more.
    private void await(Arrivals arrivals) throws InterruptedException {
        long publishedAt = System.nanoTime();
        while (!arrivals.complete().await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
            long now = System.nanoTime();
            if (now > deadline || now - Math.max(publishedAt, arrivals.last()) > PATIENCE_NANOS) {
                return;
            }
        }
    }

    private Report report(Measured measured, double floor, OptionalLong memory, Optional<Measured> undisturbed) {
        var arrivals = measured.arrivals();
        long arrived = arrivals.arrived();
        double delivered = measured.perSecond(arrived, arrivals.last());
        double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
        return new Report(
                options,
                measured.perSecond(
                        measured.publisher().accepted(), measured.publisher().lastAccepted()),
                delivered,
                floor,
                delivered / floor,
                server == null
                        ? OptionalDouble.empty()
                        : OptionalDouble.of(measured.processorTime().toNanos() / 1e6 / Math.max(1, arrived)),
                memory,
                measured.latency(),
                undisturbed.map(Measured::latency),
                server == null ? Optional.empty() : Optional.of(Disk.kind(options.dataParent())),
                Optional.ofNullable(disk).map(Disk::latency),
                measured.disk(),
                undisturbed.flatMap(Measured::disk),
                arrivals.expected() - arrived,
                arrivals.duplicates(),
                measured.publisher().putOff(),
                load < 0 ? OptionalDouble.empty() : OptionalDouble.of(load));
    }
}

package io.penstock.benchmarks;

import io.penstock.distributed.DistributedOptions;
import io.penstock.distributed.InMemoryVault;
import io.penstock.distributed.Item;
import io.penstock.distributed.Key;
import io.penstock.distributed.Table;
import io.penstock.distributed.Value;
import io.penstock.distributed.memory.InMemoryBlobs;
import io.penstock.distributed.memory.InMemoryTable;
import io.penstock.distributed.registry.DistributedRegistry;
import io.penstock.filter.Filter;
import io.penstock.identity.Id128;
import io.penstock.signing.SharedSecret;
import io.penstock.signing.SigningKeys;
import io.penstock.subscription.Destination;
import io.penstock.subscription.Policy;
import io.penstock.subscription.Subscription;
import io.penstock.subscription.SubscriptionLimits;
import io.penstock.subscription.SubscriptionSpec;
import io.penstock.subscription.SubscriptionUid;
import io.penstock.subscription.TypePattern;
import io.penstock.tenant.Tenant;
import io.penstock.tenant.TenantUid;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/// How long a fresh process takes until it has matched its first event against the many subscriptions of a tenant, and how
/// much memory these take then: the snapshot is made first, and read from memory by a JVM that has just
/// begun. What it takes to fetch it is not in it.
public final class ColdLoad {
    private static final int TYPES = 1_000;
    private static final long MIB = 1_024 * 1_024;
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-01-01T12:00:00Z"));
    private static final TenantUid TENANT = new TenantUid(new Id128(1, 2));
    private static final List<String> OPERATORS = List.of(
            "[\"eu-west-%d\"]",
            "[{\"prefix\":\"us-%d\"}]",
            "[{\"suffix\":\"-south-%d\"}]",
            "[{\"equals-ignore-case\":\"EU-EAST-%d\"}]",
            "[{\"prefix\":\"eu-\"}]",
            "[{\"anything-but\":[\"us-%d\"]}]");

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final PrintStream out;
    private final InMemoryTable table = new InMemoryTable();
    private final InMemoryBlobs blobs = new InMemoryBlobs();
    private final Random random = new Random(7);
    private final DistributedRegistry registry = new DistributedRegistry(
            table,
            blobs,
            new InMemoryVault(random),
            new SubscriptionLimits(SubscriptionLimits.STANDARD_PER_TENANT, Long.MAX_VALUE, Long.MAX_VALUE),
            DistributedOptions.STANDARD,
            CLOCK,
            random);

    private ColdLoad(PrintStream out) {
        this.out = out;
    }

    /// Makes what is loaded, or loads it.
    ///
    /// @param arguments `make` or `load`, a file, and for `make` how many subscriptions
    public static void main(String[] arguments) throws IOException {
        var file = Path.of(arguments[1]);
        var load = new ColdLoad(System.out);
        if (arguments[0].equals("make")) {
            load.make(Integer.parseInt(arguments[2]));
            load.write(file);
        } else {
            load.read(file);
            load.measure();
        }
    }

    private void make(int subscriptions) {
        registry.tenants().put(new Tenant(TENANT, "acme", "Acme", CLOCK.instant()));
        var keys = SigningKeys.of(SharedSecret.generate(random));
        for (int i = 0; i < subscriptions; i++) {
            var uid = new SubscriptionUid(Id128.random(random));
            registry.subscriptions().put(Subscription.active(uid, TENANT, "s-" + i, spec(i), keys, CLOCK.instant()), 0);
        }
        registry.snapshotKeeper().keep(TENANT);
        blobs.names()
                .forEach(name ->
                        out.printf("snapshot: %,d bytes%n", blobs.get(name).orElseThrow().length));
    }

    private static SubscriptionSpec spec(int i) {
        var type = i % TYPES == 0 ? Events.TYPE : "other.type-" + i % TYPES;
        if (i == 0) {
            return spec(type, null);
        }
        int number = i / TYPES;
        var region = OPERATORS.get(number % OPERATORS.size()).formatted(number);
        return spec(
                type,
                Filter.parse("{\"data\":{\"region\":%s,\"amount\":[{\"numeric\":[\">\",%d]}]}}"
                        .formatted(region, 1_000 + number)));
    }

    private static SubscriptionSpec spec(String type, @Nullable Filter filter) {
        return new SubscriptionSpec(
                List.of(new TypePattern.Exact(type)),
                filter,
                new Destination.Webhook(URI.create("https://example.com/"), Map.of(), Destination.Mode.BINARY),
                Policy.STANDARD);
    }

    private void measure() {
        long before = used();
        var router = registry.router(Long.MAX_VALUE);
        var event = Events.event("event-1");
        for (int i = 1; i <= 3; i++) {
            long begin = System.nanoTime();
            long cpu = THREADS.getCurrentThreadCpuTime();
            var plan = router.route(TENANT, event);
            out.printf(
                    "event %d: %,d µs, of CPU %,d µs, version %,d, %d subscriptions%n",
                    i,
                    (System.nanoTime() - begin) / 1_000,
                    (THREADS.getCurrentThreadCpuTime() - cpu) / 1_000,
                    plan.registryVersion(),
                    plan.subscriptions().size());
        }
        out.printf("memory: %,d MiB%n", (used() - before) / MIB);
        out.printf("event 4: %s%n", router.route(TENANT, event).registryVersion());
    }

    private static long used() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        var runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    /// What a router reads: the items of the tenant, and its snapshot, behind which nothing was changed.
    private void write(Path file) throws IOException {
        try (var data = new DataOutputStream(Files.newOutputStream(file))) {
            var items = table.items().stream()
                    .filter(item -> item.key().partition().startsWith("tenant#"))
                    .toList();
            data.writeInt(items.size());
            for (var item : items) {
                write(data, item);
            }
            data.writeInt(blobs.names().size());
            for (var name : blobs.names()) {
                data.writeUTF(name);
                write(data, blobs.get(name).orElseThrow());
            }
        }
    }

    private static void write(DataOutputStream data, Item item) throws IOException {
        data.writeUTF(item.key().partition());
        data.writeUTF(item.key().sort());
        data.writeInt(item.attributes().size());
        for (var attribute : item.attributes().entrySet()) {
            data.writeUTF(attribute.getKey());
            switch (attribute.getValue()) {
                case Value.Text(var text) -> {
                    data.writeByte(1);
                    data.writeUTF(text);
                }
                case Value.Whole(var number) -> {
                    data.writeByte(2);
                    data.writeLong(number);
                }
                case Value.Binary(var bytes) -> {
                    data.writeByte(3);
                    write(data, bytes);
                }
            }
        }
    }

    private static void write(DataOutputStream data, byte[] bytes) throws IOException {
        data.writeInt(bytes.length);
        data.write(bytes);
    }

    private void read(Path file) throws IOException {
        try (var data = new DataInputStream(Files.newInputStream(file))) {
            int items = data.readInt();
            var read = new ArrayList<Item>();
            for (int i = 0; i < items; i++) {
                read.add(item(data));
            }
            read.forEach(item -> table.put(item, new Table.Condition.Any()));
            int count = data.readInt();
            for (int i = 0; i < count; i++) {
                var name = data.readUTF();
                blobs.put(name, data.readNBytes(data.readInt()));
            }
        }
    }

    private static Item item(DataInputStream data) throws IOException {
        var key = new Key(data.readUTF(), data.readUTF());
        var item = new Item(key, Map.of());
        int attributes = data.readInt();
        for (int i = 0; i < attributes; i++) {
            var name = data.readUTF();
            item = switch (data.readByte()) {
                case 1 -> item.with(name, data.readUTF());
                case 2 -> item.with(name, data.readLong());
                default -> item.with(name, data.readNBytes(data.readInt()));
            };
        }
        return item;
    }
}

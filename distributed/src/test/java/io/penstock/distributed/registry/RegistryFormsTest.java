package io.penstock.distributed.registry;

import static io.penstock.distributed.registry.Scene.ORDER_PAID;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.access.ApiKey;
import io.penstock.arn.ArnPattern;
import io.penstock.distributed.ChangedTable;
import io.penstock.distributed.DistributedOptions;
import io.penstock.distributed.InMemoryVault;
import io.penstock.distributed.Item;
import io.penstock.distributed.ItemText;
import io.penstock.distributed.Table;
import io.penstock.distributed.memory.InMemoryBlobs;
import io.penstock.distributed.memory.InMemoryTable;
import io.penstock.filter.Filter;
import io.penstock.identity.Id128;
import io.penstock.retry.RetrySchedule;
import io.penstock.signing.SharedSecret;
import io.penstock.signing.SigningKeys;
import io.penstock.subscription.Destination;
import io.penstock.subscription.Policy;
import io.penstock.subscription.Status;
import io.penstock.subscription.Subscription;
import io.penstock.subscription.SubscriptionLimits;
import io.penstock.subscription.SubscriptionSpec;
import io.penstock.subscription.SubscriptionUid;
import io.penstock.subscription.TypePattern;
import io.penstock.tenant.Tenant;
import io.penstock.tenant.TenantUid;
import io.penstock.testing.TestClock;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What the registry of each release wrote is read, and what this one writes is what was recorded of it: every kind of
/// item, and a snapshot. `-Dpenstock.record=true` records it anew.
class RegistryFormsTest {
    private static final Path RECORDED = Path.of("src", "test", "resources", "recorded-registry");
    private static final String THIS_RELEASE = "0.1";
    private static final String ITEMS = "items.jsonl";
    private static final String SNAPSHOT = "snapshot.txt";

    private static final Instant LATER = TestClock.START.plus(Duration.ofDays(1));
    private static final Tenant ACME = new Tenant(
            new TenantUid(new Id128(1, 1)),
            "acme",
            "Acme & Söhne",
            TestClock.START,
            List.of(new ArnPattern("arn:aws:sqs:*:123456789012:orders-*")));
    private static final Tenant GLOBEX =
            new Tenant(new TenantUid(new Id128(1, 2)), "globex", "Globex", TestClock.START);
    private static final Tenant INITECH =
            new Tenant(new TenantUid(new Id128(1, 3)), "initech", "Initech", TestClock.START);
    private static final Subscription ORDERS = subscription(ACME, 1, "orders", "{\"source\":[\"/shop\"]}", "order.*");
    private static final Subscription STOCK = subscription(ACME, 2, "stock", null, "stock.low", "stock.out");
    private static final Subscription HALF = subscription(GLOBEX, 3, "half", null, "*");
    private static final ApiKey KEY =
            new ApiKey("key_1", ACME.uid(), "ci, Zürich", "0f".repeat(32), TestClock.START, LATER);

    private static Subscription subscription(
            Tenant tenant, long number, String id, @Nullable String filter, String... types) {
        var secret = SharedSecret.generate(new Random(number));
        return Subscription.active(
                new SubscriptionUid(new Id128(2, number)),
                tenant.uid(),
                id,
                new SubscriptionSpec(
                        Stream.of(types).map(TypePattern::parse).toList(),
                        filter == null ? null : Filter.parse(filter),
                        new Destination.Webhook(
                                URI.create("https://receiver.example/hooks"),
                                Map.of("X-Zone", "eu"),
                                Destination.Mode.STRUCTURED),
                        new Policy(new RetrySchedule(List.of(Duration.ofSeconds(5)), 0.25), Duration.ofSeconds(9))),
                SigningKeys.of(secret)
                        .rotated(SharedSecret.generate(new Random(number + 100)), TestClock.START, Duration.ofDays(1))
                        .orElseThrow(),
                TestClock.START);
    }

    private static DistributedRegistry open(Table table, InMemoryBlobs blobs) {
        return new DistributedRegistry(
                table,
                blobs,
                new InMemoryVault(new Random(1)),
                SubscriptionLimits.STANDARD,
                DistributedOptions.STANDARD,
                new TestClock(),
                new Random(2));
    }

    /// A little of everything.
    private static void play(InMemoryTable table, InMemoryBlobs blobs) {
        var registry = open(table, blobs);
        List.of(ACME, GLOBEX, INITECH).forEach(registry.tenants()::put);
        registry.keys().add(KEY);
        registry.keys().add(new ApiKey("key_2", ACME.uid(), "ci", "1e".repeat(32), TestClock.START, null));
        var orders = registry.subscriptions().put(ORDERS, 0);
        var stock = registry.subscriptions().put(STOCK, 0);
        orders = registry.subscriptions()
                .put(orders.with(Status.disabled("the receiver answered 410", LATER), LATER), orders.version());
        new Snapshots(table, blobs, new Random(3)).renew(ACME.uid(), orders.version());
        var changed = registry.subscriptions()
                .put(stock.with(subscription(ACME, 2, "stock", null, "stock.*").spec(), LATER), stock.version());
        registry.subscriptions().delete(changed.uid(), changed.version());
        registry.tenants().delete(INITECH.uid());
        putHalf(table, blobs);
    }

    /// Only its tenant's head is written.
    private static void putHalf(InMemoryTable table, InMemoryBlobs blobs) {
        var dying = new ChangedTable(table) {
            private boolean written;

            @Override
            public Put put(Item item, Condition condition) {
                if (written) {
                    throw new Scene.Died();
                }
                written = true;
                return super.put(item, condition);
            }
        };
        try {
            open(dying, blobs).subscriptions().put(HALF, 0);
        } catch (Scene.Died e) {
            assertThat(dying.written).isTrue();
        }
    }

    @Test
    void whatIsWrittenIsAsItWasRecorded() throws IOException {
        var table = new InMemoryTable();
        var blobs = new InMemoryBlobs();
        play(table, blobs);
        var items = table.items().stream().map(ItemText::write).sorted().toList();
        var snapshot = blobs.get(blobs.names().iterator().next()).orElseThrow();
        var directory = RECORDED.resolve(THIS_RELEASE);
        if (Boolean.getBoolean("penstock.record")) {
            Files.createDirectories(directory);
            Files.writeString(directory.resolve(ITEMS), String.join("\n", items) + "\n");
            Files.writeString(directory.resolve(SNAPSHOT), Base64.getEncoder().encodeToString(snapshot) + "\n");
        }

        assertThat(Files.readAllLines(directory.resolve(ITEMS))).isEqualTo(items);
        assertThat(inflated(snapshot(directory))).isEqualTo(inflated(snapshot));
    }

    private static byte[] snapshot(Path directory) throws IOException {
        return Base64.getDecoder()
                .decode(Files.readString(directory.resolve(SNAPSHOT)).strip());
    }

    /// How it is compressed is of no matter.
    private static String inflated(byte[] bytes) throws IOException {
        try (var inflated = new InflaterInputStream(new ByteArrayInputStream(bytes))) {
            return new String(inflated.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    static Stream<Path> releases() throws IOException {
        try (var directories = Files.list(RECORDED)) {
            return directories.sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("releases")
    void whatAReleaseWroteIsRead(Path release) throws IOException {
        var table = new InMemoryTable();
        var blobs = new InMemoryBlobs();
        for (var line : Files.readAllLines(release.resolve(ITEMS))) {
            var item = ItemText.read(line);
            table.put(item, new Table.Condition.Any());
            if (item.has("blob")) {
                blobs.put(item.text("blob"), snapshot(release));
            }
        }
        var registry = open(table, blobs);

        assertThat(registry.tenants().list("", 10)).containsExactly(ACME, GLOBEX);
        assertThat(registry.keys().find("key_1")).hasValue(KEY);
        assertThat(registry.keys().list(ACME.uid())).hasSize(2);
        var orders = registry.subscriptions().find(ORDERS.uid()).orElseThrow();
        assertThat(orders)
                .isEqualTo(ORDERS.with(Status.disabled("the receiver answered 410", LATER), LATER)
                        .withVersion(3));
        assertThat(registry.subscriptions().list(ACME.uid(), "", 10)).containsExactly(orders);
        assertThat(registry.subscriptions().asOf(ACME.uid(), "stock", 2)).hasValue(STOCK.selection());
        assertThat(registry.subscriptions().asOf(ACME.uid(), "stock", 5)).isEmpty();
        assertThat(registry.names().apply(STOCK.uid())).isEqualTo("stock");
        var router = registry.router(1_000_000);
        assertThat(router.route(ACME.uid(), ORDER_PAID).registryVersion()).isEqualTo(5);
        assertThat(router.route(ACME.uid(), ORDER_PAID).subscriptions()).containsExactly(ORDERS.uid());
        assertThat(router.route(GLOBEX.uid(), ORDER_PAID).subscriptions()).containsExactly(HALF.uid());
        assertThat(registry.subscriptions().find(GLOBEX.uid(), "half")).hasValue(HALF.withVersion(1));
        assertThat(registry.endedTenants().removeSome()).isFalse();
        checkChanges(table);
    }

    private static void checkChanges(InMemoryTable table) {
        var changes = new ArrayList<SubscriptionChange>();
        table.items().forEach(item -> SubscriptionChange.of(item).ifPresent(changes::add));
        assertThat(changes)
                .extracting(SubscriptionChange::kind)
                .contains(
                        SubscriptionChange.Kind.CREATED,
                        SubscriptionChange.Kind.DISABLED,
                        SubscriptionChange.Kind.UPDATED,
                        SubscriptionChange.Kind.DELETED);
    }
}

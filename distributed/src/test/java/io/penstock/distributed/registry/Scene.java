package io.penstock.distributed.registry;

import io.penstock.distributed.Blobs;
import io.penstock.distributed.ChangedTable;
import io.penstock.distributed.DistributedOptions;
import io.penstock.distributed.InMemoryVault;
import io.penstock.distributed.Item;
import io.penstock.distributed.Key;
import io.penstock.distributed.Table;
import io.penstock.distributed.Vault;
import io.penstock.distributed.memory.InMemoryBlobs;
import io.penstock.distributed.memory.InMemoryTable;
import io.penstock.event.Event;
import io.penstock.subscription.Status;
import io.penstock.subscription.Subscription;
import io.penstock.subscription.SubscriptionLimits;
import io.penstock.subscription.SubscriptionSpec;
import io.penstock.subscription.TestSubscriptions;
import io.penstock.subscription.TypePattern;
import io.penstock.tenant.Tenant;
import io.penstock.tenant.TestTenants;
import io.penstock.testing.TestClock;
import java.io.Serial;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/// A registry with a tenant, of which several processes may be made; what is read and written is counted, and any of them
/// can die before an effect.
final class Scene {
    static final Event ORDER_PAID = event("order.paid");
    static final Event STOCK_LOW = event("stock.low");

    final TestClock clock = new TestClock();
    final InMemoryTable table = new InMemoryTable();
    final InMemoryBlobs blobs = new InMemoryBlobs();
    final InMemoryVault vault = new InMemoryVault(new Random(1));
    final Tenant acme = TestTenants.of("acme");
    final List<String> reads = new ArrayList<>();
    private final Random random = new Random(2);

    /// How many effects there are still to be before the process dies.
    private int effectsLeft = Integer.MAX_VALUE;

    /// The end of a process.
    static final class Died extends RuntimeException {
        @Serial
        private static final long serialVersionUID = 1;
    }

    Scene() {
        open().tenants().put(acme);
        reads.clear();
    }

    /// Another process.
    DistributedRegistry open() {
        return open(vault);
    }

    /// The same that has `vault`.
    DistributedRegistry open(Vault vault) {
        return new DistributedRegistry(
                new Watched(table),
                new WatchedBlobs(),
                vault,
                new SubscriptionLimits(10_000, 100_000_000, Long.MAX_VALUE),
                DistributedOptions.STANDARD,
                clock,
                random);
    }

    /// Whoever writes dies after so many effects.
    void dieAfter(int effects) {
        effectsLeft = effects;
    }

    /// Nobody dies any more.
    void live() {
        effectsLeft = Integer.MAX_VALUE;
    }

    private void effect() {
        if (effectsLeft-- <= 0) {
            throw new Died();
        }
    }

    /// Makes one that wants `types`.
    Subscription make(DistributedRegistry registry, String id, String... types) {
        return registry.subscriptions().put(wanting(TestSubscriptions.of(acme.uid(), id), types), 0);
    }

    /// The same, that wants `types`.
    Subscription wanting(Subscription subscription, String... types) {
        var patterns = List.of(types).stream().map(TypePattern::parse).toList();
        return subscription.with(
                new SubscriptionSpec(patterns, null, subscription.destination(), subscription.policy()),
                clock.instant());
    }

    /// Pauses or resumes one so often.
    Subscription changeTimes(DistributedRegistry registry, Subscription subscription, int times) {
        var changed = subscription;
        for (int i = 0; i < times; i++) {
            var status = i % 2 == 0 ? Status.paused(clock.instant()) : Status.active(clock.instant());
            changed = registry.subscriptions().put(changed.with(status, clock.instant()), changed.version());
        }
        return changed;
    }

    /// The versions in the log of changes.
    List<Long> log() {
        return table.query(Table.Range.of(RegistryPlaces.changes(acme.uid()), ""), 10_000).stream()
                .map(item -> SubscriptionChange.read(item).version())
                .toList();
    }

    private static Event event(String type) {
        return new Event("1", "/shop", type, null, null, null, null, Map.of(), null);
    }

    private final class Watched extends ChangedTable {
        Watched(Table table) {
            super(table);
        }

        @Override
        public Optional<Item> get(Key key) {
            reads.add(key.sort());
            return super.get(key);
        }

        @Override
        public Map<Key, Item> get(Collection<Key> keys) {
            keys.forEach(key -> reads.add(key.sort()));
            return super.get(keys);
        }

        @Override
        public List<Item> query(Range range, int limit) {
            reads.add(range.partition());
            return super.query(range, limit);
        }

        @Override
        public Put put(Item item, Condition condition) {
            effect();
            return super.put(item, condition);
        }

        @Override
        public boolean delete(Key key, Condition condition) {
            effect();
            return super.delete(key, condition);
        }

        @Override
        public void deleteAll(List<Key> keys) {
            keys.forEach(key -> delete(key, new Condition.Any()));
        }
    }

    private final class WatchedBlobs implements Blobs {
        @Override
        public void put(String name, byte[] bytes) {
            effect();
            blobs.put(name, bytes);
        }

        @Override
        public Optional<byte[]> get(String name) {
            reads.add("blob");
            return blobs.get(name);
        }

        @Override
        public void delete(String name) {
            effect();
            blobs.delete(name);
        }
    }
}

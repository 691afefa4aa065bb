package io.penstock.subscription;

import io.penstock.access.ApiKey;
import io.penstock.access.Keys;
import io.penstock.tenant.Tenant;
import io.penstock.tenant.TenantEndedException;
import io.penstock.tenant.TenantUid;
import io.penstock.tenant.Tenants;
import io.penstock.testing.TestClock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A registry in memory: what [Tenants], [Keys] and [Subscriptions] promise, in as few words as possible.
/// Safe for use by many threads.
public final class InMemoryRegistry implements RegistryUnderTest {
    /// One change: a subscription as it was from `version` on; null once it was deleted.
    private record Change(
            TenantUid tenant,
            String id,
            long version,
            @Nullable Subscription after) {}

    private final SubscriptionLimits limits;
    private final Map<TenantUid, Tenant> tenants = new HashMap<>();
    private final Map<String, ApiKey> keys = new LinkedHashMap<>();
    private final Map<SubscriptionUid, Subscription> subscriptions = new HashMap<>();
    private final List<Change> changes = new ArrayList<>();
    private long version;

    /// With the limits of a server.
    public InMemoryRegistry() {
        this(SubscriptionLimits.STANDARD);
    }

    /// With limits of its own.
    public InMemoryRegistry(SubscriptionLimits limits) {
        this.limits = limits;
    }

    @Override
    public SubscriptionLimits limits() {
        return limits;
    }

    private void checkRoom(Subscription put, @Nullable Subscription present) {
        if (present != null && put.bytes() <= present.bytes()) {
            return;
        }
        var others = subscriptions.values().stream()
                .filter(other -> !other.uid().equals(put.uid()))
                .toList();
        var ofTenant = others.stream()
                .filter(other -> other.tenant().equals(put.tenant()))
                .toList();
        limits.check(ofTenant.size() + 1, bytes(ofTenant) + put.bytes(), bytes(others) + put.bytes());
    }

    private static long bytes(List<Subscription> subscriptions) {
        return subscriptions.stream().mapToLong(Subscription::bytes).sum();
    }

    /// One that has these tenants, called what their uids are.
    public static InMemoryRegistry of(TenantUid... tenants) {
        var registry = new InMemoryRegistry();
        for (var uid : tenants) {
            registry.tenants.put(uid, new Tenant(uid, uid.toString(), "Test", TestClock.START));
        }
        return registry;
    }

    private void checkInForce(TenantUid tenant) {
        if (!tenants.containsKey(tenant)) {
            throw new TenantEndedException(tenant);
        }
    }

    @Override
    public Tenants tenants() {
        return new InMemoryTenants();
    }

    @Override
    public Keys keys() {
        return new InMemoryKeys();
    }

    @Override
    public Subscriptions subscriptions() {
        return new InMemorySubscriptions();
    }

    /// Stands in for a registry that is durable: a crash loses nothing.
    @Override
    public boolean reopen() {
        return true;
    }

    /// What the subscription is called, or was; its uid, if it was never here.
    public synchronized String nameOf(SubscriptionUid uid) {
        return changes.stream()
                .map(Change::after)
                .filter(after -> after != null && after.uid().equals(uid))
                .reduce((earlier, later) -> later)
                .map(Subscription::id)
                .orElse(uid.toString());
    }

    private boolean end(SubscriptionUid uid) {
        var ended = subscriptions.remove(uid);
        if (ended == null) {
            return false;
        }
        changes.add(new Change(ended.tenant(), ended.id(), ++version, null));
        return true;
    }

    private final class InMemoryTenants implements Tenants {
        @Override
        public Optional<Tenant> find(String id) {
            synchronized (InMemoryRegistry.this) {
                return tenants.values().stream()
                        .filter(tenant -> tenant.id().equals(id))
                        .findAny();
            }
        }

        @Override
        public Optional<Tenant> find(TenantUid uid) {
            synchronized (InMemoryRegistry.this) {
                return Optional.ofNullable(tenants.get(uid));
            }
        }

        @Override
        public List<Tenant> list(String after, int limit) {
            synchronized (InMemoryRegistry.this) {
                return tenants.values().stream()
                        .filter(tenant -> tenant.id().compareTo(after) > 0)
                        .sorted(Comparator.comparing(Tenant::id))
                        .limit(limit)
                        .toList();
            }
        }

        @Override
        public boolean put(Tenant tenant) {
            synchronized (InMemoryRegistry.this) {
                if (find(tenant.id())
                        .filter(other -> !other.uid().equals(tenant.uid()))
                        .isPresent()) {
                    return false;
                }
                tenants.put(tenant.uid(), tenant);
                return true;
            }
        }

        @Override
        public boolean delete(TenantUid uid) {
            synchronized (InMemoryRegistry.this) {
                keys.values().removeIf(key -> key.tenant().equals(uid));
                subscriptions.values().stream()
                        .filter(subscription -> subscription.tenant().equals(uid))
                        .map(Subscription::uid)
                        .toList()
                        .forEach(InMemoryRegistry.this::end);
                return tenants.remove(uid) != null;
            }
        }
    }

    private final class InMemoryKeys implements Keys {
        @Override
        public Optional<ApiKey> find(String id) {
            synchronized (InMemoryRegistry.this) {
                return Optional.ofNullable(keys.get(id));
            }
        }

        @Override
        public List<ApiKey> list(TenantUid tenant) {
            synchronized (InMemoryRegistry.this) {
                return keys.values().stream()
                        .filter(key -> key.tenant().equals(tenant))
                        .sorted(Comparator.comparing(ApiKey::createdAt))
                        .toList();
            }
        }

        @Override
        public void add(ApiKey key) {
            synchronized (InMemoryRegistry.this) {
                checkInForce(key.tenant());
                ApiKey.checkRoom(list(key.tenant()).size());
                if (keys.putIfAbsent(key.id(), key) != null) {
                    throw new IllegalStateException("there is a key of this id already: " + key.id());
                }
            }
        }

        @Override
        public boolean revoke(TenantUid tenant, String id) {
            synchronized (InMemoryRegistry.this) {
                return keys.values()
                        .removeIf(key -> key.id().equals(id) && key.tenant().equals(tenant));
            }
        }
    }

    private final class InMemorySubscriptions implements Subscriptions {
        @Override
        public Optional<Subscription> find(TenantUid tenant, String id) {
            synchronized (InMemoryRegistry.this) {
                return subscriptions.values().stream()
                        .filter(subscription -> subscription.tenant().equals(tenant))
                        .filter(subscription -> subscription.id().equals(id))
                        .findAny();
            }
        }

        @Override
        public Optional<Subscription> find(SubscriptionUid uid) {
            synchronized (InMemoryRegistry.this) {
                return Optional.ofNullable(subscriptions.get(uid));
            }
        }

        @Override
        public List<Subscription> list(TenantUid tenant, String after, int limit) {
            synchronized (InMemoryRegistry.this) {
                var byId = new TreeMap<String, Subscription>();
                subscriptions.values().stream()
                        .filter(subscription -> subscription.tenant().equals(tenant))
                        .forEach(subscription -> byId.put(subscription.id(), subscription));
                return byId.tailMap(after, false).values().stream().limit(limit).toList();
            }
        }

        @Override
        public Subscription put(Subscription subscription, long expected) {
            synchronized (InMemoryRegistry.this) {
                checkInForce(subscription.tenant());
                var present = subscriptions.get(subscription.uid());
                var called = find(subscription.tenant(), subscription.id());
                boolean taken = called.filter(other -> !other.uid().equals(subscription.uid()))
                        .isPresent();
                if (taken || (present == null ? 0 : present.version()) != expected) {
                    throw new ChangedMeanwhileException("the subscription '%s'".formatted(subscription.id()));
                }
                checkRoom(subscription, present);
                var after = subscription.withVersion(++version);
                subscriptions.put(after.uid(), after);
                changes.add(new Change(after.tenant(), after.id(), version, after));
                return after;
            }
        }

        @Override
        public boolean delete(SubscriptionUid uid, long expected) {
            synchronized (InMemoryRegistry.this) {
                var present = subscriptions.get(uid);
                if (present != null && present.version() != expected) {
                    throw new ChangedMeanwhileException("the subscription '%s'".formatted(present.id()));
                }
                return end(uid);
            }
        }

        @Override
        public Optional<Selection> asOf(TenantUid tenant, String id, long version) {
            synchronized (InMemoryRegistry.this) {
                return changes.stream()
                        .filter(change ->
                                change.tenant().equals(tenant) && change.id().equals(id))
                        .filter(change -> change.version() <= version)
                        .reduce((earlier, later) -> later)
                        .map(Change::after)
                        .map(Subscription::selection);
            }
        }
    }
}

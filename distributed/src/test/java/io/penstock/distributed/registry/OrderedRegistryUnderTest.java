package io.penstock.distributed.registry;

import io.penstock.access.Keys;
import io.penstock.distributed.DistributedOptions;
import io.penstock.distributed.InMemoryVault;
import io.penstock.distributed.Table;
import io.penstock.distributed.memory.InMemoryBlobs;
import io.penstock.event.Event;
import io.penstock.operation.OperationalEventJson;
import io.penstock.subscription.RegistryUnderTest;
import io.penstock.subscription.SubscriptionLimits;
import io.penstock.subscription.SubscriptionUid;
import io.penstock.subscription.Subscriptions;
import io.penstock.tenant.TenantUid;
import io.penstock.tenant.Tenants;
import io.penstock.testing.TestClock;
import java.util.List;
import java.util.Random;
import java.util.function.Function;

/// The registry under core's contract suites, over a table that outlives it.
public final class OrderedRegistryUnderTest implements RegistryUnderTest {
    private final SubscriptionLimits limits;
    private final StreamedTable table;
    private final InMemoryBlobs blobs = new InMemoryBlobs();
    private final InMemoryVault vault = new InMemoryVault(new Random(1));
    private int lives;
    private DistributedRegistry registry;

    /// Over `table`, which has nothing in it.
    public OrderedRegistryUnderTest(Table table, SubscriptionLimits limits) {
        this.table = new StreamedTable(table);
        this.limits = limits;
        this.registry = open();
    }

    private DistributedRegistry open() {
        return new DistributedRegistry(
                table, blobs, vault, limits, DistributedOptions.STANDARD, new TestClock(), new Random(++lives));
    }

    @Override
    public Tenants tenants() {
        return registry.tenants();
    }

    @Override
    public Keys keys() {
        return registry.keys();
    }

    @Override
    public Subscriptions subscriptions() {
        return registry.subscriptions();
    }

    /// What subscriptions are called, or were.
    public Function<SubscriptionUid, String> names() {
        return registry.names();
    }

    @Override
    public List<Event> announced() {
        var changes = registry.announcedChanges();
        return table.changed().stream()
                .flatMap(change -> changes.of(change.key(), change.before(), change.after(), TestClock.START).stream())
                .map(OperationalEventJson::event)
                .toList();
    }

    @Override
    public void tidy() {
        while (registry.endedTenants().removeSome()) {}
    }

    /// What tenants are called, or were.
    public Function<TenantUid, String> tenantNames() {
        return registry.tenantNames();
    }

    @Override
    public SubscriptionLimits limits() {
        return limits;
    }

    @Override
    public boolean reopen() {
        registry = open();
        return true;
    }
}

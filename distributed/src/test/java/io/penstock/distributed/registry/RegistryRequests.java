package io.penstock.distributed.registry;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.access.ApiKey;
import io.penstock.distributed.ChangedTable;
import io.penstock.distributed.DistributedOptions;
import io.penstock.distributed.InMemoryVault;
import io.penstock.distributed.Item;
import io.penstock.distributed.Requests;
import io.penstock.distributed.memory.InMemoryBlobs;
import io.penstock.distributed.memory.InMemoryTable;
import io.penstock.identity.Id128;
import io.penstock.subscription.Status;
import io.penstock.subscription.Subscription;
import io.penstock.subscription.SubscriptionLimits;
import io.penstock.subscription.TestSubscriptions;
import io.penstock.tenant.ReservedTenant;
import io.penstock.tenant.Tenant;
import io.penstock.tenant.TenantUid;
import io.penstock.tenant.Tenants;
import io.penstock.tenant.TestTenants;
import io.penstock.testing.TestClock;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/// What functions ask of the registry: in random histories, and where all goes well.
public final class RegistryRequests {
    private static final int HISTORIES = 60;
    private static final List<String> ADMIN = List.of("Admin");
    private static final List<String> WATCH = List.of("Watch");

    private final Requests requests = new Requests();
    private final TestClock clock = new TestClock();
    private final Random random = new Random(1);
    private final StreamedTable table = new StreamedTable(new InMemoryTable());

    private RegistryRequests() {}

    /// As [Requests] writes them.
    public static Set<String> all() {
        var all = new TreeSet<String>();
        for (long seed = 1; seed <= HISTORIES; seed++) {
            var history = new RegistryHistory(seed, new RegistryMutant());
            history.run();
            all.addAll(history.requests());
        }
        var calm = new RegistryRequests();
        calm.goAllWays();
        all.addAll(calm.requests.noted());
        return all;
    }

    private void goAllWays() {
        var registry = new DistributedRegistry(
                requests.table("Registry", table),
                requests.blobs(new InMemoryBlobs()),
                new InMemoryVault(random),
                SubscriptionLimits.STANDARD,
                DistributedOptions.STANDARD,
                clock,
                random);
        var tenants = registry.tenants();
        var names = new ArrayList<String>();
        var acme = TestTenants.of("acme");
        var key = new ApiKey("key_1", acme.uid(), "ci", "0f".repeat(32), clock.instant(), null);
        var made = TestSubscriptions.of(acme.uid(), "billing");
        requests.by(ADMIN, () -> {
            tenants.put(acme);
            registry.keys().add(key);
            registry.subscriptions().put(made, 0);
            tenants.list("", 100);
            registry.keys().list(acme.uid());
            registry.subscriptions().asOf(acme.uid(), "billing", 0);
        });
        requests.by(List.of("Ingest", "Admin"), () -> {
            registry.keys().find(key.id());
            tenants.find(acme.uid());
        });
        requests.by(List.of("Ingest", "Ingress", "Admin"), () -> tenants.find("acme"));
        requests.by(
                List.of("Admin", "Deliver", "Sweep", "Replay"),
                () -> names.add(registry.names().apply(made.uid())));
        requests.by(List.of("Deliver", "Sweep"), () -> {
            names.add(registry.tenantNames().apply(acme.uid()));
            tenants.find(acme.uid());
        });
        requests.by(List.of("Deliver"), () -> {
            var refused = registry.subscriptions().find(made.uid()).orElseThrow();
            registry.subscriptions()
                    .setStatus(refused.uid(), Status.disabled("410", clock.instant()), refused.version());
        });
        requests.by(List.of("Sweep"), () -> registry.subscriptions().status(made.uid()));
        requests.by(List.of("Replay"), () -> registry.subscriptions().selection(made.uid()));
        requests.by(List.of("Announce"), () -> {
            var announced = registry.announcedChanges();
            table.changed()
                    .forEach(change -> announced.of(change.key(), change.before(), change.after(), TestClock.START));
        });
        makeTheReservedTenant(tenants);
        leaveUnfinished(TestSubscriptions.of(acme.uid(), "unfinished"));
        requests.by(ADMIN, () -> {
            registry.keys().revoke(acme.uid(), key.id());
            tenants.delete(acme.uid());
        });
        requests.by(List.of("Sweep"), registry.endedTenants()::removeSome);
    }

    /// Two do at the same time: the second finds nothing, and comes too late.
    private void makeTheReservedTenant(Tenants tenants) {
        requests.by(WATCH, () -> {
            var reserved = new ReservedTenant(tenants, clock, random).get();
            tenants.put(
                    new Tenant(new TenantUid(Id128.random(random)), reserved.id(), reserved.name(), clock.instant()));
        });
    }

    /// Whoever makes it dies behind the write that decides, and leaves the rest to others.
    private void leaveUnfinished(Subscription subscription) {
        var dying = new ChangedTable(table) {
            private int puts;

            @Override
            public Put put(Item item, Condition condition) {
                if (puts++ > 0) {
                    throw new IllegalStateException("the process dies");
                }
                return super.put(item, condition);
            }
        };
        var registry = new DistributedRegistry(
                dying,
                new InMemoryBlobs(),
                new InMemoryVault(random),
                SubscriptionLimits.STANDARD,
                DistributedOptions.STANDARD,
                clock,
                random);
        assertThatThrownBy(() -> registry.subscriptions().put(subscription, 0)).hasMessage("the process dies");
    }
}

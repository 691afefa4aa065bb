package io.penstock.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.event.EventJson;
import io.penstock.subscription.SubscriptionFixture;
import io.penstock.tenant.TestTenants;
import java.util.ArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ConcurrentRoutingTest {
    private static final int CHANGES = 2_000;
    private static final int READERS = 8;

    /// Each change replaces the one subscription: an odd version wants odd events, an even one even events, each by two
    /// types, one of which is in another place of the index.
    @Test
    @Timeout(60)
    void aRouteSeesAllOfAChangeOrNothing() throws Exception {
        var tenant = TestTenants.uid();
        var table = new RoutingTable(EventJson::write);
        var base = SubscriptionFixture.of(tenant).types("order.*", "order.created");
        table.put(base.version(1).filter(filter(1)).subscription());
        var done = new AtomicBoolean();

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var readers = new ArrayList<Future<Long>>();
            for (int i = 0; i < READERS; i++) {
                readers.add(threads.submit(() -> {
                    long last = 0;
                    while (!done.get()) {
                        var odd = table.route(tenant, RoutedEvents.event("order.created", "{\"parity\":\"1\"}"));
                        boolean matches = odd.registryVersion() % 2 == 1;
                        assertThat(odd.subscriptions()).hasSize(matches ? 1 : 0);
                        assertThat(odd.registryVersion()).isGreaterThanOrEqualTo(last);
                        last = odd.registryVersion();
                    }
                    return last;
                }));
            }
            try {
                for (int version = 2; version <= CHANGES; version++) {
                    table.put(base.version(version).filter(filter(version)).subscription());
                    var parity = "{\"parity\":\"%d\"}".formatted(version % 2);
                    var plan = table.route(tenant, RoutedEvents.event("order.created", parity));
                    assertThat(plan.registryVersion()).isEqualTo(version);
                    assertThat(plan.subscriptions()).hasSize(1);
                }
            } finally {
                done.set(true);
            }
            for (var reader : readers) {
                assertThat(reader.get()).isBetween(0L, (long) CHANGES);
            }
        }
    }

    private static String filter(int version) {
        return "{\"data\":{\"parity\":[\"%d\"]}}".formatted(version % 2);
    }
}

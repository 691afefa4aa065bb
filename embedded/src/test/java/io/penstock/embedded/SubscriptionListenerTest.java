package io.penstock.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.subscription.Status;
import io.penstock.subscription.Subscription;
import io.penstock.subscription.TestSubscriptions;
import io.penstock.tenant.Tenant;
import io.penstock.tenant.TenantUid;
import io.penstock.testing.TestClock;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the index for matching hears of the registry.
final class SubscriptionListenerTest {
    @TempDir
    Path directory;

    private final List<String> heard = new ArrayList<>();
    private EmbeddedEngine engine;

    @BeforeEach
    void open() {
        var listener = new SubscriptionListener() {
            @Override
            public void start(long version) {
                heard.add("start " + version);
            }

            @Override
            public void put(Subscription subscription) {
                heard.add("put %s %d".formatted(subscription.id(), subscription.version()));
            }

            @Override
            public void remove(Subscription last, long version) {
                heard.add("remove %s %d".formatted(last.id(), version));
            }

            @Override
            public void removeAll(TenantUid tenant) {
                heard.add("remove all");
            }
        };
        engine = EmbeddedEngine.open(
                EmbeddedOptions.in(directory),
                new EmbeddedEngine.Surroundings(new TestClock(), new Random(7), listener, (what, cause) -> {
                    throw new AssertionError(what, cause);
                }));
        engine.tenants().put(new Tenant(Samples.TENANT, "acme", "Acme", Samples.START));
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private Subscription put(String id) {
        return engine.subscriptions().put(TestSubscriptions.of(Samples.TENANT, id), 0);
    }

    @Test
    void everyChangeIsToldWithItsVersion() {
        var orders = put("orders");
        var paused =
                engine.subscriptions().put(orders.with(Status.paused(Samples.START), Samples.START), orders.version());
        engine.subscriptions().delete(paused.uid(), paused.version());

        assertThat(heard).containsExactly("start 0", "put orders 1", "put orders 2", "remove orders 3");
    }

    @Test
    void aStartBeginsWithTheVersionThatTheLastChangeLeft() {
        put("orders");
        var gone = put("gone");
        engine.subscriptions().delete(gone.uid(), gone.version());
        engine.close();
        heard.clear();

        open();

        assertThat(heard).containsExactly("start 3", "put orders 1");
    }

    @Test
    void theSubscriptionsOfATenantThatEndsAreGoneAtOnce() {
        put("orders");

        engine.tenants().delete(Samples.TENANT);

        assertThat(heard).containsExactly("start 0", "put orders 1", "remove all");
    }
}

package io.penstock.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.delivery.Deliverer;
import io.penstock.delivery.InMemoryAttemptCounts;
import io.penstock.delivery.PermittedTargets;
import io.penstock.embedded.EmbeddedEngine;
import io.penstock.embedded.EmbeddedOptions;
import io.penstock.embedded.SubscriptionListener;
import io.penstock.subscription.Subscription;
import io.penstock.subscription.TargetPermissions;
import io.penstock.tenant.TenantUid;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Random;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DispatcherTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    @TempDir
    Path directory;

    private volatile boolean broken;

    private final InstantSource clock = () -> {
        if (broken) {
            throw new LinkageError("on purpose");
        }
        return InstantSource.system().instant();
    };

    @Test
    void anErrorThatEndsItIsFatal() throws InterruptedException {
        var fatal = new ArrayBlockingQueue<String>(1);
        try (var engine = EmbeddedEngine.open(
                EmbeddedOptions.in(directory),
                new EmbeddedEngine.Surroundings(
                        clock, new Random(7), new Nobody(), (what, cause) -> fatal.add(what)))) {
            var deliverer = new Deliverer(
                    engine.deliveries(),
                    engine.subscriptions(),
                    request -> {
                        throw new AssertionError("nothing is to be sent: " + request);
                    },
                    new PermittedTargets(engine.tenants(), TargetPermissions.NONE, shipment -> {
                        throw new AssertionError("nothing is to be sent: " + shipment);
                    }),
                    new InMemoryAttemptCounts(),
                    clock,
                    new Random(7));
            try (var dispatcher = new Dispatcher(
                    engine.queue(), deliverer, (message, step) -> {}, (what, cause) -> fatal.add(what))) {
                assertThat(dispatcher.isRunning()).isFalse();
                dispatcher.start();
                assertThat(dispatcher.isRunning()).isTrue();

                broken = true;

                assertThat(fatal.poll(SOON.toSeconds(), TimeUnit.SECONDS)).isEqualTo("starting attempts");
                Eventually.await(SOON, "its end", () -> !dispatcher.isRunning());
            }
            broken = false;
        }
    }

    private static final class Nobody implements SubscriptionListener {
        @Override
        public void start(long version) {}

        @Override
        public void put(Subscription subscription) {}

        @Override
        public void remove(Subscription last, long version) {}

        @Override
        public void removeAll(TenantUid tenant) {}
    }
}

package io.penstock.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.subscription.Status;
import io.penstock.subscription.Subscription;
import io.penstock.subscription.TestSubscriptions;
import io.penstock.testing.TestClock;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the listener is told: it keeps the index by which events are matched.
final class SqliteSubscriptionsTest {
    @TempDir
    Path directory;

    private final TestClock clock = new TestClock();
    private final List<Object> told = new ArrayList<>();

    private record Removed(Subscription last, long version) {}

    private EmbeddedEngine open() {
        told.clear();
        var listener = new SubscriptionListener() {
            @Override
            public void put(Subscription subscription) {
                told.add(subscription);
            }

            @Override
            public void remove(Subscription last, long version) {
                told.add(new Removed(last, version));
            }
        };
        return EmbeddedEngine.open(
                EmbeddedOptions.in(directory).withAttempts(64, 64),
                new EmbeddedEngine.Surroundings(clock, new Random(7), listener, (what, cause) -> {
                    throw new AssertionError(what, cause);
                }));
    }

    @Test
    void everyChangeIsToldAndAtTheNextStartWhatIsInForce() {
        Subscription active;
        Subscription paused;
        try (var engine = open()) {
            var subscriptions = engine.subscriptions();
            var now = clock.instant();
            active = subscriptions.put(TestSubscriptions.of(Samples.TENANT, "active"), 0);
            var first = subscriptions.put(TestSubscriptions.of(Samples.TENANT, "paused"), 0);
            paused = subscriptions.put(first.with(Status.paused(now), now), first.version());
            var gone = subscriptions.put(TestSubscriptions.of(Samples.TENANT, "gone"), 0);
            subscriptions.delete(gone.uid());

            assertThat(told).containsExactly(active, first, paused, gone, new Removed(gone, gone.version() + 1));
        }

        try (var engine = open()) {
            assertThat(told).containsExactlyInAnyOrder(active, paused);
            assertThat(engine.subscriptions().count(Samples.TENANT)).isEqualTo(2);
        }
    }
}

package io.penstock.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.signing.SharedSecret;
import io.penstock.subscription.Destination;
import io.penstock.subscription.InMemoryRegistry;
import io.penstock.subscription.Meddling;
import io.penstock.subscription.Status;
import io.penstock.subscription.Subscription;
import io.penstock.subscription.SubscriptionAdministration;
import io.penstock.subscription.SubscriptionSpec;
import io.penstock.subscription.TestSubscriptions;
import io.penstock.tenant.TenantUid;
import io.penstock.tenant.TestTenants;
import io.penstock.testing.TestClock;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class DisablerTest {
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00.123456789Z");
    private static final Instant NOW_IN_MILLIS = Instant.parse("2026-03-01T10:00:00.123Z");

    private final RandomGenerator random = new Random(42);
    private final TestClock clock = new TestClock(NOW);
    private final TenantUid tenant = TestTenants.uid();
    private final Meddling subscriptions =
            new Meddling(InMemoryRegistry.of(tenant).subscriptions());
    private final SubscriptionAdministration administration =
            new SubscriptionAdministration(subscriptions, _ -> {}, clock, random);
    private final Disabler disabler = new Disabler(subscriptions, clock);
    private final Subscription attempted = subscriptions.put(TestSubscriptions.of(tenant, "orders"), 0);

    @Test
    void aSubscriptionIsDisabledForAReasonAndElseUnchanged() {
        disabler.disable(attempted, "gone");

        assertThat(present())
                .usingRecursiveComparison()
                .ignoringFields("version", "status", "updatedAt")
                .isEqualTo(attempted);
        assertThat(present().status().state()).isEqualTo(Status.State.DISABLED);
        assertThat(present().status().reason()).isEqualTo("gone");
    }

    @Test
    void theTimeOfItIsInMillisecondsAsAllTimesOfSubscriptionsAre() {
        disabler.disable(attempted, "gone");

        assertThat(present().status().since()).isEqualTo(NOW_IN_MILLIS);
        assertThat(present().updatedAt()).isEqualTo(NOW_IN_MILLIS);
    }

    @Test
    void whatIsPausedIsLeftAlone() {
        var paused = administration.pause(tenant, "orders").orElseThrow();

        disabler.disable(attempted, "gone");

        assertThat(present()).isEqualTo(paused);
    }

    @Test
    void whatIsDisabledKeepsItsFirstReason() {
        disabler.disable(attempted, "gone");
        var disabled = present();

        disabler.disable(attempted, "still gone");

        assertThat(present()).isEqualTo(disabled);
    }

    @Test
    void whatGoesElsewhereByNowIsLeftAlone() {
        var moved = move("https://elsewhere.example/");

        disabler.disable(attempted, "gone");

        assertThat(present()).isEqualTo(moved);
    }

    @Test
    void whatIsDeletedIsNotBroughtBack() {
        administration.delete(present());
        var again = subscriptions.put(TestSubscriptions.of(tenant, "orders"), 0);

        disabler.disable(attempted, "gone");

        assertThat(present()).isEqualTo(again);
        assertThat(subscriptions.find(attempted.uid())).isEmpty();
    }

    @Test
    void anotherChangeThatIsQuickerIsKept() {
        var next = SharedSecret.generate(random);
        subscriptions.before(() -> administration.rotateSecret(tenant, "orders", next, Duration.ofHours(1)));

        disabler.disable(attempted, "gone");

        assertThat(present().status().state()).isEqualTo(Status.State.DISABLED);
        assertThat(present().keys().newest()).isEqualTo(next);
    }

    @Test
    void aMoveThatIsQuickerKeepsItActive() {
        subscriptions.before(() -> move("https://elsewhere.example/"));

        disabler.disable(attempted, "gone");

        assertThat(present().status().state()).isEqualTo(Status.State.ACTIVE);
    }

    @Test
    void aPauseThatIsQuickerStays() {
        subscriptions.before(() -> administration.pause(tenant, "orders"));

        disabler.disable(attempted, "gone");

        assertThat(present().status().state()).isEqualTo(Status.State.PAUSED);
    }

    @Test
    void anEndThatIsQuickerStays() {
        subscriptions.before(() -> administration.delete(present()));

        disabler.disable(attempted, "gone");

        assertThat(subscriptions.find(tenant, "orders")).isEmpty();
    }

    private Subscription present() {
        return subscriptions.find(tenant, "orders").orElseThrow();
    }

    private Subscription move(String url) {
        var present = present();
        return administration.replace(
                present,
                new SubscriptionSpec(
                        present.types(),
                        present.filter(),
                        new Destination.Webhook(URI.create(url), Map.of(), Destination.Mode.BINARY),
                        present.policy()));
    }
}

package io.penstock.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.arn.ArnPattern;
import io.penstock.event.Event;
import io.penstock.event.EventData;
import io.penstock.ledger.InMemoryLedger;
import io.penstock.ledger.PlanningIntake;
import io.penstock.retry.RetrySchedule;
import io.penstock.routing.Plan;
import io.penstock.signing.SharedSecret;
import io.penstock.subscription.Destination;
import io.penstock.subscription.InMemoryRegistry;
import io.penstock.subscription.Policy;
import io.penstock.subscription.Subscription;
import io.penstock.subscription.SubscriptionAdministration;
import io.penstock.subscription.SubscriptionSpec;
import io.penstock.subscription.SubscriptionUid;
import io.penstock.subscription.Subscriptions;
import io.penstock.subscription.TargetPermissions;
import io.penstock.subscription.TypePattern;
import io.penstock.tenant.TenantUid;
import io.penstock.tenant.Tenants;
import io.penstock.tenant.TestTenants;
import io.penstock.testing.TestClock;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.random.RandomGenerator;

/// Everything that a delivery passes, over fakes: a tenant with one subscription that wants every event.
final class DeliveryScene {
    /// How long the scene's ledger keeps an event; its deliveries end an hour earlier.
    static final Duration RETENTION = Duration.ofHours(25);

    /// When the scene's deliveries end, counted from their events.
    static final Duration EXPIRY = Duration.ofHours(24);

    /// Three retries, all delays known to the millisecond.
    static final RetrySchedule SCHEDULE =
            new RetrySchedule(List.of(Duration.ofSeconds(10), Duration.ofMinutes(1), Duration.ofMinutes(10)), 0);

    static final Destination.Webhook WEBHOOK =
            new Destination.Webhook(URI.create("https://receiver.example/hooks"), Map.of(), Destination.Mode.BINARY);

    final RandomGenerator random = new Random(42);
    final TestClock clock = new TestClock();
    final TenantUid tenant = TestTenants.uid();
    final Subscriptions subscriptions;
    final InMemoryLedger ledger;
    final ScriptedWebhooks webhooks = new ScriptedWebhooks();
    final ScriptedTargets targets = new ScriptedTargets();
    final Tenants tenants;
    final SubscriptionAdministration administration;
    final SharedSecret secret = SharedSecret.generate(random);
    final SubscriptionUid subscription;
    final Deliverer deliverer;
    private final Releaser releaser;
    private final PlanningIntake intake;
    private int events;

    DeliveryScene() {
        this(InMemoryLedger.Backlog.UNLIMITED);
    }

    DeliveryScene(InMemoryLedger.Backlog backlog) {
        var registry = InMemoryRegistry.of(tenant);
        subscriptions = registry.subscriptions();
        tenants = registry.tenants();
        ledger = new InMemoryLedger(clock, registry, RETENTION, backlog);
        administration = new SubscriptionAdministration(subscriptions, _ -> {}, clock, random);
        subscription = administration
                .create(tenant, "orders", spec(WEBHOOK, SCHEDULE), secret)
                .orElseThrow()
                .uid();
        deliverer =
                new Deliverer(ledger, subscriptions, webhooks, permitted(), new InMemoryAttemptCounts(), clock, random);
        releaser = new Releaser(ledger, subscriptions, clock);
        intake = new PlanningIntake((_, _) -> new Plan(1, List.of(subscription)), ledger, clock, random);
    }

    /// Looks once, which fails for nobody.
    ///
    /// @return how many deliveries were moved
    int look() {
        var look = releaser.look(() -> true);
        assertThat(look.failures()).isEmpty();
        return look.moved();
    }

    /// The scene's targets, of which everyone may send to those of the account 123456789012.
    PermittedTargets permitted() {
        var everyones = List.of(new ArnPattern("arn:aws:*:*:123456789012:*"));
        return new PermittedTargets(tenants, new TargetPermissions(everyones, List.of(), List.of()), targets);
    }

    static SubscriptionSpec spec(Destination destination, RetrySchedule schedule) {
        return spec(destination, new Policy(schedule, Duration.ofSeconds(7)));
    }

    private static SubscriptionSpec spec(Destination destination, Policy policy) {
        return new SubscriptionSpec(List.of(new TypePattern.All()), null, destination, policy);
    }

    /// The subscription as it is.
    Subscription present() {
        return subscriptions.find(subscription).orElseThrow();
    }

    /// Sends the subscription's events elsewhere, or by another schedule, from now on.
    void replace(Destination destination, RetrySchedule schedule) {
        administration.replace(present(), spec(destination, schedule));
    }

    /// Attempts the subscription's events by another policy from now on.
    void replace(Policy policy) {
        administration.replace(present(), spec(WEBHOOK, policy));
    }

    /// Accepts a fresh event, and takes the message that asks for the first attempt of its delivery.
    DeliveryMessage accept() {
        return accept(freshEvent());
    }

    /// Accepts `event`, and takes the message that asks for the first attempt of its delivery.
    DeliveryMessage accept(Event event) {
        var message = acceptUnsent(event);
        assertThat(ledger.sent()).containsExactly(message);
        return message;
    }

    /// Accepts a fresh event, and answers the message that would ask for the first attempt.
    DeliveryMessage acceptUnsent() {
        return acceptUnsent(freshEvent());
    }

    private DeliveryMessage acceptUnsent(Event event) {
        var key = intake.accept(tenant, List.of(event)).getFirst().event();
        return new DeliveryMessage(key, subscription, 1, 1);
    }

    /// Accepts a fresh event for another subscription, which is made for it, and takes the message that asks for the
    /// first attempt.
    DeliveryMessage acceptForAnother() {
        return acceptForAnother(WEBHOOK);
    }

    /// The same, for one that delivers to `destination`.
    DeliveryMessage acceptForAnother(Destination destination) {
        var other = administration
                .create(tenant, "another", spec(destination, SCHEDULE), secret)
                .orElseThrow();
        var message = new DeliveryMessage(intake.acceptFor(other, freshEvent()).event(), other.uid(), 1, 1);
        assertThat(ledger.sent()).containsExactly(message);
        return message;
    }

    private Event freshEvent() {
        var data = new EventData(EventData.Form.JSON, "{\"total\":42}".getBytes(StandardCharsets.UTF_8));
        return new Event(
                "event-" + ++events, "/shop", "order.created", null, null, "application/json", null, Map.of(), data);
    }

    /// Moves the clock by `step`, and takes the only message that is due by then.
    DeliveryMessage sentAfter(Duration step) {
        clock.advance(step);
        var sent = ledger.sent();
        assertThat(sent).hasSize(1);
        return sent.getFirst();
    }

    /// Nothing is sent for `step` but for its last millisecond; then a message is.
    DeliveryMessage sentNotBefore(Duration step) {
        assertNothingIsSentFor(step.minusMillis(1));
        return sentAfter(Duration.ofMillis(1));
    }

    /// Moves the clock by `step`, and nothing is sent.
    void assertNothingIsSentFor(Duration step) {
        clock.advance(step);
        assertThat(ledger.sent()).isEmpty();
    }

    /// The delivery that `message` is about.
    Delivery delivery(DeliveryMessage message) {
        return ledger.delivery(tenant, message.delivery()).orElseThrow();
    }
}

package io.penstock.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.delivery.Attempt;
import io.penstock.delivery.Beginning;
import io.penstock.delivery.Delivery;
import io.penstock.delivery.DeliveryMessage;
import io.penstock.delivery.DeliveryState;
import io.penstock.delivery.Next;
import io.penstock.delivery.Outcome;
import io.penstock.delivery.ParkReason;
import io.penstock.delivery.Parking;
import io.penstock.event.ContentHash;
import io.penstock.event.Event;
import io.penstock.event.EventData;
import io.penstock.event.EventKey;
import io.penstock.event.ExtensionValue;
import io.penstock.identity.Id128;
import io.penstock.routing.Plan;
import io.penstock.subscription.SubscriptionUid;
import io.penstock.subscription.TestSubscriptions;
import io.penstock.tenant.TenantUid;
import io.penstock.tenant.TestTenants;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/// What the contract suites of the delivery side have in common: a fresh ledger for each test, one tenant
/// with one subscription, and words for the steps.
public abstract class LedgerSuite {
    private static final long REGISTRY_VERSION = 7;

    protected LedgerUnderTest under;
    protected TenantUid tenant;
    protected SubscriptionUid subscription;

    private int events;
    private int handedIn;

    /// A fresh, empty ledger with an empty registry.
    protected abstract LedgerUnderTest open() throws Exception;

    @BeforeEach
    final void openLedger() throws Exception {
        under = open();
        tenant = tenant("acme");
        subscription = subscription(tenant, "orders");
    }

    @AfterEach
    final void closeLedger() throws Exception {
        under.close();
    }

    /// Makes a tenant.
    protected final TenantUid tenant(String id) {
        var made = TestTenants.of(id);
        assertThat(under.registry().tenants().put(made)).isTrue();
        return made.uid();
    }

    /// Makes a subscription.
    protected final SubscriptionUid subscription(TenantUid tenant, String id) {
        var made = TestSubscriptions.of(tenant, id);
        return under.registry().subscriptions().put(made, 0).uid();
    }

    /// An event that was never handed in, of the tenant, planned for `matched`, a millisecond younger than
    /// the last one.
    protected final PlannedEvent event(SubscriptionUid... matched) {
        return event(tenant, "order.created", "/shop", null, matched);
    }

    /// An event with this partition key that `matched` get in order.
    protected final PlannedEvent ordered(String partitionKey, SubscriptionUid... matched) {
        var id = "event-" + ++events;
        var key = Map.<String, ExtensionValue>of(Event.PARTITION_KEY, new ExtensionValue.Text(partitionKey));
        var event = new Event(id, "/shop", "order.created", null, null, null, null, key, null);
        return handedIn(tenant, event, new Plan(REGISTRY_VERSION, List.of(matched), Set.of(matched)));
    }

    /// The same of any tenant, type, `source` and subject.
    protected final PlannedEvent event(
            TenantUid tenant, String type, String source, @Nullable String subject, SubscriptionUid... matched) {
        var data = new EventData(EventData.Form.JSON, "{\"total\":42}".getBytes(StandardCharsets.UTF_8));
        var id = "event-" + ++events;
        var event = new Event(id, source, type, subject, null, "application/json", null, Map.of(), data);
        return handedIn(tenant, event, new Plan(REGISTRY_VERSION, List.of(matched)));
    }

    /// This very event, of the tenant, planned for `matched`.
    protected final PlannedEvent planned(Event event, SubscriptionUid... matched) {
        return handedIn(tenant, event, new Plan(REGISTRY_VERSION, List.of(matched)));
    }

    /// `event`, but handed in at `time`.
    protected static PlannedEvent acceptedAt(PlannedEvent event, Instant time) {
        return new PlannedEvent(
                event.tenant(), event.key(), event.acceptId(), time, event.event(), event.content(), event.plan());
    }

    /// `event`, handed in once more.
    protected final PlannedEvent again(PlannedEvent event) {
        return handedIn(event.tenant(), event.event(), event.plan());
    }

    /// An event of the same name as `event`, with another content.
    protected final PlannedEvent inConflictWith(PlannedEvent event) {
        var present = event.event();
        var other = new EventData(EventData.Form.JSON, "{\"total\":43}".getBytes(StandardCharsets.UTF_8));
        return handedIn(
                event.tenant(),
                new Event(
                        present.id(),
                        present.source(),
                        present.type(),
                        present.subject(),
                        present.time(),
                        present.dataContentType(),
                        present.dataSchema(),
                        present.extensions(),
                        other),
                event.plan());
    }

    /// `event` as it was handed in, but planned for `matched`.
    protected final PlannedEvent replanned(PlannedEvent event, SubscriptionUid... matched) {
        return new PlannedEvent(
                event.tenant(),
                event.key(),
                event.acceptId(),
                event.acceptedAt(),
                event.event(),
                event.content(),
                new Plan(event.plan().registryVersion() + 1, List.of(matched)));
    }

    private PlannedEvent handedIn(TenantUid tenant, Event event, Plan plan) {
        under.moveClock(Duration.ofMillis(1));
        return new PlannedEvent(
                tenant,
                EventKey.of(tenant, event.source(), event.id()),
                Id128.derive("acceptId", Integer.toString(++handedIn)),
                under.clock().instant(),
                event,
                ContentHash.of(event),
                plan);
    }

    /// Plans `planned` in one call.
    protected final List<Acceptance.Kind> plan(PlannedEvent... planned) {
        return under.plans().plan(List.of(planned)).stream()
                .map(Acceptance::kind)
                .toList();
    }

    /// Plans a fresh event for the subscription and takes the message that was sent for it.
    protected final DeliveryMessage planAndTake() {
        var planned = event(subscription);
        plan(planned);
        var message = first(planned, subscription);
        assertThat(under.sent()).containsExactly(message);
        return message;
    }

    /// Asks for the first attempt of the first run.
    protected static DeliveryMessage first(PlannedEvent event, SubscriptionUid subscription) {
        return new DeliveryMessage(event.key(), subscription, 1, 1);
    }

    /// Asks for another attempt of the same delivery.
    protected static DeliveryMessage message(DeliveryMessage of, int run, int n) {
        return new DeliveryMessage(of.event(), of.subscription(), run, n);
    }

    /// An attempt that the receiver took.
    protected final Attempt delivered(DeliveryMessage message) {
        return attempt(message, new Outcome.Delivered(), 204);
    }

    /// An attempt that failed.
    protected final Attempt failed(DeliveryMessage message) {
        return attempt(message, new Outcome.Failed("status 500", Optional.empty()), 500);
    }

    /// An attempt that ended so, at this time.
    protected final Attempt attempt(DeliveryMessage message, Outcome outcome, @Nullable Integer status) {
        return new Attempt(
                message.run(),
                message.n(),
                under.clock().instant(),
                Duration.ofMillis(120),
                outcome,
                status,
                "answer".getBytes(StandardCharsets.UTF_8));
    }

    /// The next attempt, in `delay` from now.
    protected final Next retryAfter(DeliveryMessage message, Duration delay) {
        return new Next.TryAt(message.n() + 1, under.clock().instant().plus(delay));
    }

    /// The end that a delivery has when the receiver took it.
    protected static Next asDelivered() {
        return new Next.End(DeliveryState.DELIVERED, "");
    }

    /// Begins the attempt, fails, and has it tried again after `delay`.
    protected final void failAndRetryAfter(DeliveryMessage message, Duration delay) {
        begin(message);
        assertThat(under.deliveries().finish(message, failed(message), retryAfter(message, delay)))
                .isTrue();
    }

    /// Begins the attempt, and succeeds.
    protected final void deliver(DeliveryMessage message) {
        begin(message);
        assertThat(under.deliveries().finish(message, delivered(message), asDelivered()))
                .isTrue();
    }

    /// Ends it as exhausted, without an attempt.
    protected final void exhaust(DeliveryMessage message) {
        assertThat(under.deliveries().move(message, new Next.End(DeliveryState.EXHAUSTED, "status 500")))
                .isTrue();
    }

    /// Begins the attempt, and parks the delivery instead.
    protected final void park(DeliveryMessage message, ParkReason reason) {
        begin(message);
        assertThat(under.deliveries().move(message, new Next.Park(reason))).isTrue();
    }

    /// Begins an attempt that is to be made.
    protected final Beginning.Begun begin(DeliveryMessage message) {
        var beginning = under.deliveries().begin(message);
        assertThat(beginning).isInstanceOf(Beginning.Begun.class);
        return (Beginning.Begun) beginning;
    }

    /// Nothing is to be done about `message`.
    protected final void assertPassed(DeliveryMessage message) {
        assertThat(under.deliveries().begin(message)).isEqualTo(new Beginning.Passed());
    }

    /// The tenant's delivery that `message` is about.
    protected final Delivery delivery(DeliveryMessage message) {
        return under.ledger().delivery(tenant, message.delivery()).orElseThrow();
    }

    /// The tenant's event that `message` is about.
    protected final EventRecord record(DeliveryMessage message) {
        return under.ledger().event(tenant, message.event()).orElseThrow();
    }

    /// The tenant's event, as it is recorded.
    protected final EventRecord record(PlannedEvent event) {
        return under.ledger().event(event.tenant(), event.key()).orElseThrow();
    }

    /// A look sees these, but for those that have waiting deliveries only, where it cannot.
    protected final void assertUnfinished(Parking.Unfinished... expected) {
        assertThat(under.parking().look())
                .containsExactlyInAnyOrderElementsOf(Stream.of(expected)
                        .filter(unfinished ->
                                under.findsWhatWaits() || !unfinished.parked().isEmpty())
                        .toList());
    }

    /// This was sent since the last call, once where that is promised, and nothing else.
    protected final void assertSent(DeliveryMessage expected) {
        assertThat(under.sendsOnce() ? under.sent() : sentOnceOrMore()).containsExactly(expected);
    }

    /// Nothing was sent since the last call, but for `outdated` where that may be.
    protected final void assertNothingSentBut(DeliveryMessage outdated) {
        assertThat(under.sent()).allMatch(sent -> !under.sendsOnce() && sent.equals(outdated));
    }

    /// Everything that was sent since the last call, each message once: what a test asserts that allows
    /// duplicates.
    protected final List<DeliveryMessage> sentOnceOrMore() {
        return under.sent().stream().distinct().toList();
    }
}

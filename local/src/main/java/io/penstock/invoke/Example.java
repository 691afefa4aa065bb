package io.penstock.invoke;

import io.penstock.access.ApiKey;
import io.penstock.access.KeyText;
import io.penstock.aws.KmsVault;
import io.penstock.aws.Retries;
import io.penstock.distributed.Blobs;
import io.penstock.distributed.DistributedOptions;
import io.penstock.distributed.DistributedSteps;
import io.penstock.distributed.MessageQueue;
import io.penstock.distributed.Queues;
import io.penstock.distributed.Table;
import io.penstock.distributed.registry.DistributedRegistry;
import io.penstock.event.ContentHash;
import io.penstock.event.Event;
import io.penstock.event.EventData;
import io.penstock.event.EventKey;
import io.penstock.identity.Id128;
import io.penstock.ledger.PlannedEvent;
import io.penstock.replay.ReplayAdministration;
import io.penstock.replay.ReplayMode;
import io.penstock.replay.ReplayRequest;
import io.penstock.replay.ReplaySelection;
import io.penstock.routing.Plan;
import io.penstock.signing.SharedSecret;
import io.penstock.signing.SigningKeys;
import io.penstock.subscription.Destination;
import io.penstock.subscription.Policy;
import io.penstock.subscription.Subscription;
import io.penstock.subscription.SubscriptionLimits;
import io.penstock.subscription.SubscriptionSpec;
import io.penstock.subscription.SubscriptionUid;
import io.penstock.subscription.TypePattern;
import io.penstock.tenant.Tenant;
import io.penstock.tenant.TenantUid;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import software.amazon.awssdk.services.kms.KmsClient;

/// What the samples in `events/` are about: a tenant with a key, its subscription to orders, an order that is planned,
/// and a replay of that.
final class Example {
    static final String TENANT = "acme";

    /// Of nothing but this.
    static final String OPERATOR_KEY = "pso_an-example-that-is-good-for-nothing-but-samples";

    private static final String KEY =
            "psk_00000000000000000000000001_an-example-that-is-good-for-nothing-but-samples-here";
    private static final TenantUid UID = new TenantUid(Id128.parse("0000000000000000000000acme"));
    private static final SubscriptionUid SUBSCRIPTION = new SubscriptionUid(Id128.parse("00000000000000000000000001"));
    private static final String SOURCE = "/shop";
    private static final MessageQueue NOWHERE = _ -> List.of();

    private final Table ledger;
    private final Blobs blobs;
    private final URI receiver;
    private final DistributedRegistry registry;
    private final InstantSource clock;
    private final RandomGenerator random;

    Example(
            Table registry,
            Table ledger,
            Blobs blobs,
            KmsClient kms,
            URI receiver,
            InstantSource clock,
            RandomGenerator random) {
        var retries = new Retries(clock, random, Thread::sleep, () -> Instant.MAX);
        var vault = new KmsVault(kms, StandInKms.ARN, retries, clock, random);
        this.ledger = ledger;
        this.blobs = blobs;
        this.receiver = receiver;
        this.clock = clock;
        this.random = random;
        this.registry = new DistributedRegistry(
                registry, blobs, vault, SubscriptionLimits.STANDARD, DistributedOptions.STANDARD, clock, random);
    }

    void make() {
        var now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        var key = KeyText.read(KEY).orElseThrow();
        registry.tenants().put(new Tenant(UID, TENANT, "Acme", now));
        registry.keys().add(new ApiKey(key.id().orElseThrow(), UID, "example", key.hash(), now, null));
        var spec = new SubscriptionSpec(
                List.of(TypePattern.parse("order.*")),
                null,
                new Destination.Webhook(receiver, Map.of(), Destination.Mode.BINARY),
                Policy.STANDARD);
        var signing = SigningKeys.of(SharedSecret.generate(random));
        var made =
                registry.subscriptions().put(Subscription.active(SUBSCRIPTION, UID, "orders", spec, signing, now), 0);
        var steps = steps();
        plan(steps, order(), new Plan(made.version(), List.of(SUBSCRIPTION)), now);
        replay(steps);
    }

    private void replay(DistributedSteps steps) {
        new ReplayAdministration(steps.replayJobs(registry.tenants()), clock, random)
                .start(
                        UID,
                        "orders-again",
                        new ReplayRequest(
                                SUBSCRIPTION,
                                "orders",
                                new ReplaySelection.Events(List.of(key(order()))),
                                ReplayMode.AGAIN,
                                ReplayRequest.STANDARD_RATE,
                                false));
    }

    private static EventKey key(Event event) {
        return EventKey.of(UID, event.source(), event.id());
    }

    private static Event order() {
        return new Event(
                "1",
                SOURCE,
                "order.created",
                null,
                "2026-10-16T08:00:00Z",
                null,
                null,
                Map.of(),
                new EventData(EventData.Form.JSON, "{\"amount\":1.0e2}".getBytes(StandardCharsets.UTF_8)));
    }

    private DistributedSteps steps() {
        return new DistributedSteps(
                ledger,
                new Queues(NOWHERE, NOWHERE),
                blobs,
                registry.subscriptions(),
                registry.names(),
                clock,
                random,
                DistributedOptions.STANDARD);
    }

    private static void plan(DistributedSteps steps, Event event, Plan plan, Instant now) {
        steps.plans()
                .plan(List.of(new PlannedEvent(
                        UID,
                        key(event),
                        Id128.derive(event.id()),
                        now.minus(Duration.ofSeconds(1)),
                        event,
                        ContentHash.of(event),
                        plan)));
    }
}

package io.penstock.distributed;

import io.penstock.delivery.Admissions;
import io.penstock.delivery.Attempt;
import io.penstock.delivery.DeliveryMessage;
import io.penstock.delivery.DeliveryState;
import io.penstock.delivery.Next;
import io.penstock.delivery.Outcome;
import io.penstock.delivery.ParkReason;
import io.penstock.distributed.memory.InMemoryBlobs;
import io.penstock.distributed.memory.InMemoryTable;
import io.penstock.event.Event;
import io.penstock.event.EventData;
import io.penstock.event.EventKey;
import io.penstock.event.ExtensionValue;
import io.penstock.identity.Id128;
import io.penstock.input.InvalidInputException;
import io.penstock.replay.ReplayAdministration;
import io.penstock.replay.ReplayMode;
import io.penstock.replay.ReplayRequest;
import io.penstock.replay.ReplaySelection;
import io.penstock.routing.Plan;
import io.penstock.signing.SharedSecret;
import io.penstock.signing.SigningKeys;
import io.penstock.subscription.Destination;
import io.penstock.subscription.InMemoryRegistry;
import io.penstock.subscription.Policy;
import io.penstock.subscription.RateLimit;
import io.penstock.subscription.Status;
import io.penstock.subscription.Subscription;
import io.penstock.subscription.SubscriptionSpec;
import io.penstock.subscription.SubscriptionUid;
import io.penstock.subscription.Throttle;
import io.penstock.subscription.TypePattern;
import io.penstock.tenant.Tenant;
import io.penstock.tenant.TenantUid;
import io.penstock.testing.TestClock;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// A little of everything that the steps write, the same bytes each time: every kind of message and of item, and of these
/// every attribute.
final class Recording {
    static final TenantUid TENANT = new TenantUid(Id128.derive("a tenant"));
    static final SubscriptionUid ORDERS = new SubscriptionUid(Id128.derive("a subscription"));
    static final SubscriptionUid BILLS = new SubscriptionUid(Id128.derive("another subscription"));
    static final Event SMALL = event(
            "small", null, new EventData(EventData.Form.JSON, " {\"amount\": 1.00}".getBytes(StandardCharsets.UTF_8)));
    static final Event WITHOUT_DATA = event("without data", null, null);
    static final Event HUGE =
            event("huge", "application/octet-stream", new EventData(EventData.Form.BINARY, new byte[900_000]));
    static final Event LARGE = event(
            "large",
            "text/plain",
            new EventData(EventData.Form.TEXT, "x".repeat(420_000).getBytes(StandardCharsets.UTF_8)));
    static final Event UNMATCHED = event("unmatched", null, null);

    static final Event ERASED = event("erased", null, new EventData(EventData.Form.JSON, new byte[] {'1'}));

    private final TestClock clock = new TestClock();
    private final InMemoryTable table = new InMemoryTable();
    private final InMemoryBlobs blobs = new InMemoryBlobs();
    private final InMemoryQueue events = new InMemoryQueue(clock);
    private final InMemoryQueue deliveries = new InMemoryQueue(clock);
    private final InMemoryRegistry registry = new InMemoryRegistry();
    private final NavigableMap<String, TreeSet<String>> kinds = new TreeMap<>();
    private final QueueIntake intake = new QueueIntake(events, blobs, clock, new Random(1));
    private final DistributedSteps steps = new DistributedSteps(
            table,
            new Queues(events, deliveries),
            blobs,
            registry.subscriptions(),
            registry::nameOf,
            clock,
            new Random(2),
            DistributedOptions.STANDARD,
            Announcing.TO_NOBODY,
            2);

    private Recording() {}

    /// Lines by the kinds of what they are, each a file.
    static NavigableMap<String, String> lines() {
        var recording = new Recording();
        recording.play();
        recording.table.items().forEach(item -> recording.add(kind(item.key()), ItemText.write(item)));
        var files = new TreeMap<String, String>();
        recording.kinds.forEach((kind, lines) -> files.put(kind, String.join("\n", lines) + "\n"));
        return files;
    }

    private static String kind(Key key) {
        var sort = key.sort().split("#", 2)[0];
        return "item-" + key.partition().split("#", 2)[0] + (Character.isLetter(sort.charAt(0)) ? "-" + sort : "");
    }

    private void add(String kind, String line) {
        kinds.computeIfAbsent(kind, _ -> new TreeSet<>()).add(line);
    }

    private static Event event(String id, @Nullable String contentType, @Nullable EventData data) {
        return new Event(
                id,
                "/shop",
                "order.created",
                "order/1",
                "2026-01-01T00:00:00Z",
                contentType,
                null,
                Map.of("count", new ExtensionValue.Int(7)),
                data);
    }

    static EventKey key(Event event) {
        return EventKey.of(TENANT, event.source(), event.id());
    }

    static DeliveryMessage first(Event event, SubscriptionUid subscription) {
        return new DeliveryMessage(key(event), subscription, 1, 1);
    }

    private void play() {
        registry.tenants().put(new Tenant(TENANT, "acme", "Acme", clock.instant()));
        var orders = registry.subscriptions().put(subscription(ORDERS, "orders"), 0);
        accept(SMALL, new Plan(7, List.of(ORDERS, BILLS)));
        accept(SMALL, new Plan(8, List.of(ORDERS)));
        accept(WITHOUT_DATA, new Plan(7, List.of(ORDERS)));
        accept(HUGE, new Plan(7, List.of(ORDERS)));
        accept(LARGE, new Plan(7, List.of(ORDERS, BILLS, new SubscriptionUid(Id128.derive("a third")))));
        intake.accept(TENANT, List.of(UNMATCHED));
        plan(steps.planner((_, _) -> {
            throw new InvalidInputException("", "it takes too many steps");
        }));
        deliveries.receive(100, Duration.ofDays(1)).forEach(message -> {
            add("message-delivery", message.body());
            add("message-again", Envelopes.again(message.body()).body());
        });

        finish(first(SMALL, ORDERS), new Outcome.Delivered(), 204, 3, new Next.End(DeliveryState.DELIVERED, ""));
        finish(
                first(SMALL, BILLS),
                new Outcome.Failed("status 503", Optional.of(Duration.ofHours(2))),
                503,
                3_000,
                new Next.TryAt(2, clock.instant().plus(Duration.ofHours(2))));
        finish(
                first(HUGE, ORDERS),
                new Outcome.Refused("gone"),
                410,
                0,
                new Next.Refuse("gone", orders.with(Status.disabled("gone", clock.instant()), clock.instant())));
        steps.deliveries().move(first(WITHOUT_DATA, ORDERS), new Next.Park(ParkReason.DISABLED));
        finish(
                first(LARGE, ORDERS),
                new Outcome.Failed("nobody listens", Optional.empty()),
                null,
                0,
                new Next.End(DeliveryState.EXHAUSTED, "attempt 1 was the last one: nobody listens"));
        accept(ERASED, new Plan(7, List.of(ORDERS)));
        finish(
                first(ERASED, ORDERS),
                new Outcome.Failed("status 503", Optional.empty()),
                503,
                3_000,
                new Next.TryAt(2, clock.instant().plusSeconds(1)));
        steps.erasure().erase(TENANT, key(ERASED));
        steps.admissions()
                .admit(
                        ORDERS,
                        new Throttle(RateLimit.of(10, RateLimit.Per.MINUTE), 2),
                        new Admissions.Request(clock.instant(), Duration.ofSeconds(45), List.of(true, false, false)));
        replay();
        for (int shard = 0; shard < DistributedOptions.STANDARD.dueShards(); shard++) {
            steps.sweeper().sweep(shard, () -> true);
        }
    }

    private void replay() {
        var jobs = new ReplayRequests(request -> add("message-replay", request))
                .startingIn(steps.replayJobs(registry.tenants()));
        var replays = new ReplayAdministration(jobs, clock, new Random(4));
        for (var id : List.of("runs", "ends")) {
            var since = new ReplaySelection.Failed(TestClock.START);
            replays.start(TENANT, id, new ReplayRequest(ORDERS, "orders", since, ReplayMode.MISSING, 7, true));
        }
        replays.cancel(TENANT, "ends");
    }

    private void accept(Event event, Plan plan) {
        intake.accept(TENANT, List.of(event));
        plan(steps.planner((_, _) -> plan));
    }

    private void plan(Planner planner) {
        while (!events.visible().isEmpty()) {
            for (var message : events.receive(10, Duration.ofDays(1))) {
                boolean isPage = Envelopes.toPlan(message.body()) instanceof Envelopes.ToPlan.Page;
                // What is as long as this one is no use to anyone who reads it.
                if (message.body().length() < 10_000) {
                    add(isPage ? "message-page" : "message-event", message.body());
                }
                planner.plan(message.body());
                events.delete(message.number());
            }
        }
        clock.advance(Duration.ofSeconds(1));
    }

    private void finish(DeliveryMessage message, Outcome outcome, @Nullable Integer status, int answered, Next next) {
        var response = "y".repeat(answered).getBytes(StandardCharsets.UTF_8);
        steps.deliveries()
                .finish(
                        message,
                        new Attempt(1, 1, clock.instant(), Duration.ofMillis(12), outcome, status, response),
                        next);
    }

    private static Subscription subscription(SubscriptionUid uid, String id) {
        var webhook = new Destination.Webhook(
                URI.create("https://receiver.example/hooks"), Map.of(), Destination.Mode.BINARY);
        return Subscription.active(
                uid,
                TENANT,
                id,
                new SubscriptionSpec(List.of(new TypePattern.All()), null, webhook, Policy.STANDARD),
                SigningKeys.of(SharedSecret.generate(new Random(3))),
                TestClock.START);
    }
}

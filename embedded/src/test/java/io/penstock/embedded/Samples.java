package io.penstock.embedded;

import io.penstock.delivery.Attempt;
import io.penstock.delivery.DeliveryMessage;
import io.penstock.delivery.Outcome;
import io.penstock.event.ContentHash;
import io.penstock.event.Event;
import io.penstock.event.EventData;
import io.penstock.event.EventKey;
import io.penstock.identity.Id128;
import io.penstock.ledger.PlannedEvent;
import io.penstock.routing.Plan;
import io.penstock.subscription.Subscription;
import io.penstock.subscription.SubscriptionSpec;
import io.penstock.subscription.SubscriptionUid;
import io.penstock.subscription.TypePattern;
import io.penstock.tenant.TenantUid;
import io.penstock.testing.TestClock;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Values for tests.
final class Samples {
    static final Instant START = TestClock.START;
    static final TenantUid TENANT = new TenantUid(new Id128(1, 1));

    private Samples() {}

    static SubscriptionUid subscription(int n) {
        return new SubscriptionUid(new Id128(2, n));
    }

    static Event event(String id, byte[] data) {
        return new Event(
                id,
                "/shop",
                "order.created",
                null,
                null,
                "application/json",
                null,
                Map.of(),
                new EventData(EventData.Form.JSON, data));
    }

    static Event event(String id) {
        return event(id, "{\"id\":\"%s\"}".formatted(id).getBytes(StandardCharsets.UTF_8));
    }

    static PlannedEvent planned(Event event, Instant acceptedAt, int... subscriptions) {
        return planned(TENANT, event, acceptedAt, subscriptions);
    }

    static PlannedEvent planned(TenantUid tenant, Event event, Instant acceptedAt, int... subscriptions) {
        return new PlannedEvent(
                tenant,
                EventKey.of(tenant, event.source(), event.id()),
                Id128.derive("accept", event.id(), String.valueOf(System.nanoTime())),
                acceptedAt,
                event,
                ContentHash.of(event),
                new Plan(
                        1,
                        Arrays.stream(subscriptions)
                                .mapToObj(Samples::subscription)
                                .toList()));
    }

    /// `subscription`, wanting another type.
    static Subscription wanting(Subscription subscription, String type) {
        var spec = new SubscriptionSpec(
                List.of(TypePattern.parse(type)), null, subscription.destination(), subscription.policy());
        return subscription.with(spec, START);
    }

    static Attempt attempt(DeliveryMessage message, Instant at, Outcome outcome) {
        return new Attempt(message.run(), message.n(), at, Duration.ofMillis(3), outcome, 200, new byte[0]);
    }

    static Outcome failed() {
        return new Outcome.Failed("the receiver answered 500", Optional.empty());
    }
}

package io.penstock.command.demo;

import io.penstock.command.client.ApiClient;
import io.penstock.command.client.Json;
import io.penstock.command.client.RefusedException;
import io.penstock.delivery.Attempt;
import io.penstock.delivery.DeliveryMessage;
import io.penstock.delivery.DeliveryState;
import io.penstock.delivery.Next;
import io.penstock.delivery.Step;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Follows events and their deliveries, tells the [Story] of them, and counts. For one thread.
final class Watch {
    private static final String ORDERS = "order.";

    private final ApiClient api;
    private final DemoReceiver receiver;
    private final Story story;
    private final InstantSource clock;
    private final Map<String, Story.Delivery> unfinished = new HashMap<>();
    private long published;
    private long delivered;
    private long retried;
    private long givenUp;

    Watch(ApiClient api, DemoReceiver receiver, Story story, InstantSource clock) {
        this.api = api;
        this.receiver = receiver;
        this.story = story;
        this.clock = clock;
    }

    /// One step of a delivery, as the server's watcher is told of it.
    record Seen(DeliveryMessage message, Step step) {}

    /// How many events the demo has published.
    long published() {
        return published;
    }

    /// Whether all deliveries that are known of have ended.
    boolean isIdle() {
        return unfinished.isEmpty();
    }

    /// An event was published by the demo.
    void published(String event) {
        published++;
        var found = find(event);
        var label = "#" + published;
        follow("published", label, found);
        if (found.word("cloudEvent", "type").startsWith(ORDERS) && !found.isTrue("explanation", "matched")) {
            story.filtered(
                    new Story.Delivery(
                            label, found.word("cloudEvent", "type"), found.word("explanation", "subscription")),
                    found.word("explanation", "reason"));
        }
    }

    /// A step was made, of an event of the demo or of anyone.
    void step(Seen seen) {
        var next = seen.step.next();
        if (next == null) {
            return;
        }
        var id = seen.message.delivery().text();
        var delivery = Optional.ofNullable(unfinished.get(id)).or(() -> ofSomeoneElse(seen.message));
        if (delivery.isPresent()) {
            tell(delivery.get(), id, seen.step.attempt(), next);
        }
    }

    private void tell(Story.Delivery delivery, String id, @Nullable Attempt attempt, Next next) {
        boolean verified = attempt != null && receiver.hasVerified(id, attempt.n());
        retried += attempt != null && attempt.n() > 1 ? 1 : 0;
        switch (next) {
            case Next.TryAt(var _, var due, var _)
            when attempt != null -> story.failed(delivery, attempt, verified, Duration.between(clock.instant(), due));
            case Next.TryAt _ -> story.ended(delivery, "put off", "a failure of Penstock's own; its log says more");
            case Next.Park(var reason) -> story.ended(delivery, "parked", "its subscription: " + reason.text());
            case Next.Refuse(var reason, var _) -> givenUp(delivery, id, DeliveryState.REFUSED, reason);
            case Next.End(var state, var reason) -> {
                switch (state) {
                    case DELIVERED -> {
                        unfinished.remove(id);
                        delivered++;
                        if (attempt != null) {
                            story.delivered(delivery, attempt, verified);
                        }
                    }
                    case WAITING, PARKED, EXHAUSTED, REFUSED, EXPIRED, CANCELLED, SKIPPED ->
                        givenUp(delivery, id, state, reason);
                }
            }
        }
    }

    private void givenUp(Story.Delivery delivery, String id, DeliveryState state, String reason) {
        unfinished.remove(id);
        givenUp++;
        story.ended(delivery, state.name().toLowerCase(Locale.ROOT), reason);
    }

    /// What someone has published besides the demo, with curl say. Another tenant's stays unseen.
    private Optional<Story.Delivery> ofSomeoneElse(DeliveryMessage message) {
        try {
            follow(
                    message.run() > 1 ? "replayed" : "published",
                    "yours",
                    find(message.event().text()));
            return Optional.ofNullable(unfinished.get(message.delivery().text()));
        } catch (RefusedException e) {
            return Optional.empty();
        }
    }

    private Json find(String event) {
        return api.get(ApiClient.path("events", event), Map.of("subscription", DemoSubscription.LARGE_ORDERS.id()))
                .json();
    }

    private void follow(String how, String label, Json found) {
        story.event(how, label, found);
        for (var delivery : found.items("deliveries")) {
            unfinished.put(
                    delivery.word("id"),
                    new Story.Delivery(label, found.word("cloudEvent", "type"), delivery.word("subscription")));
        }
    }

    /// Whether nothing was given up.
    boolean allDelivered() {
        return isIdle() && givenUp == 0;
    }

    String summary() {
        return "Published %,d events, delivered %,d times, retried %,d times, gave up %,d deliveries."
                .formatted(published, delivered, retried, givenUp);
    }
}

package io.penstock.delivery;

import static java.util.Objects.requireNonNull;

import io.penstock.delivery.Beginning.Begun;
import io.penstock.delivery.Beginning.Passed;
import io.penstock.subscription.Destination;
import io.penstock.subscription.Status;
import io.penstock.subscription.Subscription;
import io.penstock.subscription.SubscriptionUid;
import io.penstock.subscription.Subscriptions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes the attempt that a message asks for: looks whether it is to be made, sends the request, writes what came of it.
///
/// A failure of our own uses up no attempt: the same one is put off, by [#FIRST_PAUSE] at first, growing to
/// [#LONGEST_PAUSE] while such failures of its subscription go on. Safe for use by many threads.
public final class Deliverer {
    /// How long an attempt is put off by the first failure of our own.
    static final Duration FIRST_PAUSE = Duration.ofSeconds(30);

    /// How long at most.
    static final Duration LONGEST_PAUSE = Duration.ofMinutes(15);

    /// Of how many subscriptions it is remembered that they fail.
    private static final int MAX_FAILING = 10_000;

    private static final Logger LOG = LoggerFactory.getLogger(Deliverer.class);

    private final DeliveryLedger ledger;
    private final Subscriptions subscriptions;
    private final Webhooks webhooks;
    private final InstantSource clock;
    private final RandomGenerator random;

    /// Since when no request could be made for a subscription.
    private final Map<SubscriptionUid, Instant> failingSince = new ConcurrentHashMap<>();

    private final LogLimit putOffs = new LogLimit(FIRST_PAUSE);

    /// @param random for the jitter of retries; safe for use by many threads
    public Deliverer(
            DeliveryLedger ledger,
            Subscriptions subscriptions,
            Webhooks webhooks,
            InstantSource clock,
            RandomGenerator random) {
        this.ledger = requireNonNull(ledger, "ledger is null");
        this.subscriptions = requireNonNull(subscriptions, "subscriptions is null");
        this.webhooks = requireNonNull(webhooks, "webhooks is null");
        this.clock = requireNonNull(clock, "clock is null");
        this.random = requireNonNull(random, "random is null");
    }

    /// Makes the attempt, if it is still to be made.
    ///
    /// @return what became of the delivery in this step, for whoever watches
    public Step deliver(DeliveryMessage message) {
        return switch (ledger.begin(message)) {
            case Passed() -> Step.NOTHING;
            case Begun begun -> deliver(message, begun);
        };
    }

    private Step deliver(DeliveryMessage message, Begun begun) {
        var subscription = subscriptions.find(message.subscription());
        if (subscription.isEmpty()) {
            return move(message, new Next.End(DeliveryState.CANCELLED, "its subscription was deleted"));
        }
        if (!now().isBefore(begun.expires())) {
            return move(message, new Next.End(DeliveryState.EXPIRED, "its time ran out"));
        }
        return switch (subscription.get().status().state()) {
            case PAUSED -> move(message, new Next.Park(ParkReason.PAUSED));
            case DISABLED -> move(message, new Next.Park(ParkReason.DISABLED));
            case ACTIVE -> attempt(message, begun, subscription.get());
        };
    }

    private Step move(DeliveryMessage message, Next next) {
        ledger.move(message, next);
        return new Step(null, next);
    }

    private Step attempt(DeliveryMessage message, Begun begun, Subscription subscription) {
        var startedAt = now();
        Webhooks.Answer answer;
        try {
            answer = send(message, begun, subscription, startedAt);
        } catch (RuntimeException e) {
            return putOff(message, begun.expires(), e);
        }
        failingSince.remove(message.subscription());
        var attempt = record(message, startedAt, answer);
        var next = next(attempt, begun.expires(), subscription);
        boolean written = ledger.finish(message, attempt, next);
        if (written && next instanceof Next.Refuse(var reason, var disabled)) {
            LOG.warn("Subscription {} is disabled, unless it was changed meanwhile: {}", disabled.id(), reason);
        }
        return new Step(attempt, next);
    }

    private Webhooks.Answer send(DeliveryMessage message, Begun begun, Subscription subscription, Instant startedAt) {
        return switch (subscription.destination()) {
            case Destination.Webhook webhook ->
                webhooks.send(WebhookRequests.request(
                        message,
                        begun.event(),
                        webhook,
                        subscription.keys().inForce(startedAt),
                        subscription.policy().timeout(),
                        startedAt));
        };
    }

    /// By as long as such failures have gone on, which doubles the pause of a delivery each time. They are not
    /// counted: many that fail at once have one cause.
    private Step putOff(DeliveryMessage message, Instant expires, RuntimeException failure) {
        var now = now();
        if (failingSince.size() >= MAX_FAILING) {
            failingSince.clear();
        }
        var since = failingSince.merge(message.subscription(), now, (before, _) -> before.isAfter(now) ? now : before);
        var pause = FIRST_PAUSE.plus(Duration.between(since, now));
        if (pause.compareTo(LONGEST_PAUSE) > 0) {
            pause = LONGEST_PAUSE;
        }
        var unsaid = putOffs.admit(now);
        if (unsaid.isPresent()) {
            LOG.error(
                    "Delivery {} is put off by {}: its request could not be made, nor could {} others since this was last said",
                    message.delivery(),
                    pause,
                    unsaid.getAsLong(),
                    failure);
        }
        var due = now.plus(pause);
        return move(
                message,
                due.isBefore(expires)
                        ? new Next.TryAt(message.n(), due)
                        : new Next.End(
                                DeliveryState.EXPIRED,
                                "its time would run out before the next attempt: Penstock could not make the request"));
    }

    private Attempt record(DeliveryMessage message, Instant startedAt, Webhooks.Answer answer) {
        var outcome = OutcomeRules.outcome(answer, now());
        var took = answer.took().truncatedTo(ChronoUnit.MILLIS);
        return switch (answer) {
            case Webhooks.Answered answered ->
                new Attempt(message.run(), message.n(), startedAt, took, outcome, answered.status(), answered.body());
            case Webhooks.Unanswered _ ->
                new Attempt(message.run(), message.n(), startedAt, took, outcome, null, NO_BODY);
        };
    }

    private Next next(Attempt attempt, Instant expires, Subscription subscription) {
        return switch (attempt.outcome()) {
            case Outcome.Delivered() -> new Next.End(DeliveryState.DELIVERED, "");
            case Outcome.Refused(var reason) ->
                new Next.Refuse(reason, subscription.with(Status.disabled(reason, now()), now()));
            case Outcome.Failed failed -> {
                var delay = subscription.policy().retry().delayAfter(attempt.n(), failed.retryAfter(), random);
                if (delay.isEmpty()) {
                    yield new Next.End(
                            DeliveryState.EXHAUSTED,
                            "attempt %d was the last one: %s".formatted(attempt.n(), failed.reason()));
                }
                var due = now().plus(delay.get());
                yield due.isBefore(expires)
                        ? new Next.TryAt(attempt.n() + 1, due)
                        : new Next.End(
                                DeliveryState.EXPIRED,
                                "its time would run out before the next attempt: " + failed.reason());
            }
        };
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    private static final byte[] NO_BODY = {};
}

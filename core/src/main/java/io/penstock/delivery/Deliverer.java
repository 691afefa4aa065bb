package io.penstock.delivery;

import static java.util.Objects.requireNonNull;

import io.penstock.delivery.Beginning.Begun;
import io.penstock.delivery.Beginning.Passed;
import io.penstock.event.Event;
import io.penstock.subscription.Destination;
import io.penstock.subscription.Status;
import io.penstock.subscription.Subscription;
import io.penstock.subscription.SubscriptionUid;
import io.penstock.subscription.Subscriptions;
import io.penstock.subscription.Throttle;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
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

    /// Why a delivery waits whose receiver is given no more to do.
    private static final String WAITS = "throttled";

    private static final Logger LOG = LoggerFactory.getLogger(Deliverer.class);

    private final DeliveryLedger ledger;
    private final Subscriptions subscriptions;
    private final Webhooks webhooks;
    private final PermittedTargets targets;
    private final Breaker breaker;
    private final AttemptListener attempts;
    private final Admissions admissions;
    private final InstantSource clock;
    private final RandomGenerator random;

    /// Since when no request could be made for a subscription.
    private final Map<SubscriptionUid, Instant> failingSince = new ConcurrentHashMap<>();

    private final LogLimit putOffs = new LogLimit(FIRST_PAUSE);

    /// @param counts how attempts went, as far as it is known to whoever makes them
    /// @param random for the jitter of retries; safe for use by many threads
    public Deliverer(
            DeliveryLedger ledger,
            Subscriptions subscriptions,
            Webhooks webhooks,
            PermittedTargets targets,
            AttemptCounts counts,
            InstantSource clock,
            RandomGenerator random) {
        this(ledger, subscriptions, webhooks, targets, counts, AttemptListener.NONE, clock, random);
    }

    /// The same that tells of its attempts.
    ///
    /// @param attempts told of every one that was made
    public Deliverer(
            DeliveryLedger ledger,
            Subscriptions subscriptions,
            Webhooks webhooks,
            PermittedTargets targets,
            AttemptCounts counts,
            AttemptListener attempts,
            InstantSource clock,
            RandomGenerator random) {
        this(ledger, subscriptions, webhooks, targets, counts, attempts, Admissions.ALL, clock, random);
    }

    /// The same, where others make attempts for the same subscriptions.
    ///
    /// @param admissions lets attempts begin
    public Deliverer(
            DeliveryLedger ledger,
            Subscriptions subscriptions,
            Webhooks webhooks,
            PermittedTargets targets,
            AttemptCounts counts,
            AttemptListener attempts,
            Admissions admissions,
            InstantSource clock,
            RandomGenerator random) {
        this.ledger = requireNonNull(ledger, "ledger is null");
        this.subscriptions = requireNonNull(subscriptions, "subscriptions is null");
        this.webhooks = requireNonNull(webhooks, "webhooks is null");
        this.targets = requireNonNull(targets, "targets is null");
        this.breaker = new Breaker(subscriptions, counts);
        this.attempts = requireNonNull(attempts, "attempts is null");
        this.admissions = requireNonNull(admissions, "admissions is null");
        this.clock = requireNonNull(clock, "clock is null");
        this.random = requireNonNull(random, "random is null");
    }

    /// Makes the attempt, if it is still to be made.
    ///
    /// @return what became of the delivery in this step, for whoever watches
    public Step deliver(DeliveryMessage message) {
        return switch (prepare(message)) {
            case Settled(var step) -> step;
            case Ready ready -> {
                var admission = admit(List.of(ready));
                try {
                    yield switch (admission.prepared().getFirst()) {
                        case Settled(var step) -> step;
                        case Ready admitted -> {
                            var step = attempt(admitted);
                            made(List.of(admitted), List.of(step));
                            yield step;
                        }
                    };
                } finally {
                    ended(admission);
                }
            }
        };
    }

    /// What becomes of attempts that were ready, once it is known which may begin.
    ///
    /// @param subscription whose they are
    /// @param prepared each, ready still or put off
    /// @param admitted which of them begin
    record Admission(Subscription subscription, List<Prepared> prepared, Admissions.Admitted admitted) {}

    /// Lets those begin that may, and puts off the others.
    ///
    /// @param ready at least one, all of the same subscription
    Admission admit(List<Ready> ready) {
        var subscription = ready.getFirst().subscription();
        var throttle = subscription.policy().throttle();
        if (!ready.getFirst().isThrottled()) {
            return new Admission(subscription, List.copyOf(ready), Admissions.Admitted.all(ready.size()));
        }
        var now = now();
        var longest = subscription.policy().timeout().plus(Breaker.LEASE);
        var admitted = admissions.admit(
                subscription.uid(),
                throttle,
                new Admissions.Request(
                        now, longest, ready.stream().map(Ready::waited).toList()));
        var prepared = new ArrayList<Prepared>();
        for (int i = 0; i < ready.size(); i++) {
            var begin = admitted.begin().get(i);
            prepared.add(begin.isAfter(now) ? putOff(ready.get(i), begin) : tried(ready.get(i), now));
        }
        return new Admission(subscription, prepared, admitted);
    }

    private Settled putOff(Ready ready, Instant begin) {
        var message = ready.message();
        var next = at(message.n(), begin, ready.expires(), WAITS);
        return settled(
                message, next instanceof Next.TryAt(var n, var due, var _) ? new Next.TryAt(n, due, WAITS) : next);
    }

    /// What was admitted is under way no more.
    void ended(Admission admission) {
        var throttle = admission.subscription().policy().throttle();
        if (throttle.concurrency() != null && admission.admitted().begun() > 0) {
            try {
                admissions.ended(admission.subscription().uid(), throttle, admission.admitted());
            } catch (RuntimeException e) {
                // They count until their lease is over.
                LOG.warn(
                        "Not noted that attempts of subscription {} have ended",
                        admission.subscription().id(),
                        e);
            }
        }
    }

    /// Sees to what follows for their subscription from attempts that were made, or put off by a failure of our own.
    ///
    /// @param ready all of the same subscription
    /// @param steps what became of each
    void made(List<Ready> ready, List<Step> steps) {
        var made = new ArrayList<Breaker.Made>();
        for (int i = 0; i < ready.size(); i++) {
            var attempt = steps.get(i).attempt();
            if (attempt != null) {
                made.add(new Breaker.Made(
                        attempt, ready.get(i).acceptedAt(), !(steps.get(i).next() instanceof Next.TryAt)));
            }
        }
        if (!made.isEmpty()) {
            breaker.made(ready.getFirst().subscription(), made, now());
        }
    }

    /// Makes the attempts that are still to be made: each as [#deliver(DeliveryMessage)] does, but that events for the
    /// same target are handed over together. What goes wrong with one message leaves the others alone.
    ///
    /// @param concurrency how much is done at once
    /// @return what became of each, in the order of `messages`
    public List<Handled> deliver(List<DeliveryMessage> messages, Concurrency concurrency) {
        return new DeliveryBatch(this, messages).run(concurrency);
    }

    /// How far a message has come before anything is sent.
    sealed interface Prepared {}

    /// Nothing is to be sent.
    record Settled(Step step) implements Prepared {}

    /// The attempt is to be made.
    ///
    /// @param acceptedAt when its event was handed in
    /// @param expires when the delivery is given up
    /// @param waited whether it was put off before
    record Ready(
            DeliveryMessage message,
            Event event,
            Instant acceptedAt,
            Instant expires,
            boolean waited,
            Subscription subscription)
            implements Prepared {
        /// Whether it begins when it is its turn.
        boolean isThrottled() {
            return !subscription.policy().throttle().equals(Throttle.NONE);
        }

        Ready with(Subscription changed) {
            return new Ready(message, event, acceptedAt, expires, waited, changed);
        }
    }

    private Prepared prepare(DeliveryMessage message) {
        return prepare(message, this::inForce);
    }

    /// @param inForce finds a subscription as it was when `message` was here already, or later
    Prepared prepare(DeliveryMessage message, Function<SubscriptionUid, Optional<Subscription>> inForce) {
        return switch (ledger.begin(message)) {
            case Passed() -> new Settled(Step.NOTHING);
            case Begun begun -> prepare(message, begun, inForce.apply(message.subscription()));
        };
    }

    /// The subscription as it is now, if it is in force.
    Optional<Subscription> inForce(SubscriptionUid uid) {
        return subscriptions.find(uid);
    }

    private Prepared prepare(DeliveryMessage message, Begun begun, Optional<Subscription> subscription) {
        if (subscription.isEmpty()) {
            return settled(message, new Next.End(DeliveryState.CANCELLED, "its subscription was deleted"));
        }
        var timing = subscription.get().policy().timing();
        var expires = timing.expires(message.run(), begun.acceptedAt(), begun.expires());
        var now = now();
        if (!now.isBefore(expires)) {
            return settled(message, new Next.End(DeliveryState.EXPIRED, "its time ran out"));
        }
        return switch (subscription.get().status().state()) {
            case PAUSED -> settled(message, new Next.Park(ParkReason.PAUSED));
            case DISABLED -> settled(message, new Next.Park(ParkReason.DISABLED));
            case ACTIVE -> {
                var earliest = timing.earliest(message.run(), message.n(), begun.acceptedAt(), now);
                if (earliest.isAfter(now)) {
                    yield settled(message, at(message.n(), earliest, expires, "it may not be attempted before"));
                }
                var ready = new Ready(
                        message, begun.event(), begun.acceptedAt(), expires, begun.waited(), subscription.get());
                if (!ready.isThrottled()) {
                    yield tried(ready, now);
                }
                // Who tries an open circuit does so when its turn comes, and not before.
                yield Breaker.isOpen(subscription.get(), now)
                        ? settled(message, new Next.Park(ParkReason.CIRCUIT))
                        : ready;
            }
        };
    }

    /// What the circuit lets begin.
    private Prepared tried(Ready ready, Instant now) {
        return breaker.admit(ready.subscription(), now)
                .<Prepared>map(ready::with)
                .orElseGet(() -> settled(ready.message(), new Next.Park(ParkReason.CIRCUIT)));
    }

    /// Another attempt, if there is time for it.
    ///
    /// @param reason why it is not made now
    private static Next at(int n, Instant due, Instant expires, String reason) {
        return due.isBefore(expires)
                ? new Next.TryAt(n, due)
                : new Next.End(DeliveryState.EXPIRED, "its time would run out before the next attempt: " + reason);
    }

    private Settled settled(DeliveryMessage message, Next next) {
        return new Settled(move(message, next));
    }

    private Step move(DeliveryMessage message, Next next) {
        ledger.move(message, next);
        return new Step(null, next);
    }

    /// Makes the attempt by itself.
    Step attempt(Ready ready) {
        return switch (ready.subscription().destination()) {
            case Destination.Webhook webhook -> request(ready, webhook);
            case Destination.Target target -> {
                var handled = handOver(List.of(ready), target).getFirst();
                if (handled instanceof Handled.Broken(var _, var failure)) {
                    throw failure;
                }
                yield ((Handled.Done) handled).step();
            }
        };
    }

    private Step request(Ready ready, Destination.Webhook webhook) {
        var startedAt = now();
        Webhooks.Answer answer;
        try {
            answer = webhooks.send(WebhookRequests.request(
                    ready.message(),
                    ready.event(),
                    webhook,
                    ready.subscription().keys().inForce(startedAt),
                    ready.subscription().policy().timeout(),
                    startedAt));
        } catch (RuntimeException e) {
            return putOff(ready, e);
        }
        return finish(ready, record(ready, startedAt, answer));
    }

    /// Makes the attempts of `group` together: its tenant, its target and its timeout are the same.
    List<Handled> handOver(List<Ready> group, Destination.Target target) {
        var startedAt = now();
        var parcels = group.stream()
                .map(ready -> new Targets.Parcel(ready.message(), ready.event()))
                .toList();
        List<Targets.Answer> answers;
        try {
            answers = targets.send(group.getFirst().subscription(), target, parcels);
        } catch (RuntimeException e) {
            return group.stream()
                    .map(ready -> Handled.of(ready.message(), () -> putOff(ready, e)))
                    .toList();
        }
        var handled = new ArrayList<Handled>();
        for (int i = 0; i < group.size(); i++) {
            var ready = group.get(i);
            var attempt = record(ready.message(), startedAt, answers.get(i));
            handled.add(Handled.of(ready.message(), () -> finish(ready, attempt)));
        }
        return handled;
    }

    private Step finish(Ready ready, Attempt attempt) {
        failingSince.remove(ready.message().subscription());
        var next = next(attempt, ready);
        boolean written = ledger.finish(ready.message(), attempt, next);
        attempts.made(ready.subscription(), ready.message(), attempt);
        if (written && next instanceof Next.Refuse(var reason, var disabled)) {
            LOG.warn("Subscription {} is disabled, unless it was changed meanwhile: {}", disabled.id(), reason);
        }
        return new Step(attempt, next);
    }

    /// By as long as such failures have gone on, which doubles the pause of a delivery each time. They are not
    /// counted: many that fail at once have one cause.
    private Step putOff(Ready ready, RuntimeException failure) {
        var message = ready.message();
        var now = now();
        if (failingSince.size() >= MAX_FAILING && !failingSince.containsKey(message.subscription())) {
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
        return move(message, at(message.n(), due, ready.expires(), "Penstock could not make the request"));
    }

    private Attempt record(Ready ready, Instant startedAt, Webhooks.Answer answer) {
        var message = ready.message();
        var outcome = OutcomeRules.outcome(answer, ready.subscription().policy(), now());
        var took = answer.took().truncatedTo(ChronoUnit.MILLIS);
        return switch (answer) {
            case Webhooks.Answered answered ->
                new Attempt(message.run(), message.n(), startedAt, took, outcome, answered.status(), answered.body());
            case Webhooks.Unanswered _ ->
                new Attempt(message.run(), message.n(), startedAt, took, outcome, null, NO_BODY);
        };
    }

    private Attempt record(DeliveryMessage message, Instant startedAt, Targets.Answer answer) {
        var took = answer.took().truncatedTo(ChronoUnit.MILLIS);
        var outcome = OutcomeRules.outcome(answer);
        return switch (answer) {
            case Targets.Taken(var receipt, var _) ->
                new Attempt(message.run(), message.n(), startedAt, took, outcome, null, kept(receipt));
            case Targets.Failed(var _, var status, var detail, var _) ->
                new Attempt(message.run(), message.n(), startedAt, took, outcome, status, kept(detail));
            case Targets.Unfit _ -> new Attempt(message.run(), message.n(), startedAt, took, outcome, null, NO_BODY);
        };
    }

    private static byte[] kept(String text) {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        return bytes.length <= Attempt.MAX_RESPONSE_BYTES ? bytes : Arrays.copyOf(bytes, Attempt.MAX_RESPONSE_BYTES);
    }

    private Next next(Attempt attempt, Ready ready) {
        var subscription = ready.subscription();
        return switch (attempt.outcome()) {
            case Outcome.Delivered() -> new Next.End(DeliveryState.DELIVERED, "");
            case Outcome.Refused(var reason) ->
                isGone(attempt)
                        ? new Next.Refuse(reason, subscription.with(Status.disabled(reason, now()), now()))
                        : new Next.End(DeliveryState.REFUSED, reason);
            case Outcome.Failed failed -> {
                var delay = subscription.policy().retry().delayAfter(attempt.n(), failed.retryAfter(), random);
                if (delay.isEmpty()) {
                    yield new Next.End(
                            DeliveryState.EXHAUSTED,
                            "attempt %d was the last one: %s".formatted(attempt.n(), failed.reason()));
                }
                int n = attempt.n() + 1;
                var due = subscription
                        .policy()
                        .timing()
                        .earliest(attempt.run(), n, attempt.startedAt(), now().plus(delay.get()));
                yield at(n, due, ready.expires(), failed.reason());
            }
        };
    }

    /// Whether a webhook's receiver has said that it wants nothing more.
    private static boolean isGone(Attempt attempt) {
        return attempt.status() != null && attempt.status() == OutcomeRules.GONE;
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    private static final byte[] NO_BODY = {};
}

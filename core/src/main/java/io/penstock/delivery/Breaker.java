package io.penstock.delivery;

import static java.util.Objects.requireNonNull;

import io.penstock.subscription.ChangedMeanwhileException;
import io.penstock.subscription.Failing;
import io.penstock.subscription.Failing.Circuit;
import io.penstock.subscription.Status;
import io.penstock.subscription.Subscription;
import io.penstock.subscription.Subscriptions;
import io.penstock.tenant.TenantEndedException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Opens a subscription's circuit while its receiver fails, has single attempts try it, closes it when one succeeds, and
/// disables a subscription whose receiver has failed for days.
///
/// All of it stands in the subscription's status, which whoever makes attempts reads anyway, and changes with its version:
/// of two that change it at once, one does. Nothing waits for a change to be made: what a crash or a quicker
/// one prevents, the next attempt makes up for. An attempt that tries an open circuit puts off the next one by a lease, and
/// if it dies, the lease ends.
///
/// Safe for use by many threads.
final class Breaker {
    /// How much longer than an attempt may take its lease is.
    static final Duration LEASE = Duration.ofSeconds(30);

    /// From what age of its event on the failure of an attempt says that its receiver fails for long.
    static final Duration LONG = Duration.ofHours(1);

    /// How long before its subscription is disabled that is announced at least, or half of the time if that is less.
    static final Duration NOTICE = Duration.ofDays(1);

    private static final Logger LOG = LoggerFactory.getLogger(Breaker.class);

    private final Subscriptions subscriptions;
    private final AttemptCounts counts;

    Breaker(Subscriptions subscriptions, AttemptCounts counts) {
        this.subscriptions = requireNonNull(subscriptions, "subscriptions is null");
        this.counts = requireNonNull(counts, "counts is null");
    }

    /// An attempt that was made.
    ///
    /// @param attempt what came of it
    /// @param acceptedAt when its event was handed in
    /// @param last whether there is no further one
    record Made(Attempt attempt, Instant acceptedAt, boolean last) {
        boolean failed() {
            return attempt.outcome() instanceof Outcome.Failed;
        }

        /// Whether it says by itself that the receiver fails for long.
        boolean failedForLong() {
            return failed() && (last || !attempt.startedAt().isBefore(acceptedAt.plus(LONG)));
        }
    }

    /// Whether no attempt may be made for `subscription`, which is active.
    static boolean isOpen(Subscription subscription, Instant now) {
        var circuit = circuit(subscription);
        return circuit != null && !circuit.mayBeTried(now);
    }

    private static @Nullable Circuit circuit(Subscription subscription) {
        return subscription.policy().circuitBreaker().enabled()
                ? subscription.status().circuit()
                : null;
    }

    /// Whether an attempt may be made for `subscription`, which is active.
    ///
    /// @return the subscription as it is if it is made; empty if it is to be parked
    Optional<Subscription> admit(Subscription subscription, Instant now) {
        var status = subscription.status();
        var circuit = circuit(subscription);
        if (status.failing() == null || circuit == null) {
            return Optional.of(subscription);
        }
        if (!circuit.mayBeTried(now)) {
            return Optional.empty();
        }
        var lease = subscription.policy().timeout().plus(LEASE);
        return change(subscription, status.with(status.failing().with(circuit.until(now.plus(lease)))));
    }

    /// Sees to what follows from attempts.
    ///
    /// @param subscription as it was when they were admitted
    /// @param made at least one
    void made(Subscription subscription, List<Made> made, Instant now) {
        try {
            follow(subscription, made, now);
        } catch (RuntimeException e) {
            // What was attempted is on record: the next attempts bring it up again.
            LOG.warn("Not noted how the attempts of subscription {} went", subscription.id(), e);
        }
    }

    private void follow(Subscription subscription, List<Made> made, Instant now) {
        var before = subscription.status().failing();
        boolean succeeded = !made.stream().allMatch(Made::failed);
        if (before != null && succeeded) {
            recovered(subscription);
        }
        if (before != null && before.circuit() != null) {
            if (!succeeded) {
                failed(subscription, before.with(tried(subscription, before.circuit(), now)), now);
            }
            return;
        }
        int failures = (int) made.stream().filter(Made::failed).count();
        var window = subscription.policy().circuitBreaker().window();
        var tally = counts.count(subscription.uid(), window, now, made.size(), failures);
        if (failures > 0) {
            var failing = failing(subscription, made, tally, now);
            if (failing != null) {
                failed(subscription, failing, now);
            }
        }
    }

    private void recovered(Subscription subscription) {
        if (change(subscription, (Failing) null) && subscription.status().circuit() != null) {
            counts.forget(subscription.uid());
            LOG.info("The circuit of subscription {} is closed", subscription.id());
        }
    }

    private void failed(Subscription subscription, Failing failing, Instant now) {
        var opened = failing.circuit();
        if (opened != null && opened.openedAt().equals(now)) {
            open(subscription, failing, opened);
        } else if (!isNoticeDue(subscription, failing, now) || closes(subscription, failing)) {
            // Two things are not announced of one change: the next attempt that fails brings the notice.
            change(subscription, failing);
        } else if (failing.announcedAt() == null) {
            change(subscription, failing.announced(now));
        } else if (isOver(subscription, failing, failing.announcedAt(), now)) {
            disable(subscription, failing, now);
        } else {
            change(subscription, failing);
        }
    }

    private static boolean closes(Subscription subscription, Failing failing) {
        return subscription.status().circuit() != null && failing.circuit() == null;
    }

    private void open(Subscription subscription, Failing failing, Circuit circuit) {
        if (change(subscription, failing)) {
            counts.forget(subscription.uid());
            LOG.warn(
                    "The circuit of subscription {} is open until {}: {}",
                    subscription.id(),
                    circuit.until(),
                    circuit.reason());
        }
    }

    private boolean change(Subscription subscription, @Nullable Failing failing) {
        var status = subscription.status();
        return !Objects.equals(failing, status.failing())
                && change(subscription, status.with(failing)).isPresent();
    }

    /// The circuit after an attempt has tried it in vain; null if circuits are not opened any more.
    private static @Nullable Circuit tried(Subscription subscription, Circuit circuit, Instant now) {
        if (!subscription.policy().circuitBreaker().enabled()) {
            return null;
        }
        int tries = circuit.tries() + 1;
        var pause = subscription.policy().circuitBreaker().pauseAfter(tries);
        return new Circuit(circuit.openedAt(), now.plus(pause), tries, circuit.reason());
    }

    /// What is to be said of failures while the circuit was closed; null if nothing is.
    private static @Nullable Failing failing(Subscription subscription, List<Made> made, Tally tally, Instant now) {
        var before = subscription.status().failing();
        var breaker = subscription.policy().circuitBreaker();
        boolean opens = breaker.enabled()
                && tally.attempts(now) >= breaker.attempts()
                && tally.failures(now) >= breaker.failureRate() * tally.attempts(now);
        boolean failsForLong =
                before != null || (!tally.hasSuccess() && made.stream().anyMatch(Made::failedForLong));
        if (!opens && !failsForLong) {
            return null;
        }
        var failing = before == null ? new Failing(began(made), null, null) : before;
        return opens
                ? failing.with(new Circuit(now, now.plus(breaker.pauseAfter(0)), 0, reason(subscription, tally, now)))
                : failing;
    }

    private static Instant began(List<Made> made) {
        return made.stream()
                .map(one -> one.attempt().startedAt())
                .min(Comparator.naturalOrder())
                .orElseThrow();
    }

    private static String reason(Subscription subscription, Tally tally, Instant now) {
        return "%d of %d attempts failed in %s"
                .formatted(
                        Math.round(tally.failures(now)),
                        Math.round(tally.attempts(now)),
                        subscription.policy().circuitBreaker().window());
    }

    private static Duration notice(Subscription subscription) {
        var half = subscription.policy().disableAfter().dividedBy(2);
        return half.compareTo(NOTICE) < 0 ? half : NOTICE;
    }

    private static boolean isNoticeDue(Subscription subscription, Failing failing, Instant now) {
        var end = failing.since().plus(subscription.policy().disableAfter());
        return !now.isBefore(end.minus(notice(subscription)));
    }

    /// Not before those who were told have had their time.
    private static boolean isOver(Subscription subscription, Failing failing, Instant announcedAt, Instant now) {
        return !now.isBefore(failing.since().plus(subscription.policy().disableAfter()))
                && !now.isBefore(announcedAt.plus(notice(subscription)));
    }

    private void disable(Subscription subscription, Failing failing, Instant now) {
        var reason = "nothing has succeeded since %s".formatted(failing.since());
        if (change(subscription, Status.disabled(reason, now)).isPresent()) {
            LOG.warn("Subscription {} is disabled: {}", subscription.id(), reason);
        }
    }

    /// @return the subscription with that status; empty if someone else was quicker to change it
    private Optional<Subscription> change(Subscription subscription, Status status) {
        try {
            long version = subscriptions.setStatus(subscription.uid(), status, subscription.version());
            return Optional.of(subscription.with(status).withVersion(version));
        } catch (ChangedMeanwhileException | TenantEndedException e) {
            LOG.debug("Subscription {} was changed meanwhile", subscription.id(), e);
            return Optional.empty();
        }
    }
}

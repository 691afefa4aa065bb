package io.penstock.delivery;

import static java.util.Objects.requireNonNull;

import io.penstock.subscription.SubscriptionUid;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Counts in the memory of one process, which makes all attempts: what it has counted ends with it.
public final class InMemoryAttemptCounts implements AttemptCounts {
    /// Of how many subscriptions it counts at a time.
    static final int MAX_SUBSCRIPTIONS = 100_000;

    private final Map<SubscriptionUid, Tally> tallies = new ConcurrentHashMap<>();

    @Override
    public Tally count(SubscriptionUid subscription, Duration window, Instant now, int attempts, int failures) {
        if (tallies.size() >= MAX_SUBSCRIPTIONS && !tallies.containsKey(subscription)) {
            tallies.values().removeIf(tally -> tally.attempts(now) == 0);
            if (tallies.size() >= MAX_SUBSCRIPTIONS) {
                tallies.clear();
            }
        }
        return requireNonNull(tallies.merge(subscription, Tally.of(window, now, attempts, failures), Tally::plus));
    }

    @Override
    public void forget(SubscriptionUid subscription) {
        tallies.remove(subscription);
    }
}

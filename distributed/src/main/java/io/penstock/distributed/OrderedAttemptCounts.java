package io.penstock.distributed;

import static java.util.Objects.requireNonNull;

import io.penstock.delivery.AttemptCounts;
import io.penstock.delivery.Tally;
import io.penstock.subscription.SubscriptionUid;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Counts of all processes together, in an item for each subscription that fails: it is read and written when something has
/// failed, and then says what succeeded in this process before. While nothing fails, nothing is written, and the
/// successes of other processes may not be known: a circuit may open a little early by that, never late.
final class OrderedAttemptCounts implements AttemptCounts {
    /// How often others may be quicker to count before what is counted here stays with this process.
    private static final int TRIES = 3;

    /// Of how many subscriptions successes are remembered.
    private static final int MAX_SUBSCRIPTIONS = 10_000;

    private static final int FORM = 1;
    private static final Logger LOG = LoggerFactory.getLogger(OrderedAttemptCounts.class);

    private final Table table;
    private final Map<SubscriptionUid, Tally> unwritten = new HashMap<>();

    OrderedAttemptCounts(Table table) {
        this.table = requireNonNull(table, "table is null");
    }

    @Override
    public Tally count(SubscriptionUid subscription, Duration window, Instant now, int attempts, int failures) {
        var known = remember(subscription, Tally.of(window, now, attempts, failures));
        return failures == 0 ? known : write(subscription, known);
    }

    private synchronized Tally remember(SubscriptionUid subscription, Tally tally) {
        if (unwritten.size() >= MAX_SUBSCRIPTIONS && !unwritten.containsKey(subscription)) {
            unwritten.clear();
        }
        return requireNonNull(unwritten.merge(subscription, tally, Tally::plus));
    }

    /// What was counted meanwhile stays.
    private synchronized void wrote(SubscriptionUid subscription, Tally known) {
        unwritten.remove(subscription, known);
    }

    private Tally write(SubscriptionUid subscription, Tally known) {
        var all = known;
        for (int i = 0; i < TRIES; i++) {
            var present = table.get(Places.tally(subscription));
            all = present.map(item -> read(item).plus(known)).orElse(known);
            if (table.put(write(subscription, all, present), condition(present)) instanceof Table.Put.Written) {
                wrote(subscription, known);
                return all;
            }
        }
        LOG.debug("Others count the attempts of {} at the same time", subscription);
        return all;
    }

    private static Table.Condition condition(Optional<Item> present) {
        return present.<Table.Condition>map(item -> new Table.Condition.Unchanged(item.number(Item.REVISION)))
                .orElseGet(Table.Condition.Absent::new);
    }

    private static Item write(SubscriptionUid subscription, Tally tally, Optional<Item> present) {
        return Item.at(Places.tally(subscription), FORM)
                .until(tally.start().plus(tally.window().multipliedBy(2)))
                .with(
                        Item.REVISION,
                        1 + present.map(item -> item.number(Item.REVISION)).orElse(0L))
                .with("window", tally.window().toMillis())
                .with("start", tally.start())
                .with("attempts", tally.attempts())
                .with("failures", tally.failures())
                .with("attemptsBefore", tally.attemptsBefore())
                .with("failuresBefore", tally.failuresBefore());
    }

    private static Tally read(Item item) {
        item.in(FORM);
        return new Tally(
                Duration.ofMillis(item.number("window")),
                item.time("start"),
                item.small("attempts"),
                item.small("failures"),
                item.small("attemptsBefore"),
                item.small("failuresBefore"));
    }

    @Override
    public void forget(SubscriptionUid subscription) {
        drop(subscription);
        table.delete(Places.tally(subscription), new Table.Condition.Any());
    }

    private synchronized void drop(SubscriptionUid subscription) {
        unwritten.remove(subscription);
    }
}

package io.penstock.distributed;

import static java.util.Objects.requireNonNull;

import io.penstock.delivery.Attempt;
import io.penstock.delivery.Beginning;
import io.penstock.delivery.DeliveryLedger;
import io.penstock.delivery.DeliveryMessage;
import io.penstock.delivery.Next;
import io.penstock.distributed.MessageRunner.Received;
import io.penstock.subscription.SubscriptionUid;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps the deliveries of slow subscriptions out of the way of the others, in a queue of their own.
///
/// A subscription is slow if its last attempt took [#SLOW] or longer, whatever came of it. From then on, what is sent for it
/// goes into that queue, and what comes for it out of the usual one is moved there. This is known by the process that made
/// the attempt, and for [#KNOWN]: another learns it by an attempt of its own, and so does this one again after that time.
/// Which queue a message is in decides nothing but whom it keeps waiting.
///
/// Safe for use by many threads.
public final class SlowDeliveries {
    /// How long an attempt takes that makes its subscription a slow one.
    public static final Duration SLOW = Duration.ofSeconds(5);

    /// How long that is known.
    public static final Duration KNOWN = Duration.ofMinutes(10);

    /// Of how many subscriptions.
    static final int MAX_KNOWN = 10_000;

    private static final Logger LOG = LoggerFactory.getLogger(SlowDeliveries.class);

    private final MessageQueue usual;
    private final MessageQueue slow;
    private final InstantSource clock;
    private final Map<String, Instant> knownUntil = new HashMap<>();

    /// @param usual the queue of deliveries
    /// @param slow the one of those of slow subscriptions
    public SlowDeliveries(MessageQueue usual, MessageQueue slow, InstantSource clock) {
        this.usual = requireNonNull(usual, "usual is null");
        this.slow = requireNonNull(slow, "slow is null");
        this.clock = requireNonNull(clock, "clock is null");
    }

    /// Where delivery messages are sent, each to the queue that its subscription's go to now.
    public MessageQueue queue() {
        return this::send;
    }

    /// `ledger`, whose attempts show which subscriptions are slow.
    public DeliveryLedger watching(DeliveryLedger ledger) {
        return new Watching(ledger);
    }

    /// Moves those of `batch`, which came out of the usual queue, whose subscriptions are slow.
    ///
    /// @return the others, and what could not be moved, in their order: these are to be attempted now
    public List<Received> move(List<Received> batch) {
        var left = new ArrayList<Received>();
        var moving = new ArrayList<Received>();
        var sending = new ArrayList<MessageQueue.Message>();
        for (var received : batch) {
            var group = group(received).filter(this::isSlow);
            if (group.isPresent()) {
                moving.add(received);
                sending.add(new MessageQueue.Message(received.body(), group.get(), Duration.ZERO));
            } else {
                left.add(received);
            }
        }
        if (sending.isEmpty()) {
            return batch;
        }
        try {
            slow.send(sending).forEach(place -> left.add(moving.get(place)));
        } catch (RuntimeException e) {
            LOG.warn("{} deliveries of slow subscriptions stay where they are", sending.size(), e);
            return batch;
        }
        LOG.info("{} deliveries of slow subscriptions go to a queue of their own", batch.size() - left.size());
        return left;
    }

    private static Optional<String> group(Received received) {
        try {
            return Optional.of(group(Envelopes.delivery(received.body()).subscription()));
        } catch (UnreadableMessageException _) {
            // Whoever runs it says so.
            return Optional.empty();
        }
    }

    /// As [DeliveryMessages] sends it.
    private static String group(SubscriptionUid subscription) {
        return subscription.value().text();
    }

    private synchronized boolean isSlow(String group) {
        var until = knownUntil.get(group);
        return until != null && clock.instant().isBefore(until);
    }

    private List<Integer> send(List<MessageQueue.Message> messages) {
        var usuals = new ArrayList<Integer>();
        var slows = new ArrayList<Integer>();
        for (int i = 0; i < messages.size(); i++) {
            (isSlow(messages.get(i).group()) ? slows : usuals).add(i);
        }
        var refused = new ArrayList<Integer>();
        refused.addAll(send(usual, messages, usuals));
        refused.addAll(send(slow, messages, slows));
        refused.sort(null);
        return refused;
    }

    private static List<Integer> send(MessageQueue queue, List<MessageQueue.Message> messages, List<Integer> places) {
        return places.isEmpty()
                ? List.of()
                : queue.send(places.stream().map(messages::get).toList()).stream()
                        .map(places::get)
                        .toList();
    }

    private synchronized void note(SubscriptionUid subscription, Duration took) {
        if (took.compareTo(SLOW) < 0) {
            knownUntil.remove(group(subscription));
            return;
        }
        if (knownUntil.size() >= MAX_KNOWN && !knownUntil.containsKey(group(subscription))) {
            knownUntil.clear();
        }
        knownUntil.put(group(subscription), clock.instant().plus(KNOWN));
    }

    /// Notes how long attempts took before what follows from them is sent.
    private final class Watching implements DeliveryLedger {
        private final DeliveryLedger ledger;

        Watching(DeliveryLedger ledger) {
            this.ledger = requireNonNull(ledger, "ledger is null");
        }

        @Override
        public Beginning begin(DeliveryMessage message) {
            return ledger.begin(message);
        }

        @Override
        public boolean finish(DeliveryMessage message, Attempt attempt, Next next) {
            note(message.subscription(), attempt.took());
            return ledger.finish(message, attempt, next);
        }

        @Override
        public boolean move(DeliveryMessage message, Next next) {
            return ledger.move(message, next);
        }
    }
}

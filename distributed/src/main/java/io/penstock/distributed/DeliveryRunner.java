package io.penstock.distributed;

import static java.util.Objects.requireNonNull;

import io.penstock.delivery.Concurrency;
import io.penstock.delivery.Deliverer;
import io.penstock.delivery.DeliveryMessage;
import io.penstock.delivery.Handled;
import io.penstock.distributed.MessageRunner.Kept;
import io.penstock.distributed.MessageRunner.Received;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/// Runs the messages that came out of a queue of deliveries, as [MessageRunner] does, but as one batch: events for the
/// same queue, topic or bus are handed over together.
///
/// Safe for use by many threads, if the deliverer is.
public final class DeliveryRunner {
    private static final Logger LOG = LoggerFactory.getLogger(DeliveryRunner.class);

    private final Deliverer deliverer;
    private final MessageQueue queue;
    private final Concurrency concurrency;
    private final Duration needed;
    private final Consumer<Handled.Done> seen;

    /// A runner of one queue's messages.
    ///
    /// @param deliverer makes the attempts
    /// @param queue where a message goes that is sent again: the one that it came out of
    /// @param concurrency for what goes by itself
    /// @param needed how much time there must be left for attempts to begin: as long as one may take
    /// @param seen told of each message that is done, while the lines of the log bear its event and delivery
    public DeliveryRunner(
            Deliverer deliverer,
            MessageQueue queue,
            Concurrency concurrency,
            Duration needed,
            Consumer<Handled.Done> seen) {
        this.deliverer = requireNonNull(deliverer, "deliverer is null");
        this.queue = requireNonNull(queue, "queue is null");
        this.concurrency = requireNonNull(concurrency, "concurrency is null");
        this.needed = requireNonNull(needed, "needed is null");
        this.seen = requireNonNull(seen, "seen is null");
    }

    /// Runs `batch`, none of which has an order.
    ///
    /// @param remaining how much time is left
    /// @return what is not to be deleted, in the order of the batch; the rest is done, or sent again
    public List<Kept> run(List<Received> batch, Supplier<Duration> remaining) {
        if (isLate(remaining)) {
            return batch.stream()
                    .map(message -> new Kept(message.id(), MessageRunner.GIVEN_BACK))
                    .toList();
        }
        var readable = batch.stream().map(DeliveryRunner::read).toList();
        var handled = deliverer
                .deliver(readable.stream().flatMap(Optional::stream).toList(), inTime(remaining))
                .iterator();
        var kept = new ArrayList<Kept>();
        for (int i = 0; i < batch.size(); i++) {
            var message = batch.get(i);
            var pause =
                    readable.get(i).isEmpty() ? Optional.of(MessageRunner.GIVEN_BACK) : settle(message, handled.next());
            pause.ifPresent(visibleIn -> kept.add(new Kept(message.id(), visibleIn)));
        }
        return kept;
    }

    private boolean isLate(Supplier<Duration> remaining) {
        return remaining.get().compareTo(needed) < 0;
    }

    /// Where deliveries stand is read before anything is sent: if that has taken too long, nothing is, since its outcome
    /// might not be stored any more.
    private Concurrency inTime(Supplier<Duration> remaining) {
        return tasks -> {
            if (!isLate(remaining)) {
                concurrency.run(tasks);
            }
        };
    }

    /// @return after how long `message` may come out again; empty if it may be deleted
    private Optional<Duration> settle(Received message, Handled handled) {
        try (var _ = MDC.putCloseable("event", handled.message().event().text());
                var _ = MDC.putCloseable(
                        "delivery", handled.message().delivery().text())) {
            return switch (handled) {
                case Handled.Done done -> {
                    seen.accept(done);
                    yield Optional.empty();
                }
                case Handled.Broken(var _, var failure) -> MessageRunner.again(queue, message, failure);
            };
        }
    }

    private static Optional<DeliveryMessage> read(Received message) {
        try {
            return Optional.of(Envelopes.delivery(message.body()));
        } catch (UnreadableMessageException e) {
            LOG.error("Message {} cannot be read", message.id(), e);
            return Optional.empty();
        }
    }
}

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
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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

    /// A runner of one queue's messages.
    ///
    /// @param deliverer makes the attempts
    /// @param queue where a message goes that is sent again: the one that it came out of
    /// @param concurrency for what goes by itself
    /// @param needed how much time there must be left for a batch to begin: as long as an attempt may take
    public DeliveryRunner(Deliverer deliverer, MessageQueue queue, Concurrency concurrency, Duration needed) {
        this.deliverer = requireNonNull(deliverer, "deliverer is null");
        this.queue = requireNonNull(queue, "queue is null");
        this.concurrency = requireNonNull(concurrency, "concurrency is null");
        this.needed = requireNonNull(needed, "needed is null");
    }

    /// Runs `batch`, none of which has an order.
    ///
    /// @param remaining how much time is left
    /// @return what is not to be deleted, in the order of the batch; the rest is done, or sent again
    public List<Kept> run(List<Received> batch, Supplier<Duration> remaining) {
        if (remaining.get().compareTo(needed) < 0) {
            return batch.stream()
                    .map(message -> new Kept(message.id(), MessageRunner.GIVEN_BACK))
                    .toList();
        }
        var readable = batch.stream().map(DeliveryRunner::read).toList();
        var handled = deliverer
                .deliver(readable.stream().flatMap(Optional::stream).toList(), concurrency)
                .iterator();
        var kept = new ArrayList<Kept>();
        for (int i = 0; i < batch.size(); i++) {
            var message = batch.get(i);
            var pause = readable.get(i).isEmpty()
                    ? Optional.of(MessageRunner.GIVEN_BACK)
                    : switch (handled.next()) {
                        case Handled.Done _ -> Optional.<Duration>empty();
                        case Handled.Broken(var _, var failure) -> MessageRunner.again(queue, message, failure);
                    };
            pause.ifPresent(visibleIn -> kept.add(new Kept(message.id(), visibleIn)));
        }
        return kept;
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

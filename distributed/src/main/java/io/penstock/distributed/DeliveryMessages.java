package io.penstock.distributed;

import io.penstock.delivery.DeliveryMessage;
import java.time.Duration;
import java.util.List;

/// Sends delivery messages, those of a subscription in a group of their own.
final class DeliveryMessages {
    private final MessageQueue queue;

    DeliveryMessages(MessageQueue queue) {
        this.queue = queue;
    }

    /// Sends all of them at once.
    ///
    /// @throws NotSentException if one was not taken
    void send(List<DeliveryMessage> messages) {
        check(
                queue.send(messages.stream()
                        .map(message -> of(message, Duration.ZERO))
                        .toList()),
                messages.size());
    }

    /// Sends one after `delay`, and at once if that is negative.
    ///
    /// @throws NotSentException if it was not taken
    void send(DeliveryMessage message, Duration delay) {
        check(queue.send(List.of(of(message, delay))), 1);
    }

    private static void check(List<Integer> failed, int of) {
        if (!failed.isEmpty()) {
            throw new NotSentException(failed.size(), of);
        }
    }

    /// Sends what it can.
    ///
    /// @return those that were not taken, by their places
    List<Integer> trySend(List<MessageQueue.Message> messages) {
        return messages.isEmpty() ? List.of() : queue.send(messages);
    }

    static MessageQueue.Message of(DeliveryMessage message, Duration delay) {
        var waits = delay.isNegative() ? Duration.ZERO : delay;
        return new MessageQueue.Message(
                Envelopes.write(message), message.subscription().value().text(), waits);
    }
}

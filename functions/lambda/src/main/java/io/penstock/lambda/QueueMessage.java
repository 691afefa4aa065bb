package io.penstock.lambda;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Map;

/// A message, as SQS hands it to a function.
///
/// @param id SQS's own
/// @param receipt by which it is given back
/// @param queue ARN of the queue that it came out of
/// @param body what was sent
/// @param group its message group; empty if it has none
/// @param receives how often it came out of its queue, this time too
/// @param sentAt when it came into its queue; 1970 if that is not said
/// @param attributes those of its sender that are texts, by their names
public record QueueMessage(
        String id,
        String receipt,
        String queue,
        String body,
        String group,
        int receives,
        Instant sentAt,
        Map<String, String> attributes) {
    public QueueMessage {
        requireNonNull(id, "id is null");
        requireNonNull(receipt, "receipt is null");
        requireNonNull(queue, "queue is null");
        requireNonNull(body, "body is null");
        requireNonNull(group, "group is null");
        requireNonNull(sentAt, "sentAt is null");
        attributes = Map.copyOf(attributes);
    }

    /// Whether its queue keeps the order within a group.
    public boolean isOrdered() {
        return queue.endsWith(".fifo");
    }

    /// Without what it says, which is somebody's.
    @Override
    public String toString() {
        return "QueueMessage[%s]".formatted(id);
    }
}

package io.penstock.lambda;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;

/// Keeps messages that are not to be tried again, in a queue that somebody looks into: each with why it is there, in the
/// attribute `penstock-reason`, and what it was called where it came from, in `penstock-message`.
public final class RefusedMessages {
    private final SqsClient sqs;
    private final String queue;

    /// @param queue its URL
    RefusedMessages(SqsClient sqs, String queue) {
        this.sqs = requireNonNull(sqs, "sqs is null");
        this.queue = requireNonNull(queue, "queue is null");
    }

    /// Keeps `message`.
    ///
    /// @param reason what is wrong with it, in a sentence
    public void put(QueueMessage message, String reason) {
        sqs.sendMessage(request -> request.queueUrl(queue)
                .messageBody(message.body())
                .messageAttributes(Map.of("penstock-reason", text(reason), "penstock-message", text(message.id()))));
    }

    private static MessageAttributeValue text(String value) {
        return MessageAttributeValue.builder()
                .dataType("String")
                .stringValue(value)
                .build();
    }
}

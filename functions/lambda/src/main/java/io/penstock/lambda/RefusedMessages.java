package io.penstock.lambda;

import static java.util.Objects.requireNonNull;

import io.penstock.input.InvalidInputException;
import java.util.Map;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;

/// Keeps messages that are not to be tried again, in a queue that somebody looks into: each with why it is there, in the
/// attribute `penstock-reason`, and what it was called where it came from, in `penstock-message`.
public final class RefusedMessages {
    /// Most characters of a reason: it may say what the sender wrote.
    static final int MAX_REASON = 1_000;

    private final SqsClient sqs;
    private final String queue;

    /// @param queue its URL
    RefusedMessages(SqsClient sqs, String queue) {
        this.sqs = requireNonNull(sqs, "sqs is null");
        this.queue = requireNonNull(queue, "queue is null");
    }

    /// Why something is refused, in a sentence of 1,000 characters at most.
    public static String reason(InvalidInputException refusal) {
        var reason = requireNonNull(refusal.getMessage(), "a refusal has a message");
        return reason.length() <= MAX_REASON ? reason : reason.substring(0, MAX_REASON);
    }

    /// Keeps `message`.
    ///
    /// @param refusal what is wrong with it
    public void put(QueueMessage message, InvalidInputException refusal) {
        sqs.sendMessage(request -> request.queueUrl(queue)
                .messageBody(message.body())
                .messageAttributes(
                        Map.of("penstock-reason", text(reason(refusal)), "penstock-message", text(message.id()))));
    }

    private static MessageAttributeValue text(String value) {
        return MessageAttributeValue.builder()
                .dataType("String")
                .stringValue(value)
                .build();
    }
}

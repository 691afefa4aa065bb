package io.penstock.lambda;

import static java.util.Objects.requireNonNull;

import io.penstock.input.InvalidInputException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;

/// Keeps messages that are not to be tried again, in a queue that somebody looks into: each with why it is there, in the
/// attribute `penstock-reason`, what it was called where it came from, in `penstock-message`, and whose it is to be, in
/// `penstock-tenant`, if its sender said so. Of what leaves no room for the reason in a message of SQS, it says as much as fits.
public final class RefusedMessages {
    /// Most characters of a reason: it may say what the sender wrote.
    static final int MAX_REASON = 1_000;

    /// Who a message's sender says it is for.
    public static final String TENANT = "penstock-tenant";

    private static final String REASON = "penstock-reason";
    private static final String MESSAGE = "penstock-message";
    private static final String TYPE = "String";

    /// Most bytes of a message with its attributes
    /// ([quotas](https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html)).
    private static final int MAX_BYTES = 1_048_576;

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
        var attributes = new LinkedHashMap<String, MessageAttributeValue>();
        int left = MAX_BYTES - bytes(message.body());
        left = add(attributes, TENANT, message.attributes().getOrDefault(TENANT, ""), left);
        left = add(attributes, MESSAGE, message.id(), left);
        add(attributes, REASON, shortened(reason(refusal), left - bytes(REASON) - bytes(TYPE)), left);
        sqs.sendMessage(
                request -> request.queueUrl(queue).messageBody(message.body()).messageAttributes(attributes));
    }

    /// Adds an attribute that says something and that there is room for.
    ///
    /// @return how many bytes are left
    private static int add(Map<String, MessageAttributeValue> attributes, String name, String value, int left) {
        int size = bytes(name) + bytes(TYPE) + bytes(value);
        if (value.isEmpty() || size > left) {
            return left;
        }
        attributes.put(name, text(value));
        return left - size;
    }

    /// As much of `text` as fits into so many bytes.
    private static String shortened(String text, int room) {
        int end = text.length();
        while (end > 0 && bytes(text.substring(0, end)) > room) {
            end--;
        }
        return text.substring(0, end);
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private static MessageAttributeValue text(String value) {
        return MessageAttributeValue.builder().dataType(TYPE).stringValue(value).build();
    }
}

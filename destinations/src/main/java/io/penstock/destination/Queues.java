package io.penstock.destination;

import io.penstock.arn.Arn;
import io.penstock.destination.Batches.Accepted;
import io.penstock.destination.Batches.Rejected;
import io.penstock.destination.Batches.Result;
import io.penstock.subscription.Destination;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.regions.PartitionMetadata;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;

/// Sends to queues of SQS.
final class Queues {
    /// Most bytes of a message, and of all in a request
    /// ([quotas](https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html)).
    static final int MAX_BYTES = 1_048_576;

    private static final Rejected UNSAID = new Rejected("nothing", "");

    private Queues() {}

    static Batches<QueueMessage> batches(
            SqsClient client,
            Destination.Queue queue,
            AwsRequestOverrideConfiguration configuration,
            Supplier<Duration> took) {
        var url = url(queue.arn());
        return new Batches<>(
                "SQS", MAX_BYTES, QueueMessage::bytes, messages -> send(client, url, messages, configuration), took);
    }

    /// Where a queue is, as SQS itself says.
    static String url(Arn arn) {
        var suffix = PartitionMetadata.of(Region.of(arn.region())).dnsSuffix();
        return "https://sqs.%s.%s/%s/%s".formatted(arn.region(), suffix, arn.account(), arn.resource());
    }

    private static List<Result> send(
            SqsClient client, String url, List<QueueMessage> messages, AwsRequestOverrideConfiguration configuration) {
        var entries = new ArrayList<SendMessageBatchRequestEntry>();
        for (var message : messages) {
            var entry = SendMessageBatchRequestEntry.builder()
                    .id(Integer.toString(entries.size()))
                    .messageBody(message.body())
                    .messageAttributes(attributes(message));
            var order = message.order();
            if (order != null) {
                entry.messageGroupId(order.group()).messageDeduplicationId(order.deduplication());
            }
            entries.add(entry.build());
        }
        var answer = client.sendMessageBatch(SendMessageBatchRequest.builder()
                .queueUrl(url)
                .entries(entries)
                .overrideConfiguration(configuration)
                .build());
        var results = new HashMap<String, Result>();
        answer.successful().forEach(entry -> results.put(entry.id(), new Accepted(entry.messageId())));
        answer.failed()
                .forEach(entry ->
                        results.put(entry.id(), new Rejected(entry.code(), Objects.toString(entry.message(), ""))));
        return entries.stream()
                .map(entry -> results.getOrDefault(entry.id(), UNSAID))
                .toList();
    }

    private static Map<String, MessageAttributeValue> attributes(QueueMessage message) {
        var attributes = new HashMap<String, MessageAttributeValue>();
        message.attributes()
                .forEach((name, value) -> attributes.put(
                        name,
                        MessageAttributeValue.builder()
                                .dataType(QueueMessage.TYPE)
                                .stringValue(value)
                                .build()));
        return attributes;
    }
}

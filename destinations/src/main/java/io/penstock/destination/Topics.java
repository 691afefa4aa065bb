package io.penstock.destination;

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
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.model.MessageAttributeValue;
import software.amazon.awssdk.services.sns.model.PublishBatchRequest;
import software.amazon.awssdk.services.sns.model.PublishBatchRequestEntry;

/// Sends to topics of SNS.
final class Topics {
    /// Most bytes of a message, and of all in a request
    /// ([quotas](https://docs.aws.amazon.com/general/latest/gr/sns.html)).
    static final int MAX_BYTES = 262_144;

    private static final Rejected UNSAID = new Rejected("nothing", "");

    private Topics() {}

    static Batches<QueueMessage> batches(
            SnsClient client,
            Destination.Topic topic,
            AwsRequestOverrideConfiguration configuration,
            Supplier<Duration> took) {
        var arn = topic.arn().text();
        return new Batches<>(
                "SNS", MAX_BYTES, QueueMessage::bytes, messages -> send(client, arn, messages, configuration), took);
    }

    private static List<Result> send(
            SnsClient client, String arn, List<QueueMessage> messages, AwsRequestOverrideConfiguration configuration) {
        var entries = new ArrayList<PublishBatchRequestEntry>();
        for (var message : messages) {
            var entry = PublishBatchRequestEntry.builder()
                    .id(Integer.toString(entries.size()))
                    .message(message.body())
                    .messageAttributes(attributes(message));
            var order = message.order();
            if (order != null) {
                entry.messageGroupId(order.group()).messageDeduplicationId(order.deduplication());
            }
            entries.add(entry.build());
        }
        var answer = client.publishBatch(PublishBatchRequest.builder()
                .topicArn(arn)
                .publishBatchRequestEntries(entries)
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

package io.penstock.lambda;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchRequestEntry;

/// [Visibility] by SQS, ten messages in a request.
final class SqsVisibility implements Visibility {
    private static final int MAX_ENTRIES = 10;
    private static final Logger LOG = LoggerFactory.getLogger(SqsVisibility.class);

    private final SqsClient sqs;
    private final List<URI> queues;

    /// @param queues URLs of the queues that messages can come out of
    SqsVisibility(SqsClient sqs, List<URI> queues) {
        this.sqs = requireNonNull(sqs, "sqs is null");
        this.queues = List.copyOf(queues);
    }

    @Override
    public void change(Map<QueueMessage, Duration> messages) {
        var byQueue = new HashMap<String, List<ChangeMessageVisibilityBatchRequestEntry>>();
        messages.forEach((message, after) -> byQueue.computeIfAbsent(message.queue(), _ -> new ArrayList<>())
                .add(ChangeMessageVisibilityBatchRequestEntry.builder()
                        .id(message.id())
                        .receiptHandle(message.receipt())
                        .visibilityTimeout(Math.toIntExact(after.plusMillis(999).toSeconds()))
                        .build()));
        byQueue.forEach((queue, entries) -> url(queue)
                .ifPresentOrElse(url -> change(url, entries), () -> LOG.error("No URL is known of {}", queue)));
    }

    private void change(URI url, List<ChangeMessageVisibilityBatchRequestEntry> entries) {
        for (int from = 0; from < entries.size(); from += MAX_ENTRIES) {
            var part = entries.subList(from, Math.min(entries.size(), from + MAX_ENTRIES));
            try {
                sqs.changeMessageVisibilityBatch(
                        request -> request.queueUrl(url.toString()).entries(part));
            } catch (SdkException e) {
                LOG.warn("{} messages are given back later than could be", part.size(), e);
            }
        }
    }

    /// An ARN ends in the queue's name, and so does its URL.
    private Optional<URI> url(String arn) {
        var name = arn.substring(arn.lastIndexOf(':') + 1);
        return queues.stream().filter(url -> url.getPath().endsWith("/" + name)).findFirst();
    }
}

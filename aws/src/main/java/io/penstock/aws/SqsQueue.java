package io.penstock.aws;

import static java.util.Objects.requireNonNull;

import io.penstock.distributed.MessageQueue;
import io.penstock.identity.Id128;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;

/// A queue of SQS. Messages go in batches as large as SQS takes them; of a batch only what failed is sent again.
///
/// A standard queue is given the group too, and is fair then ("fair queues"): no group holds up another. A FIFO queue
/// keeps the order of what it takes of a group, and knows no delay of a single message. Safe for use by many threads.
public final class SqsQueue implements MessageQueue {
    private static final Logger LOG = LoggerFactory.getLogger(SqsQueue.class);

    /// Most messages of a batch.
    private static final int MAX_ENTRIES = 10;

    /// Most bytes of a batch, those of all its messages together.
    private static final int MAX_BATCH_BYTES = 1_048_576;

    /// How often a message is sent at most.
    static final int TRIES = 4;

    private final SqsClient sqs;
    private final String url;
    private final Retries retries;
    private final @Nullable RandomGenerator fifo;

    private SqsQueue(SqsClient sqs, String url, Retries retries, @Nullable RandomGenerator fifo) {
        this.sqs = requireNonNull(sqs, "sqs is null");
        this.url = requireNonNull(url, "url is null");
        this.retries = requireNonNull(retries, "retries is null");
        this.fifo = fifo;
    }

    /// A standard queue.
    public static SqsQueue standard(SqsClient sqs, String url, Retries retries) {
        return new SqsQueue(sqs, url, retries, null);
    }

    /// A FIFO queue. To send the same message in two calls makes two of it; in one call it is taken once, however often
    /// it has to be sent.
    ///
    /// @param random for deduplication ids
    public static SqsQueue fifo(SqsClient sqs, String url, Retries retries, RandomGenerator random) {
        return new SqsQueue(sqs, url, retries, requireNonNull(random, "random is null"));
    }

    /// A message on its way.
    ///
    /// @param place among those that are sent together
    /// @param bytes of its body
    /// @param group its group
    /// @param entry as SQS is given it
    private record Sending(int place, int bytes, String group, SendMessageBatchRequestEntry entry) {}

    /// Sends each of `messages`, delays rounded up to seconds.
    ///
    /// A FIFO queue is sent nothing behind a message of the same group that it did not take, and of each group one message
    /// in a batch: it may take one and refuse another that is ahead of it in the same batch.
    ///
    /// @return those that it did not take, by their places in `messages`; why is logged
    /// @throws IllegalArgumentException if one is larger than [#MAX_BYTES], or is to be delayed in a FIFO queue
    @Override
    public List<Integer> send(List<Message> messages) {
        var refused = new ArrayList<Sending>();
        var refusedGroups = new HashSet<String>();
        for (var batch : batches(messages)) {
            var sending = new ArrayList<Sending>();
            for (var message : batch) {
                (fifo != null && refusedGroups.contains(message.group()) ? refused : sending).add(message);
            }
            if (!sending.isEmpty()) {
                for (var failed : sendBatch(sending)) {
                    refused.add(failed);
                    refusedGroups.add(failed.group());
                }
            }
        }
        return refused.stream().map(Sending::place).sorted().toList();
    }

    private List<List<Sending>> batches(List<Message> messages) {
        var all = new ArrayList<Sending>();
        for (int i = 0; i < messages.size(); i++) {
            all.add(sending(i, messages.get(i)));
        }
        var batches = new ArrayList<List<Sending>>();
        var groups = new HashSet<String>();
        int bytes = 0;
        for (var message : fifo == null ? all : inTurns(all)) {
            bytes += message.bytes();
            boolean isFull = batches.isEmpty() || batches.getLast().size() == MAX_ENTRIES || bytes > MAX_BATCH_BYTES;
            if (isFull || (fifo != null && groups.contains(message.group()))) {
                batches.add(new ArrayList<>());
                groups.clear();
                bytes = message.bytes();
            }
            batches.getLast().add(message);
            groups.add(message.group());
        }
        return batches;
    }

    /// The first of each group, then the second of each, and so on: those that can go together stand together.
    private static List<Sending> inTurns(List<Sending> messages) {
        var groups = new LinkedHashMap<String, Deque<Sending>>();
        for (var message : messages) {
            groups.computeIfAbsent(message.group(), _ -> new ArrayDeque<>()).add(message);
        }
        var turns = new ArrayList<Sending>();
        while (!groups.isEmpty()) {
            groups.values().forEach(group -> turns.add(group.remove()));
            groups.values().removeIf(Deque::isEmpty);
        }
        return turns;
    }

    private Sending sending(int place, Message message) {
        int bytes = message.body().getBytes(StandardCharsets.UTF_8).length;
        if (bytes > MAX_BYTES) {
            throw new IllegalArgumentException("a message has %,d bytes at most: %,d".formatted(MAX_BYTES, bytes));
        }
        var entry = SendMessageBatchRequestEntry.builder()
                .id(Integer.toString(place))
                .messageBody(message.body())
                .messageGroupId(message.group());
        if (fifo == null) {
            entry.delaySeconds(Math.toIntExact((message.delay().toMillis() + 999) / 1_000));
        } else if (message.delay().isZero()) {
            entry.messageDeduplicationId(Id128.random(fifo).text());
        } else {
            throw new IllegalArgumentException("a FIFO queue delays no message by itself: " + message.delay());
        }
        return new Sending(place, bytes, message.group(), entry.build());
    }

    /// Those of `batch` that were not taken.
    private List<Sending> sendBatch(List<Sending> batch) {
        var pauses = retries.pauses();
        var refused = new ArrayList<Sending>();
        List<Sending> left = batch;
        for (int tries = 1; ; tries++) {
            left = sendOnce(left, refused);
            if (left.isEmpty() || tries == TRIES || !pauses.pause()) {
                refused.addAll(left);
                return refused;
            }
        }
    }

    /// Those that may be sent again; those that may not are added to `refused`.
    private List<Sending> sendOnce(List<Sending> batch, List<Sending> refused) {
        try {
            var failed = sqs
                    .sendMessageBatch(request -> request.queueUrl(url)
                            .entries(batch.stream().map(Sending::entry).toList()))
                    .failed()
                    .stream()
                    .collect(Collectors.toMap(BatchResultErrorEntry::id, failure -> failure));
            var again = new ArrayList<Sending>();
            for (var message : batch) {
                var failure = failed.get(message.entry().id());
                if (failure != null) {
                    LOG.warn("SQS did not take a message of {} bytes: {}", message.bytes(), failure.code());
                    (failure.senderFault() ? refused : again).add(message);
                }
            }
            return again;
        } catch (SdkException e) {
            LOG.warn("SQS did not take {} messages", batch.size(), e);
            if (Retries.passes(e)) {
                return batch;
            }
            refused.addAll(batch);
            return List.of();
        }
    }
}

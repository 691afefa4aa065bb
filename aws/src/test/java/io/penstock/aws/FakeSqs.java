package io.penstock.aws;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResponse;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResultEntry;

/// The end of SQS where messages go in, which refuses what it is told to.
final class FakeSqs implements SqsClient {
    final List<SendMessageBatchRequest> requests = new ArrayList<>();
    final List<String> taken = new ArrayList<>();
    private final Deque<SdkException> failures = new ArrayDeque<>();
    private final Map<String, Refusal> refusals = new HashMap<>();

    private record Refusal(BatchResultErrorEntry.Builder error, int times) {}

    /// The message `body` is refused `times` times.
    void failing(String body, String code, boolean senderFault, int times) {
        refusals.put(
                body, new Refusal(BatchResultErrorEntry.builder().code(code).senderFault(senderFault), times));
    }

    /// The next requests fail.
    void failRequests(SdkException... next) {
        failures.addAll(List.of(next));
    }

    @Override
    public SendMessageBatchResponse sendMessageBatch(SendMessageBatchRequest request) {
        requests.add(request);
        if (!failures.isEmpty()) {
            throw failures.remove();
        }
        var failed = new ArrayList<BatchResultErrorEntry>();
        var successful = new ArrayList<SendMessageBatchResultEntry>();
        for (var entry : request.entries()) {
            var refusal = refusals.get(entry.messageBody());
            if (refusal != null && refusal.times() > 0) {
                refusals.put(entry.messageBody(), new Refusal(refusal.error(), refusal.times() - 1));
                failed.add(refusal.error().id(entry.id()).build());
            } else {
                taken.add(entry.messageBody());
                successful.add(
                        SendMessageBatchResultEntry.builder().id(entry.id()).build());
            }
        }
        return SendMessageBatchResponse.builder()
                .failed(failed)
                .successful(successful)
                .build();
    }

    @Override
    public String serviceName() {
        return "sqs";
    }

    @Override
    public void close() {}
}

package io.penstock.aws;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequest;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResponse;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResultEntry;

/// A bus that refuses what it is told to.
final class FakeBus implements EventBridgeClient {
    final List<PutEventsRequest> requests = new ArrayList<>();
    final List<PutEventsRequestEntry> taken = new ArrayList<>();
    private final Deque<SdkException> failures = new ArrayDeque<>();
    private final Deque<String> refusals = new ArrayDeque<>();

    /// The next requests fail.
    void failRequests(SdkException... next) {
        failures.addAll(List.of(next));
    }

    /// The first entry of each of the next requests is refused.
    void refuseFirst(String... codes) {
        refusals.addAll(List.of(codes));
    }

    @Override
    public PutEventsResponse putEvents(PutEventsRequest request) {
        requests.add(request);
        if (!failures.isEmpty()) {
            throw failures.remove();
        }
        var results = new ArrayList<PutEventsResultEntry>();
        for (var entry : request.entries()) {
            if (results.isEmpty() && !refusals.isEmpty()) {
                results.add(PutEventsResultEntry.builder()
                        .errorCode(refusals.remove())
                        .build());
            } else {
                taken.add(entry);
                results.add(PutEventsResultEntry.builder().eventId("1").build());
            }
        }
        return PutEventsResponse.builder().entries(results).build();
    }

    @Override
    public String serviceName() {
        return "events";
    }

    @Override
    public void close() {}
}

package io.penstock.destination;

import io.penstock.delivery.Targets.Answer;
import io.penstock.delivery.Targets.Unfit;
import io.penstock.destination.Batches.Accepted;
import io.penstock.destination.Batches.Rejected;
import io.penstock.destination.Batches.Result;
import io.penstock.subscription.Destination;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequest;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResultEntry;

/// Sends to buses of EventBridge.
final class Buses {
    /// Most bytes of an entry, and of all in a request
    /// ([entry size](https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html)).
    static final int MAX_BYTES = 1_048_576;

    private Buses() {}

    /// What no bus takes is left out.
    static List<Answer> send(
            EventBridgeClient client,
            Destination.Bus bus,
            List<BusEntry> entries,
            AwsRequestOverrideConfiguration configuration,
            Supplier<Duration> took) {
        var batches = new Batches<BusEntry>(
                "EventBridge", MAX_BYTES, BusEntry::bytes, some -> send(client, bus, some, configuration), took);
        var sent = batches.send(entries.stream()
                        .filter(entry -> entry.obstacle() == null)
                        .toList())
                .iterator();
        var answers = new ArrayList<Answer>();
        for (var entry : entries) {
            var obstacle = entry.obstacle();
            answers.add(obstacle == null ? sent.next() : new Unfit(obstacle, took.get()));
        }
        return answers;
    }

    private static List<Result> send(
            EventBridgeClient client,
            Destination.Bus bus,
            List<BusEntry> entries,
            AwsRequestOverrideConfiguration configuration) {
        var answer = client.putEvents(PutEventsRequest.builder()
                .entries(entries.stream().map(entry -> entry(bus, entry)).toList())
                .overrideConfiguration(configuration)
                .build());
        return answer.entries().stream().map(Buses::result).toList();
    }

    private static PutEventsRequestEntry entry(Destination.Bus bus, BusEntry entry) {
        return PutEventsRequestEntry.builder()
                .eventBusName(bus.arn().text())
                .source(entry.source())
                .detailType(entry.detailType())
                .detail(entry.detail())
                .time(entry.time())
                .resources(entry.resources())
                .build();
    }

    private static Result result(PutEventsResultEntry entry) {
        return entry.errorCode() == null
                ? new Accepted(Objects.toString(entry.eventId(), ""))
                : new Rejected(entry.errorCode(), Objects.toString(entry.errorMessage(), ""));
    }
}

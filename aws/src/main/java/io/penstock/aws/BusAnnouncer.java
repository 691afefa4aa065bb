package io.penstock.aws;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.penstock.event.EventJson;
import io.penstock.operation.Announcer;
import io.penstock.operation.OperationalEvent;
import io.penstock.operation.OperationalEventJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;

/// Announces on a bus of EventBridge: the whole CloudEvent is the detail, its type the detail type. Entries go in
/// batches as large as the bus takes them; of a batch only what failed is put again. Safe for use by many threads.
public final class BusAnnouncer implements Announcer {
    /// Most entries of a batch.
    private static final int MAX_ENTRIES = 10;

    /// Most bytes of a batch, as
    /// [EventBridge counts them](https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html).
    static final int MAX_BATCH_BYTES = 262_144;

    /// How many bytes the time of an entry counts as.
    private static final int TIME_BYTES = 14;

    /// How often an entry is put at most.
    static final int TRIES = 4;

    /// Reasons of the bus that pass.
    private static final Set<String> PASSING = Set.of("ThrottlingException", "InternalFailure", "InternalException");

    /// The source of what no one else is to follow.
    private static final String INTERNAL = "penstock.internal";

    private final Supplier<EventBridgeClient> events;
    private final String bus;
    private final Retries retries;

    /// @param bus its name or ARN
    public BusAnnouncer(EventBridgeClient events, String bus, Retries retries) {
        this(() -> events, bus, retries);
    }

    private BusAnnouncer(Supplier<EventBridgeClient> events, String bus, Retries retries) {
        this.events = requireNonNull(events, "events is null");
        this.bus = requireNonNull(bus, "bus is null");
        this.retries = requireNonNull(retries, "retries is null");
    }

    /// One that has a client of `clients`, which it makes when there is something to announce: most processes never have.
    ///
    /// @param bus its name or ARN
    public static BusAnnouncer of(AwsClients clients, String bus, Retries retries) {
        return new BusAnnouncer(
                new Lazy<>(() -> clients.configure("EVENTBRIDGE", EventBridgeClient.builder())
                        .build()),
                bus,
                retries);
    }

    /// @throws IllegalStateException if the bus did not take all of them
    /// @throws SdkException if it does not answer
    @Override
    public void announce(List<OperationalEvent> announced) {
        var batch = new ArrayList<PutEventsRequestEntry>();
        int bytes = 0;
        for (var event : announced) {
            var entry = entry(event);
            bytes += bytes(entry);
            if (batch.size() == MAX_ENTRIES || (!batch.isEmpty() && bytes > MAX_BATCH_BYTES)) {
                put(List.copyOf(batch));
                batch.clear();
                bytes = bytes(entry);
            }
            batch.add(entry);
        }
        if (!batch.isEmpty()) {
            put(batch);
        }
    }

    /// Puts what is between parts of Penstock, and is nothing that it says to others.
    ///
    /// @param type its detail type
    /// @param detail a JSON object
    /// @throws IllegalStateException if the bus did not take it
    /// @throws SdkException if it does not answer
    public void put(String type, String detail) {
        put(List.of(PutEventsRequestEntry.builder()
                .eventBusName(bus)
                .source(INTERNAL)
                .detailType(type)
                .detail(detail)
                .build()));
    }

    private PutEventsRequestEntry entry(OperationalEvent announced) {
        var event = OperationalEventJson.event(announced);
        return PutEventsRequestEntry.builder()
                .eventBusName(bus)
                .source(event.source())
                .detailType(event.type())
                .time(announced.at())
                .detail(new String(EventJson.write(event), UTF_8))
                .build();
    }

    private static int bytes(PutEventsRequestEntry entry) {
        return TIME_BYTES
                + entry.source().getBytes(UTF_8).length
                + entry.detailType().getBytes(UTF_8).length
                + entry.detail().getBytes(UTF_8).length;
    }

    private void put(List<PutEventsRequestEntry> batch) {
        var pauses = retries.pauses();
        var left = batch;
        for (int tries = 1; ; tries++) {
            var failed = putOnce(left, tries < TRIES);
            if (failed.isEmpty()) {
                return;
            }
            boolean passes = failed.stream().allMatch(failure -> PASSING.contains(failure.code()));
            if (!passes || tries == TRIES || !pauses.pause()) {
                throw new IllegalStateException("the bus did not take %d of %d operational events: %s"
                        .formatted(
                                failed.size(), batch.size(), failed.getFirst().code()));
            }
            left = failed.stream().map(Failure::entry).toList();
        }
    }

    private record Failure(PutEventsRequestEntry entry, String code) {}

    /// What the bus did not take.
    ///
    /// @param again whether a failure of all of them that passes is to be answered rather than thrown
    private List<Failure> putOnce(List<PutEventsRequestEntry> batch, boolean again) {
        var failed = new ArrayList<Failure>();
        try {
            var results =
                    events.get().putEvents(request -> request.entries(batch)).entries();
            for (int i = 0; i < batch.size(); i++) {
                var code = results.get(i).errorCode();
                if (code != null) {
                    failed.add(new Failure(batch.get(i), code));
                }
            }
        } catch (SdkException e) {
            if (!again || !Retries.passes(e)) {
                throw e;
            }
            batch.forEach(entry -> failed.add(new Failure(entry, "ThrottlingException")));
        }
        return failed;
    }
}

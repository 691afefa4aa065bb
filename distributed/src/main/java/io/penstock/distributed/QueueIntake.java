package io.penstock.distributed;

import static java.util.Objects.requireNonNull;

import io.penstock.event.Event;
import io.penstock.event.EventKey;
import io.penstock.identity.Id128;
import io.penstock.input.InvalidInputException;
import io.penstock.ledger.Acceptance;
import io.penstock.ledger.Intake;
import io.penstock.ledger.IntakeRefusedException;
import io.penstock.tenant.TenantUid;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// The step *accept*: an event is accepted when its message is in the queue. Whether it is a duplicate turns out when it is
/// planned; here every event is new.
///
/// All are accepted, or it is said that none is: then some may be in the queue, which are duplicates when they are handed in
/// again.
///
/// Where there is a FIFO queue, events with a `partitionkey` go into it, and come out of it in the order that those of
/// their tenant and key were accepted in.
public final class QueueIntake implements Intake {
    /// Most events of one request that have the same `partitionkey`, where these are kept in order: they are sent one after
    /// the other.
    public static final int MAX_OF_KEY = 200;

    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);
    private static final String PARTITION_KEY = "partitionkey";

    private final MessageQueue queue;
    private final @Nullable MessageQueue ordered;
    private final Blobs blobs;
    private final InstantSource clock;
    private final RandomGenerator random;

    /// An intake that knows no order.
    ///
    /// @param queue where event messages go
    /// @param blobs for events that are too large for a message
    /// @param random for `acceptId`s
    public QueueIntake(MessageQueue queue, Blobs blobs, InstantSource clock, RandomGenerator random) {
        this(blobs, clock, random, queue, null);
    }

    /// An intake that keeps events of the same key in order.
    ///
    /// @param queue where event messages go that have no `partitionkey`
    /// @param ordered where the others go: a queue that keeps the order of a group, and takes a message however often the
    ///     same was sent before
    /// @param blobs for events that are too large for a message
    /// @param random for `acceptId`s
    public QueueIntake(
            MessageQueue queue, MessageQueue ordered, Blobs blobs, InstantSource clock, RandomGenerator random) {
        this(blobs, clock, random, queue, requireNonNull(ordered, "ordered is null"));
    }

    private QueueIntake(
            Blobs blobs,
            InstantSource clock,
            RandomGenerator random,
            MessageQueue queue,
            @Nullable MessageQueue ordered) {
        this.queue = requireNonNull(queue, "queue is null");
        this.ordered = ordered;
        this.blobs = requireNonNull(blobs, "blobs is null");
        this.clock = requireNonNull(clock, "clock is null");
        this.random = requireNonNull(random, "random is null");
    }

    @Override
    public List<Acceptance> accept(TenantUid tenant, List<Event> events) {
        if (ordered != null) {
            checkKeys(events);
        }
        var acceptedAt = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        var accepted = new ArrayList<Acceptance>();
        var free = new ArrayList<MessageQueue.Message>();
        var inOrder = new ArrayList<MessageQueue.Message>();
        for (var event : events) {
            var key = EventKey.of(tenant, event.source(), event.id());
            var body = body(tenant, key, event, acceptedAt);
            var partitionKey = event.attribute(PARTITION_KEY);
            if (ordered == null || partitionKey == null || partitionKey.isEmpty()) {
                free.add(message(body, tenant.value().text()));
            } else {
                // A key may have characters that no group has, and more of them.
                var group = Id128.derive(PARTITION_KEY, tenant.value().text(), partitionKey);
                inOrder.add(message(body, group.text()));
            }
            accepted.add(new Acceptance(key, Acceptance.Kind.NEW));
        }
        send(queue, free);
        if (ordered != null) {
            send(ordered, inOrder);
        }
        return accepted;
    }

    private static void checkKeys(List<Event> events) {
        var keys = new HashMap<String, Integer>();
        for (var event : events) {
            var key = event.attribute(PARTITION_KEY);
            if (key != null && !key.isEmpty() && keys.merge(key, 1, Integer::sum) > MAX_OF_KEY) {
                throw new InvalidInputException(
                        PARTITION_KEY,
                        "at most %d events of a request may have the same one; publish the others in another request"
                                .formatted(MAX_OF_KEY));
            }
        }
    }

    private static void send(MessageQueue to, List<MessageQueue.Message> messages) {
        if (!messages.isEmpty() && !to.send(messages).isEmpty()) {
            throw new IntakeRefusedException(
                    IntakeRefusedException.Cause.OVERLOADED,
                    "the queue did not take all events; try again",
                    RETRY_AFTER);
        }
    }

    private static MessageQueue.Message message(String body, String group) {
        return new MessageQueue.Message(body, group, Duration.ZERO);
    }

    private String body(TenantUid tenant, EventKey key, Event event, Instant acceptedAt) {
        var whole = new AcceptedEvent(tenant, Id128.random(random), acceptedAt, EncodedEvent.of(event));
        var body = Envelopes.write(whole);
        // All of it is ASCII.
        if (body.length() > MessageQueue.MAX_BYTES) {
            var name = EventItems.dataName(tenant, key, whole.acceptId());
            body = Envelopes.write(new AcceptedEvent(
                    tenant, whole.acceptId(), acceptedAt, whole.event().movedTo(blobs, name)));
        }
        return body;
    }
}

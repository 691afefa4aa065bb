package io.penstock.distributed;

import static java.util.Objects.requireNonNull;

import io.penstock.event.Event;
import io.penstock.event.EventKey;
import io.penstock.identity.Id128;
import io.penstock.ledger.Acceptance;
import io.penstock.ledger.Intake;
import io.penstock.ledger.IntakeRefusedException;
import io.penstock.tenant.TenantUid;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/// The step *accept*: an event is accepted when its message is in the queue. Whether it is a duplicate turns out when
/// it is
/// planned; here every event is new.
///
/// All are accepted, or it is said that none is: then some may be in the queue, which are duplicates when they are
/// handed
/// in again.
public final class QueueIntake implements Intake {
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final MessageQueue queue;
    private final Blobs blobs;
    private final InstantSource clock;
    private final RandomGenerator random;

    /// @param queue where event messages go
    /// @param blobs for events that are too large for a message
    /// @param random for `acceptId`s
    public QueueIntake(MessageQueue queue, Blobs blobs, InstantSource clock, RandomGenerator random) {
        this.queue = requireNonNull(queue, "queue is null");
        this.blobs = requireNonNull(blobs, "blobs is null");
        this.clock = requireNonNull(clock, "clock is null");
        this.random = requireNonNull(random, "random is null");
    }

    @Override
    public List<Acceptance> accept(TenantUid tenant, List<Event> events) {
        var acceptedAt = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        var accepted = new ArrayList<Acceptance>();
        var messages = new ArrayList<MessageQueue.Message>();
        for (var event : events) {
            var key = EventKey.of(tenant, event.source(), event.id());
            messages.add(message(tenant, key, event, acceptedAt));
            accepted.add(new Acceptance(key, Acceptance.Kind.NEW));
        }
        if (!queue.send(messages).isEmpty()) {
            throw new IntakeRefusedException(
                    IntakeRefusedException.Cause.OVERLOADED,
                    "the queue did not take all events; try again",
                    RETRY_AFTER);
        }
        return accepted;
    }

    private MessageQueue.Message message(TenantUid tenant, EventKey key, Event event, Instant acceptedAt) {
        var whole = new AcceptedEvent(tenant, Id128.random(random), acceptedAt, EncodedEvent.of(event));
        var body = Envelopes.write(whole);
        // All of it is ASCII.
        if (body.length() > MessageQueue.MAX_BYTES) {
            var name = EventItems.dataName(tenant, key, whole.acceptId());
            body = Envelopes.write(new AcceptedEvent(
                    tenant, whole.acceptId(), acceptedAt, whole.event().movedTo(blobs, name)));
        }
        return new MessageQueue.Message(body, tenant.value().text(), Duration.ZERO);
    }
}

package io.penstock.embedded;

import io.penstock.delivery.Attempt;
import io.penstock.delivery.Beginning;
import io.penstock.delivery.DeliveryLedger;
import io.penstock.delivery.DeliveryMessage;
import io.penstock.delivery.Next;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Attempts of deliveries whose row is their place in the queue.
final class SqliteDeliveryLedger implements DeliveryLedger {
    private static final String SELECT_WAITING = "SELECT " + EventRows.STORED_COLUMNS + """
            , expires FROM events JOIN deliveries ON event_seq = seq
            WHERE key = ? AND subscription_seq = ? AND run = ? AND next = ? AND state = 0 AND due <= ?
            AND expires > ?""";

    private final Writer writer;
    private final Readers readers;
    private final Names names;
    private final SqliteSubscriptions subscriptions;
    private final Backlog backlog;
    private final Handover queue;
    private final LaneRows lanes;
    private final DiskSpace space;
    private final EmbeddedOptions options;
    private final InstantSource clock;

    private record Waiting(StoredEvent event, long expires) {}

    SqliteDeliveryLedger(
            Writer writer,
            Readers readers,
            Names names,
            SqliteSubscriptions subscriptions,
            Backlog backlog,
            Handover queue,
            LaneRows lanes,
            DiskSpace space,
            EmbeddedOptions options,
            InstantSource clock) {
        this.writer = writer;
        this.readers = readers;
        this.names = names;
        this.subscriptions = subscriptions;
        this.backlog = backlog;
        this.queue = queue;
        this.lanes = lanes;
        this.space = space;
        this.options = options;
        this.clock = clock;
    }

    /// A message that comes too early is passed: its row is its wake-up. So is every message while there is
    /// no room for outcomes.
    @Override
    public Beginning begin(DeliveryMessage message) {
        if (space.isStuck()) {
            queue.giveBack(message);
            return new Beginning.Passed();
        }
        var known = queue.begin(message, options.lost(clock.millis()));
        if (known != null) {
            return known;
        }
        var subscription = names.find(message.subscription()).orElse(null);
        var waiting = subscription == null ? null : read(message, subscription);
        if (subscription == null || waiting == null) {
            return new Beginning.Passed();
        }
        return queue.begin(subscription, message, waiting.event(), waiting.expires());
    }

    private @Nullable Waiting read(DeliveryMessage message, Names.Name subscription) {
        long now = clock.millis();
        return readers.<Optional<Waiting>>read(statements -> Optional.ofNullable(statements.first(
                        row -> new Waiting(EventRows.stored(row), row.getLong(EventRows.COUNT + 3)),
                        SELECT_WAITING,
                        message.event().value().bytes(),
                        subscription.seq(),
                        message.run(),
                        message.n(),
                        now,
                        options.lost(now))))
                .orElse(null);
    }

    @Override
    public boolean finish(DeliveryMessage message, Attempt attempt, Next next) {
        return write(message, attempt, next);
    }

    @Override
    public boolean move(DeliveryMessage message, Next next) {
        queue.notMade(message);
        return write(message, null, next);
    }

    private boolean write(DeliveryMessage message, @Nullable Attempt attempt, Next next) {
        var subscription = names.find(message.subscription()).orElse(null);
        if (subscription == null) {
            queue.release(message);
            return false;
        }
        long seq = queue.end(message, 0);
        var now = clock.instant();
        return writer.outcome(new FinishOperation(
                        message,
                        attempt,
                        next,
                        subscription,
                        seq,
                        options.lost(now.toEpochMilli()),
                        now,
                        backlog,
                        queue,
                        lanes,
                        next instanceof Next.Refuse(var _, var disabled) ? subscriptions.replacing(disabled) : null))
                .next();
    }
}

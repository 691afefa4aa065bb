package io.penstock.embedded;

import io.penstock.delivery.DeliveryMessage;
import io.penstock.delivery.DeliveryState;
import io.penstock.event.Event;
import io.penstock.event.EventJson;
import io.penstock.event.EventKey;
import io.penstock.identity.Id128;
import io.penstock.operation.Announcer;
import io.penstock.operation.OperationalEvent;
import io.penstock.operation.OperationalEventJson;
import io.penstock.tenant.Tenant;
import io.penstock.tenant.TenantUid;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What Penstock says about itself: written in the transaction of what it is about, and taken from here by whoever makes
/// events of it. So it is said of what has become durable, and of all of that, whenever the process dies.
public final class Outbox implements Announcer {
    private static final int BATCH = 100;

    private final Writer writer;
    private final Readers readers;

    Outbox(Writer writer, Readers readers) {
        this.writer = writer;
        this.readers = readers;
    }

    /// Hands the oldest that is there to `taker`, in order, and forgets it when that has returned. Whoever dies before is
    /// handed it again.
    ///
    /// @return whether there may be more
    public boolean drain(Consumer<List<Event>> taker) {
        var rows = readers.read(statements -> {
            var found = new ArrayList<Row>();
            statements.each(
                    row -> found.add(new Row(row.getLong(1), EventJson.read(row.getBytes(2)))),
                    "SELECT seq, event FROM outbox ORDER BY seq LIMIT ?",
                    BATCH);
            return found;
        });
        if (rows.isEmpty()) {
            return false;
        }
        taker.accept(rows.stream().map(Row::event).toList());
        long last = rows.getLast().seq();
        writer.removal(statements -> statements.update("DELETE FROM outbox WHERE seq <= ?", last));
        return rows.size() == BATCH;
    }

    /// Keeps what was not said with anything else.
    @Override
    public void announce(List<OperationalEvent> events) {
        writer.outcome(statements -> {
            for (var event : events) {
                put(statements, event);
            }
            return events.size();
        });
    }

    private record Row(long seq, Event event) {}

    /// As a part of another operation: says what is made with the name of the tenant of this uid, unless it is the reserved
    /// one, or nothing is left of it.
    static void tell(Statements statements, TenantUid tenant, Function<String, OperationalEvent> event)
            throws SQLException {
        var name = statements.first(
                row -> row.getString(1),
                "SELECT id FROM tenants WHERE uid = ?",
                tenant.value().bytes());
        tellOf(statements, name, event);
    }

    /// The same of a delivery that came to this end without success.
    static void ended(
            Statements statements,
            DeliveryMessage message,
            Names.Name subscription,
            DeliveryState state,
            String reason,
            Instant at)
            throws SQLException {
        var tenant = statements.first(
                row -> row.getString(1),
                "SELECT id FROM tenants WHERE uid = (SELECT uid FROM tenant_names WHERE seq = ?)",
                subscription.tenant());
        tellOf(
                statements,
                tenant,
                name -> new OperationalEvent.DeliveryEnded(
                        name,
                        message.delivery(),
                        message.event(),
                        subscription.id(),
                        message.run(),
                        message.n(),
                        state,
                        reason,
                        at));
    }

    /// The same of one whose time ran out.
    ///
    /// @param event its event's number
    /// @param subscription null if nothing is kept of it any more
    static void expired(Statements statements, long event, Names.@Nullable Name subscription, String reason, Instant at)
            throws SQLException {
        if (subscription == null) {
            return;
        }
        var message = statements.first(
                row -> new DeliveryMessage(
                        new EventKey(Id128.of(row.getBytes(1))), subscription.uid(), row.getInt(2), row.getInt(3)),
                "SELECT key, run, next FROM events JOIN deliveries ON event_seq = seq WHERE seq = ? AND subscription_seq = ?",
                event,
                subscription.seq());
        if (message != null) {
            ended(statements, message, subscription, DeliveryState.EXPIRED, reason, at);
        }
    }

    /// @param tenant its id; null if nothing is left of it
    private static void tellOf(Statements statements, @Nullable String tenant, Function<String, OperationalEvent> event)
            throws SQLException {
        if (tenant != null && !tenant.equals(Tenant.RESERVED_ID)) {
            put(statements, event.apply(tenant));
        }
    }

    private static void put(Statements statements, OperationalEvent event) throws SQLException {
        statements.update("INSERT INTO outbox (event) VALUES (?)", EventJson.write(OperationalEventJson.event(event)));
    }
}

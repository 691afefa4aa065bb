package io.penstock.embedded;

import io.penstock.delivery.Delivery;
import io.penstock.delivery.DeliveryId;
import io.penstock.event.EventKey;
import io.penstock.ledger.DeliveryQuery;
import io.penstock.ledger.EventQuery;
import io.penstock.ledger.EventRecord;
import io.penstock.ledger.Ledger;
import io.penstock.ledger.Page;
import io.penstock.tenant.TenantUid;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads what is on record, on connections that only read.
final class SqliteLedger implements Ledger {
    private final Readers readers;
    private final Names names;
    private final EmbeddedOptions options;
    private final InstantSource clock;
    private final DeliveryRows rows;
    private final EventList events = new EventList();
    private final DeliveryList deliveries;

    SqliteLedger(Readers readers, Names names, DeliveryRows rows, EmbeddedOptions options, InstantSource clock) {
        this.readers = readers;
        this.names = names;
        this.rows = rows;
        this.options = options;
        this.clock = clock;
        this.deliveries = new DeliveryList(rows);
    }

    @Override
    public Optional<EventRecord> event(TenantUid tenant, EventKey key) {
        return names.find(tenant)
                .flatMap(seq -> readers.read(statements -> Optional.ofNullable(
                        events.find(statements, seq, key.value().bytes(), erased()))));
    }

    @Override
    public Page<EventRecord> events(EventQuery query) {
        var cursor = Cursor.read(query.cursor(), EventList.list(query));
        return names.find(query.tenant())
                .map(tenant -> readers.read(statements -> events.page(statements, query, tenant, cursor, erased())))
                .orElse(new Page<>(List.of(), Optional.empty()));
    }

    @Override
    public List<Delivery> deliveries(TenantUid tenant, EventKey event) {
        return names.find(tenant)
                .map(seq -> readers.read(statements -> ofEvent(statements, seq, event)))
                .orElse(List.of());
    }

    private List<Delivery> ofEvent(Statements statements, long tenant, EventKey event) throws SQLException {
        long seq = events.seq(statements, tenant, event.value().bytes(), erased());
        var found = new ArrayList<DeliveryRows.Read>();
        statements.each(
                row -> addTo(found, rows.read(row)),
                DeliveryRows.SELECT + "WHERE event_seq = ? ORDER BY state = 8, subscription_seq LIMIT ?",
                seq,
                MAX_DELIVERIES_OF_EVENT);
        var shown = new ArrayList<Delivery>();
        var responses = new ShownResponses();
        for (var read : found) {
            shown.add(read.with(responses.bounded(rows.attempts(statements, read))));
        }
        return shown;
    }

    private static void addTo(List<DeliveryRows.Read> found, DeliveryRows.@Nullable Read read) {
        if (read != null) {
            found.add(read);
        }
    }

    @Override
    public Optional<Delivery> delivery(TenantUid tenant, DeliveryId id) {
        return names.find(tenant).flatMap(seq -> readers.read(statements -> find(statements, seq, id)));
    }

    private Optional<Delivery> find(Statements statements, long tenant, DeliveryId id) throws SQLException {
        var read = rows.find(statements, id, tenant);
        if (read == null || read.delivery().createdAt().toEpochMilli() <= erased()) {
            return Optional.empty();
        }
        return Optional.of(read.with(rows.attempts(statements, read)));
    }

    @Override
    public Page<Delivery> deliveries(DeliveryQuery query) {
        var cursor = Cursor.read(query.cursor(), DeliveryList.list(query));
        var tenant = names.find(query.tenant());
        var subscription = query.subscription() == null
                ? Optional.<Names.Name>empty()
                : names.find(query.subscription()).filter(name -> tenant.isPresent() && name.tenant() == tenant.get());
        if (tenant.isEmpty() || (query.subscription() != null && subscription.isEmpty())) {
            return new Page<>(List.of(), Optional.empty());
        }
        return readers.read(statements -> deliveries.page(
                statements,
                query,
                tenant.get(),
                subscription.orElse(null),
                cursor,
                EventList.firstSeq(statements, erased() + 1)));
    }

    /// The latest time of acceptance of events that are not kept any more.
    private long erased() {
        return options.erased(clock.millis());
    }
}

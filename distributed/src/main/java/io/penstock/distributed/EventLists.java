package io.penstock.distributed;

import io.penstock.event.Event;
import io.penstock.event.EventKey;
import io.penstock.identity.Id128;
import io.penstock.ledger.EventQuery;
import io.penstock.tenant.TenantUid;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The lists of the tenants' events by the time that they were accepted, spread over partitions by chance: an entry has
/// only what tells whether its event may be asked for.
final class EventLists {
    private static final int FORM = 1;

    private final Table table;
    private final EventItems items;
    private final DistributedOptions options;

    EventLists(Table table, EventItems items, DistributedOptions options) {
        this.table = table;
        this.items = items;
        this.options = options;
    }

    /// An event in its list.
    ///
    /// @param place where it is
    /// @param event which
    /// @param acceptedAt when it was accepted
    /// @param type hash of its type
    /// @param source hash of its `source`
    /// @param subject hash of its subject, also if it has none
    record Entry(String place, EventKey event, Instant acceptedAt, long type, long source, long subject) {
        /// Whether its event may be what `query` asks for: the hashes say so.
        boolean mayFit(EventQuery query) {
            return (query.type() == null || type == hash(query.type()))
                    && (query.source() == null || source == hash(query.source()))
                    && (query.subject() == null || subject == hash(query.subject()));
        }
    }

    /// Whether `event` is what `query` asks for, its time and state aside.
    static boolean fits(Event event, EventQuery query) {
        return (query.type() == null || query.type().equals(event.type()))
                && (query.source() == null || query.source().equals(event.source()))
                && (query.subject() == null || query.subject().equals(event.subject()));
    }

    private static long hash(@Nullable String text) {
        return text == null ? 0 : Id128.derive(text).low();
    }

    /// Lists `kept`, unless it is listed: what [#erase] has written stays.
    void put(KeptEvent kept) {
        table.put(write(kept), new Table.Condition.Absent());
    }

    /// Lists what is left of `erased`, whatever is listed.
    void erase(KeptEvent erased) {
        table.put(write(erased), new Table.Condition.Any());
    }

    private Item write(KeptEvent kept) {
        var event = kept.event().withoutData();
        int shard = Math.floorMod(kept.key().value().low(), options.listShards());
        return Item.at(new Key(Places.list(kept.tenant(), shard), Places.inList(kept.acceptedAt(), kept.key())), FORM)
                .with(Item.TTL, items.ttl(kept.acceptedAt()))
                .with("event", kept.key().text())
                .with("acceptedAt", kept.acceptedAt())
                .with("type", hash(event.type()))
                .with("source", hash(event.source()))
                .with("subject", hash(event.subject()));
    }

    /// Up to `limit` entries before the place `before`, newest first; fewer only at the end of the list.
    ///
    /// @param before null for the newest
    List<Entry> page(TenantUid tenant, @Nullable String before, int limit) {
        var found = new ArrayList<Entry>();
        for (int shard = 0; shard < options.listShards(); shard++) {
            var range = new Table.Range(Places.list(tenant, shard), "", before, true);
            table.query(range, limit).stream().map(EventLists::read).forEach(found::add);
        }
        return found.stream()
                .sorted(Comparator.comparing(Entry::place).reversed())
                .limit(limit)
                .toList();
    }

    /// Which event is at `place`.
    static EventKey event(String place) {
        return EventKey.parse(place.substring(place.indexOf('#') + 1));
    }

    private static Entry read(Item item) {
        item.in(FORM);
        return new Entry(
                item.key().sort(),
                EventKey.parse(item.text("event")),
                item.time("acceptedAt"),
                item.number("type"),
                item.number("source"),
                item.number("subject"));
    }
}

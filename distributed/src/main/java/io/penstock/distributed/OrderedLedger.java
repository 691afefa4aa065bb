package io.penstock.distributed;

import io.penstock.delivery.Attempt;
import io.penstock.delivery.Delivery;
import io.penstock.delivery.DeliveryId;
import io.penstock.delivery.DeliveryState;
import io.penstock.event.EventKey;
import io.penstock.ledger.DeliveryQuery;
import io.penstock.ledger.EventQuery;
import io.penstock.ledger.EventRecord;
import io.penstock.ledger.Ledger;
import io.penstock.ledger.Page;
import io.penstock.subscription.SubscriptionUid;
import io.penstock.tenant.TenantUid;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Reads what is on record. Lists go by the list of the tenant's events; how many of them one call looks at is bounded.
final class OrderedLedger implements Ledger {
    private final EventReader reader;
    private final EventLists lists;
    private final Deliveries deliveries;
    private final DeliveryItems items;
    private final Blobs blobs;
    private final Function<SubscriptionUid, String> names;
    private final InstantSource clock;

    OrderedLedger(
            EventReader reader,
            EventLists lists,
            Deliveries deliveries,
            DeliveryItems items,
            Blobs blobs,
            Function<SubscriptionUid, String> names,
            InstantSource clock) {
        this.reader = reader;
        this.lists = lists;
        this.deliveries = deliveries;
        this.items = items;
        this.blobs = blobs;
        this.names = names;
        this.clock = clock;
    }

    private Optional<KeptEvent> kept(TenantUid tenant, EventKey key) {
        return reader.find(key).filter(kept -> kept.tenant().equals(tenant) && isKept(kept));
    }

    private boolean isKept(KeptEvent kept) {
        return items.isKept(kept.acceptedAt(), clock.instant());
    }

    @Override
    public Optional<EventRecord> event(TenantUid tenant, EventKey key) {
        return kept(tenant, key).map(this::record);
    }

    private EventRecord record(KeptEvent kept) {
        var duplicates = reader.duplicates(kept.key());
        var records = reader.deliveries(kept);
        return new EventRecord(
                kept.key(),
                kept.event().event(blobs),
                kept.acceptedAt(),
                kept.registryVersion(),
                records.size(),
                state(records),
                duplicates.all(),
                duplicates.conflicts(),
                kept.reason(),
                kept.erasedAt());
    }

    private List<DeliveryRecord> records(KeptEvent kept) {
        return reader.deliveries(kept).stream()
                .map(record -> asOf(kept, record))
                .toList();
    }

    /// Whoever erased the event may not have come to the delivery yet.
    private static DeliveryRecord asOf(KeptEvent kept, DeliveryRecord record) {
        return kept.erasedAt() == null ? record : record.asErased(kept.erasedAt());
    }

    private static EventRecord.State state(Collection<DeliveryRecord> deliveries) {
        if (deliveries.isEmpty()) {
            return EventRecord.State.UNMATCHED;
        }
        if (deliveries.stream().anyMatch(DeliveryRecord::isUnfinished)) {
            return EventRecord.State.PENDING;
        }
        return deliveries.stream().allMatch(delivery -> delivery.state() == DeliveryState.DELIVERED)
                ? EventRecord.State.DELIVERED
                : EventRecord.State.FAILED;
    }

    @Override
    public Page<EventRecord> events(EventQuery query) {
        var list = ListCursor.list(query);
        var cursor = ListCursor.read(query.cursor(), list);
        if (cursor == null && query.until() != null) {
            cursor = new ListCursor(Places.millis(query.until()), 0);
        }
        var entries = lists.page(query.tenant(), cursor == null ? null : cursor.place(), ListCursor.LOOK);
        var found = new ArrayList<EventRecord>();
        for (var entry : entries) {
            if ((query.since() != null && entry.acceptedAt().isBefore(query.since()))
                    || !items.isKept(entry.acceptedAt(), clock.instant())) {
                return new Page<>(found, Optional.empty());
            }
            if (entry.mayFit(query)) {
                if (found.size() == query.limit()) {
                    return new Page<>(found, Optional.of(new ListCursor(before(entries, entry), 0).text(list)));
                }
                kept(query.tenant(), entry.event())
                        .filter(kept -> EventLists.fits(kept.event().withoutData(), query))
                        .map(this::record)
                        .filter(record -> query.state() == null || query.state() == record.state())
                        .ifPresent(found::add);
            }
        }
        return new Page<>(found, next(entries).map(place -> new ListCursor(place, 0).text(list)));
    }

    /// The place of the entry before `entry`: where a list goes on with it.
    private static String before(List<EventLists.Entry> entries, EventLists.Entry entry) {
        return entries.get(entries.indexOf(entry) - 1).place();
    }

    /// Where a list goes on behind `entries`; nowhere, if they were all.
    private static Optional<String> next(List<EventLists.Entry> entries) {
        return entries.size() < ListCursor.LOOK
                ? Optional.empty()
                : Optional.of(entries.getLast().place());
    }

    @Override
    public List<Delivery> deliveries(TenantUid tenant, EventKey event) {
        return kept(tenant, event).stream()
                .flatMap(kept -> shown(kept).stream())
                .toList();
    }

    private List<Delivery> shown(KeptEvent kept) {
        var attempts = reader.attempts(kept.key());
        var type = kept.event().withoutData().type();
        return records(kept).stream()
                .sorted(Comparator.comparing(record -> record.state() == DeliveryState.DELIVERED))
                .limit(MAX_DELIVERIES_OF_EVENT)
                .map(record -> shown(
                        record, type, attempts.getOrDefault(record.planned().subscription(), List.of())))
                .toList();
    }

    @Override
    public Optional<Delivery> delivery(TenantUid tenant, DeliveryId id) {
        return deliveries
                .planned(id)
                .filter(planned ->
                        planned.tenant().equals(tenant) && items.isKept(planned.acceptedAt(), clock.instant()))
                .flatMap(planned -> deliveries.find(planned.event(), planned.subscription()))
                .flatMap(record -> kept(tenant, record.planned().event())
                        .map(kept -> shown(
                                asOf(kept, record),
                                kept.event().withoutData().type(),
                                reader.attempts(kept.key(), record.planned().subscription()))));
    }

    @Override
    public Page<Delivery> deliveries(DeliveryQuery query) {
        var list = ListCursor.list(query);
        var cursor = ListCursor.read(query.cursor(), list);
        var found = new ArrayList<Delivery>();
        if (cursor != null && cursor.rest() > 0) {
            // The event whose deliveries the last page had no room for.
            var rest = page(query, cursor.place(), cursor.rest() - 1, found, list);
            if (rest.isPresent()) {
                return rest.get();
            }
        }
        var entries = lists.page(query.tenant(), cursor == null ? null : cursor.place(), ListCursor.LOOK);
        for (var entry : entries) {
            if (!items.isKept(entry.acceptedAt(), clock.instant())) {
                return new Page<>(found, Optional.empty());
            }
            var full = page(query, entry.place(), 0, found, list);
            if (full.isPresent()) {
                return full.get();
            }
        }
        return new Page<>(found, next(entries).map(place -> new ListCursor(place, 0).text(list)));
    }

    /// Adds the deliveries of the event at `place` to `found`, from the number `first` on, from 0; answers the page, if
    /// it is
    /// full.
    private Optional<Page<Delivery>> page(
            DeliveryQuery query, String place, int first, List<Delivery> found, String list) {
        var kept = kept(query.tenant(), EventLists.event(place)).orElse(null);
        if (kept == null) {
            return Optional.empty();
        }
        var type = kept.event().withoutData().type();
        var records = records(kept);
        for (int i = first; i < records.size(); i++) {
            var record = records.get(i);
            if ((query.subscription() == null
                            || query.subscription().equals(record.planned().subscription()))
                    && query.wants(record.state())) {
                if (found.size() == query.limit()) {
                    return Optional.of(new Page<>(found, Optional.of(new ListCursor(place, i + 1).text(list))));
                }
                found.add(shown(record, type));
            }
        }
        return Optional.empty();
    }

    private Delivery shown(DeliveryRecord record, String type, List<Attempt> apart) {
        var attempts = new ArrayList<>(record.attempts());
        attempts.addAll(apart);
        if (record.erased()) {
            attempts.replaceAll(Attempt::withoutResponse);
        }
        attempts.sort(Comparator.comparingInt(Attempt::run)
                .thenComparingInt(Attempt::n)
                .thenComparing(Attempt::startedAt));
        return delivery(record, type, attempts);
    }

    private Delivery shown(DeliveryRecord record, String type) {
        return delivery(record, type, List.of());
    }

    private Delivery delivery(DeliveryRecord record, String type, List<Attempt> attempts) {
        var planned = record.planned();
        var parked = record.parked();
        return new Delivery(
                planned.id(),
                planned.event(),
                type,
                planned.subscription(),
                names.apply(planned.subscription()),
                record.run(),
                record.next(),
                record.state(),
                parked == null ? record.reason() : parked.reason().text(),
                record.due(),
                planned.acceptedAt(),
                items.expires(planned.acceptedAt()),
                attempts);
    }
}

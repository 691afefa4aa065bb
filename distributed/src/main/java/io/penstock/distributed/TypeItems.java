package io.penstock.distributed;

import io.penstock.identity.Id128;
import io.penstock.ledger.EventTypes;
import io.penstock.tenant.TenantUid;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The types of the tenants' events, those seen last first, and for each an item that says where it stands in there: so
/// that one that is seen often is written once an [#HOUR], and a list reads no more than it may show.
final class TypeItems implements EventTypes {
    /// How precisely it is known when a type was seen last.
    static final Duration HOUR = Duration.ofHours(1);

    private static final int FORM = 1;
    private static final int PAGE = 1_000;

    /// Of how many types it is remembered when they were seen last.
    private static final int MAX_KNOWN = 10_000;

    private final Table table;
    private final InstantSource clock;
    private final DistributedOptions options;

    /// When types were seen last, as their items say that were written or read here: what is known needs no look. Guarded
    /// by itself.
    private final Map<Key, Instant> known = new HashMap<>();

    TypeItems(Table table, InstantSource clock, DistributedOptions options) {
        this.table = table;
        this.clock = clock;
        this.options = options;
    }

    /// Remembers the type of `kept`. To do it twice is as good as to do it once; who is slower than another leaves it to
    /// that one, or to the next event.
    void put(KeptEvent kept) {
        var type = kept.event().withoutData().type();
        var key = Places.type(kept.tenant(), Id128.derive(type));
        if (isKnown(key, kept.acceptedAt())) {
            return;
        }
        var present = table.get(key).orElse(null);
        if (present == null) {
            put(key, kept, type, kept.acceptedAt(), new Table.Condition.Absent());
            return;
        }
        var lastSeen = present.in(FORM).time("lastSeen");
        if (kept.acceptedAt().isBefore(lastSeen.plus(HOUR))) {
            know(key, lastSeen);
            return;
        }
        put(
                key,
                kept,
                type,
                isKept(lastSeen) ? present.time("firstSeen") : kept.acceptedAt(),
                new Table.Condition.Unchanged(present.number(Item.REVISION)));
        table.delete(Places.seen(kept.tenant(), lastSeen, Id128.derive(type)), new Table.Condition.Any());
    }

    private void put(Key key, KeptEvent kept, String type, Instant firstSeen, Table.Condition condition) {
        var seen = Item.at(Places.seen(kept.tenant(), kept.acceptedAt(), Id128.derive(type)), FORM)
                .until(kept.acceptedAt().plus(options.retention()))
                .with("type", type)
                .with("firstSeen", firstSeen)
                .with("lastSeen", kept.acceptedAt());
        table.put(seen, new Table.Condition.Any());
        var put = table.put(
                new Item(key, seen.attributes())
                        .with(Item.REVISION, kept.acceptedAt().toEpochMilli()),
                condition);
        if (put instanceof Table.Put.Written) {
            know(key, kept.acceptedAt());
        }
    }

    /// Whether nothing is to be written of an event that was accepted then.
    private boolean isKnown(Key key, Instant acceptedAt) {
        synchronized (known) {
            var lastSeen = known.get(key);
            return lastSeen != null && acceptedAt.isBefore(lastSeen.plus(HOUR));
        }
    }

    private void know(Key key, Instant lastSeen) {
        synchronized (known) {
            if (known.size() >= MAX_KNOWN) {
                known.clear();
            }
            known.put(key, lastSeen);
        }
    }

    private boolean isKept(Instant lastSeen) {
        return clock.instant().isBefore(lastSeen.plus(options.retention()));
    }

    @Override
    public List<Seen> list(TenantUid tenant, String after, int limit) {
        return newest(tenant).entrySet().stream()
                .map(type -> new Seen(type.getKey(), type.getValue()))
                .filter(seen -> Key.SORT_ORDER.compare(seen.type(), after) > 0)
                .sorted(Comparator.comparing(Seen::type, Key.SORT_ORDER))
                .limit(limit)
                .toList();
    }

    /// As many as are remembered, with the time that each was seen first.
    private Map<String, Instant> newest(TenantUid tenant) {
        var newest = new HashMap<String, Instant>();
        int bytes = 0;
        @Nullable String after = null;
        while (true) {
            var page = table.query(new Table.Range(Places.types(tenant), "", after, true), PAGE);
            for (var item : page) {
                var type = item.in(FORM).text("type");
                // An older entry of the same type is left where someone died before it was deleted.
                if (!newest.containsKey(type)) {
                    bytes += type.getBytes(StandardCharsets.UTF_8).length;
                    if (!isKept(item.time("lastSeen"))
                            || newest.size() == MAX_PER_TENANT
                            || bytes > MAX_BYTES_PER_TENANT) {
                        return newest;
                    }
                    newest.put(type, item.time("firstSeen"));
                }
            }
            if (page.size() < PAGE) {
                return newest;
            }
            after = page.getLast().key().sort();
        }
    }
}

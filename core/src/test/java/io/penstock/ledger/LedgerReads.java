package io.penstock.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.delivery.DeliveryId;
import io.penstock.delivery.DeliveryState;
import io.penstock.event.EventKey;
import io.penstock.subscription.SubscriptionUid;
import io.penstock.tenant.TenantUid;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What the contracts of [Ledger] have in common: lists, from their first page to their last.
abstract class LedgerReads extends LedgerSuite {
    /// Pages that a list may need; past it, it has no end.
    static final int MAX_PAGES = 1_000;

    final List<EventKey> planMany(int count) {
        var keys = new ArrayList<EventKey>();
        for (int i = 0; i < count; i++) {
            var planned = event();
            plan(planned);
            keys.add(planned.key());
        }
        return keys;
    }

    final List<EventKey> keys(EventQuery query) {
        var keys = new ArrayList<EventKey>();
        var page = under.ledger().events(query);
        for (int pages = 1; pages < MAX_PAGES; pages++) {
            assertThat(page.items()).hasSizeLessThanOrEqualTo(query.limit());
            page.items().forEach(item -> keys.add(item.key()));
            if (page.next().isEmpty()) {
                return keys;
            }
            page = under.ledger().events(on(query, page.next().orElseThrow()));
        }
        throw new AssertionError("the list has no end");
    }

    final List<DeliveryId> ids(DeliveryQuery query) {
        var ids = new ArrayList<DeliveryId>();
        var page = under.ledger().deliveries(query);
        for (int pages = 1; pages < MAX_PAGES; pages++) {
            assertThat(page.items()).hasSizeLessThanOrEqualTo(query.limit());
            page.items().forEach(item -> ids.add(item.id()));
            if (page.next().isEmpty()) {
                return ids;
            }
            page = under.ledger()
                    .deliveries(new DeliveryQuery(
                            query.tenant(),
                            query.subscription(),
                            query.states(),
                            page.next().orElseThrow(),
                            query.limit()));
        }
        throw new AssertionError("the list has no end");
    }

    final EventQuery everything(int limit) {
        return query(null, null, null, limit);
    }

    final EventQuery query(@Nullable String type, @Nullable String source, @Nullable String subject) {
        return query(type, source, subject, 100);
    }

    final EventQuery query(@Nullable String type, @Nullable String source, @Nullable String subject, int limit) {
        return new EventQuery(tenant, type, source, subject, null, null, null, null, limit);
    }

    final EventQuery inState(EventRecord.State state) {
        return new EventQuery(tenant, null, null, null, state, null, null, null, 100);
    }

    final EventQuery between(@Nullable Instant since, @Nullable Instant until) {
        return new EventQuery(tenant, null, null, null, null, since, until, null, 100);
    }

    static EventQuery of(TenantUid tenant, EventQuery query) {
        return new EventQuery(
                tenant,
                query.type(),
                query.source(),
                query.subject(),
                query.state(),
                query.since(),
                query.until(),
                query.cursor(),
                query.limit());
    }

    static EventQuery on(EventQuery query, String cursor) {
        return new EventQuery(
                query.tenant(),
                query.type(),
                query.source(),
                query.subject(),
                query.state(),
                query.since(),
                query.until(),
                cursor,
                query.limit());
    }

    final DeliveryQuery allDeliveries(int limit) {
        return new DeliveryQuery(tenant, null, Set.of(), null, limit);
    }

    final DeliveryQuery deliveries(@Nullable SubscriptionUid of, @Nullable DeliveryState state) {
        return new DeliveryQuery(tenant, of, state == null ? Set.of() : Set.of(state), null, 100);
    }
}

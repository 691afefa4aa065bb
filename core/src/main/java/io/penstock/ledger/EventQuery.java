package io.penstock.ledger;

import static java.util.Objects.requireNonNull;

import io.penstock.ledger.EventRecord.State;
import io.penstock.tenant.TenantUid;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Which events are asked for; newest first.
///
/// @param tenant whose
/// @param type exactly this type; null for any
/// @param source exactly this `source`; null for any
/// @param subject exactly this subject; null for any
/// @param state in this state; null for any
/// @param since accepted at this time or later; null from the first on
/// @param until accepted before this time; null up to now
/// @param cursor where to go on: a [Page#next] of the same query, `limit` aside; null from the start
/// @param limit most items, 1 to [#MAX_LIMIT]
public record EventQuery(
        TenantUid tenant,
        @Nullable String type,
        @Nullable String source,
        @Nullable String subject,
        // By its simple name: of a qualified one, javac drops @Nullable from the canonical constructor.
        @Nullable State state,
        @Nullable Instant since,
        @Nullable Instant until,
        @Nullable String cursor,
        int limit) {
    /// Most items of a page.
    public static final int MAX_LIMIT = 100;

    public EventQuery {
        requireNonNull(tenant, "tenant is null");
        if (limit < 1 || limit > MAX_LIMIT) {
            throw new IllegalArgumentException("limit is 1 to %d: %d".formatted(MAX_LIMIT, limit));
        }
    }
}

package io.penstock.replay;

import static java.util.Objects.requireNonNull;

import io.penstock.event.EventKey;
import io.penstock.subscription.SubscriptionUid;
import io.penstock.tenant.TenantUid;
import java.util.List;

/// Deliveries that a job begins again in one step.
///
/// @param tenant whose events these are; of others nothing is found
/// @param subscription for whom
/// @param job the job's [ReplayJob#sequence]
/// @param mode which of the deliveries
/// @param dryRun whether it is only looked what would be done
/// @param events which events, at most [#MAX_EVENTS]
public record ReplayPage(
        TenantUid tenant,
        SubscriptionUid subscription,
        long job,
        ReplayMode mode,
        boolean dryRun,
        List<EventKey> events) {
    /// Most events of a page.
    public static final int MAX_EVENTS = 100;

    public ReplayPage {
        requireNonNull(tenant, "tenant is null");
        requireNonNull(subscription, "subscription is null");
        requireNonNull(mode, "mode is null");
        events = List.copyOf(events);
        if (job < 1) {
            throw new IllegalArgumentException("jobs are counted from 1: " + job);
        }
        if (events.size() > MAX_EVENTS) {
            throw new IllegalArgumentException("a page has %d events at most: %d".formatted(MAX_EVENTS, events.size()));
        }
    }
}

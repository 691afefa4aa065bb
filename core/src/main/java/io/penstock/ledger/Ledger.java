package io.penstock.ledger;

import io.penstock.delivery.Delivery;
import io.penstock.delivery.DeliveryId;
import io.penstock.event.EventKey;
import io.penstock.tenant.TenantUid;
import java.util.List;
import java.util.Optional;

/// What is on record. It shows only what the tenant has, and nothing that has passed its retention.
public interface Ledger {
    /// The event of this key.
    Optional<EventRecord> event(TenantUid tenant, EventKey key);

    /// Events, newest first. Those that come in while someone turns the pages are on none that follows.
    ///
    /// @throws io.penstock.input.InvalidInputException naming `cursor`, if it is not of this list
    Page<EventRecord> events(EventQuery query);

    /// All deliveries of an event, with their attempts; at most [#MAX_DELIVERIES_OF_EVENT], those with the
    /// most to tell first: unfinished and failed ones before delivered ones. None if there is no such event.
    List<Delivery> deliveries(TenantUid tenant, EventKey event);

    /// The delivery of this id, with its attempts.
    Optional<Delivery> delivery(TenantUid tenant, DeliveryId id);

    /// Deliveries, those of the newest events first, without their attempts.
    ///
    /// @throws io.penstock.input.InvalidInputException naming `cursor`, if it is not of this list
    Page<Delivery> deliveries(DeliveryQuery query);

    /// Most deliveries that are shown with their event.
    int MAX_DELIVERIES_OF_EVENT = 1_000;
}

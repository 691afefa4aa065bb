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

    /// Events, newest first.
    ///
    /// @throws io.penstock.input.InvalidInputException if the cursor is not of this list
    Page<EventRecord> events(EventQuery query);

    /// All deliveries of an event, with their attempts; at most [#MAX_DELIVERIES_OF_EVENT], those with the most
    /// to tell first: unfinished and failed ones before delivered ones.
    List<Delivery> deliveries(TenantUid tenant, EventKey event);

    /// The delivery of this id, with its attempts.
    Optional<Delivery> delivery(TenantUid tenant, DeliveryId id);

    /// Deliveries, without their attempts.
    ///
    /// @throws io.penstock.input.InvalidInputException if the cursor is not of this list
    Page<Delivery> deliveries(DeliveryQuery query);

    /// Most deliveries that are shown with their event.
    int MAX_DELIVERIES_OF_EVENT = 1_000;
}

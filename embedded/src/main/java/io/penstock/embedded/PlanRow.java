package io.penstock.embedded;

import io.penstock.delivery.DeliveryId;
import io.penstock.ledger.PlannedEvent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A planned event, made ready by its caller so that the writer has little to do.
///
/// @param extensions [EventRows#text]
/// @param targets its deliveries
record PlanRow(
        PlannedEvent planned,
        long tenant,
        byte[] key,
        byte[] acceptId,
        byte[] content,
        @Nullable String extensions,
        List<Target> targets) {
    /// Roughly what a delivery adds to a transaction.
    private static final int BYTES_PER_DELIVERY = 200;

    /// One delivery.
    ///
    /// @param idHash the first 32 bits of its id
    /// @param lane its lane; null if it has none
    record Target(
            Names.Name subscription, int idHash, @Nullable Long lane) {}

    static PlanRow of(PlannedEvent planned, Names names) {
        long tenant = names.tenant(planned.tenant());
        var ordered = planned.plan().ordered();
        var lane = ordered.isEmpty() ? null : LaneRows.lane(planned.event());
        var targets = planned.plan().subscriptions().stream()
                .map(uid -> new Target(
                        names.subscription(uid, tenant),
                        idHash(DeliveryId.of(planned.key(), uid)),
                        ordered.contains(uid) ? lane : null))
                .toList();
        return new PlanRow(
                planned,
                tenant,
                planned.key().value().bytes(),
                planned.acceptId().bytes(),
                planned.content().value().bytes(),
                EventRows.text(planned.event().extensions()),
                targets);
    }

    static int idHash(DeliveryId id) {
        return (int) (id.value().high() >>> 32);
    }

    int bytes() {
        return planned.event().size() + BYTES_PER_DELIVERY * targets.size();
    }
}

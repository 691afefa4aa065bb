package io.penstock.delivery;

import static java.util.Objects.requireNonNull;

import io.penstock.subscription.Status;
import io.penstock.subscription.Subscriptions;
import java.time.InstantSource;

/// Releases parked deliveries by comparing states: nothing depends on having seen the moment of a change.
public final class Releaser {
    /// Most deliveries of a subscription that one look moves for one reason; what is left is for the next
    /// look.
    static final int STEP = 1_000;

    private final Parking parking;
    private final Subscriptions subscriptions;
    private final InstantSource clock;

    public Releaser(Parking parking, Subscriptions subscriptions, InstantSource clock) {
        this.parking = requireNonNull(parking, "parking is null");
        this.subscriptions = requireNonNull(subscriptions, "subscriptions is null");
        this.clock = requireNonNull(clock, "clock is null");
    }

    /// Looks once at every subscription that has unfinished deliveries: sends what its state allows, ends
    /// what belongs to none any more, and what has expired.
    ///
    /// @return how many deliveries were moved: if any, another look soon may find more
    public int look() {
        int moved = 0;
        for (var unfinished : parking.look()) {
            var status = subscriptions.status(unfinished.subscription());
            if (status.isEmpty()) {
                moved += parking.cancel(unfinished.subscription(), "its subscription was deleted", STEP);
            } else if (status.get().state() == Status.State.ACTIVE) {
                for (var reason : unfinished.parked()) {
                    moved += parking.release(unfinished.subscription(), reason, STEP);
                }
            }
        }
        return moved + parking.expire(clock.instant(), STEP);
    }
}

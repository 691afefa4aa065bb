package io.penstock.delivery;

import static java.util.Objects.requireNonNull;

import io.penstock.subscription.Status;
import io.penstock.subscription.SubscriptionUid;
import io.penstock.subscription.Subscriptions;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Releases parked deliveries by comparing states: nothing depends on having seen the moment of a change.
public final class Releaser {
    /// Most deliveries of a subscription that one look moves for one reason; what is left is for the next
    /// look.
    static final int STEP = 1_000;

    /// How many deliveries are moved before the time is looked at again.
    static final int PAGE = 100;

    private static final Logger LOG = LoggerFactory.getLogger(Releaser.class);

    private final Parking parking;
    private final Subscriptions subscriptions;
    private final InstantSource clock;

    public Releaser(Parking parking, Subscriptions subscriptions, InstantSource clock) {
        this.parking = requireNonNull(parking, "parking is null");
        this.subscriptions = requireNonNull(subscriptions, "subscriptions is null");
        this.clock = requireNonNull(clock, "clock is null");
    }

    /// What a look did.
    ///
    /// @param moved how many deliveries: if any, another look soon may find more
    /// @param failures one for each subscription that could not be looked at to the end, and for what could not expire
    public record Look(int moved, List<RuntimeException> failures) {
        public Look {
            failures = List.copyOf(failures);
        }
    }

    /// Looks once at every subscription that has unfinished deliveries: sends what its state allows, ends
    /// what belongs to none any more, and what has expired. A subscription that this fails for keeps none of the others.
    ///
    /// @param mayGoOn asked before each page; what is left, if not, is for the next look
    public Look look(BooleanSupplier mayGoOn) {
        int moved = 0;
        var failures = new ArrayList<RuntimeException>();
        for (var unfinished : parking.look()) {
            try {
                moved += look(unfinished, mayGoOn);
            } catch (RuntimeException e) {
                LOG.error("Not all that is parked for {} is looked at", unfinished.subscription(), e);
                failures.add(e);
            }
        }
        try {
            moved += inPages(() -> parking.expire(clock.instant(), PAGE), mayGoOn);
        } catch (RuntimeException e) {
            LOG.error("Not all that has expired while it was parked is ended", e);
            failures.add(e);
        }
        return new Look(moved, failures);
    }

    private int look(Parking.Unfinished unfinished, BooleanSupplier mayGoOn) {
        if (!mayGoOn.getAsBoolean()) {
            return 0;
        }
        var uid = unfinished.subscription();
        var status = subscriptions.status(uid);
        if (status.isEmpty()) {
            return inPages(() -> parking.cancel(uid, "its subscription was deleted", PAGE), mayGoOn);
        }
        // What waits in a lane waits for another delivery, and not for its subscription.
        int moved = unfinished.parked().contains(ParkReason.LANE) ? release(uid, ParkReason.LANE, mayGoOn) : 0;
        if (status.get().state() != Status.State.ACTIVE) {
            return moved;
        }
        var circuit = status.get().circuit();
        if (circuit == null) {
            return moved + releaseAll(unfinished, mayGoOn);
        }
        if (circuit.mayBeTried(clock.instant())) {
            releaseOne(unfinished);
        }
        // Another look soon would send another one, before this one has come to anything.
        return moved;
    }

    private int releaseAll(Parking.Unfinished unfinished, BooleanSupplier mayGoOn) {
        int moved = 0;
        for (var reason : unfinished.parked()) {
            if (reason != ParkReason.LANE) {
                moved += release(unfinished.subscription(), reason, mayGoOn);
            }
        }
        return moved;
    }

    private int release(SubscriptionUid subscription, ParkReason reason, BooleanSupplier mayGoOn) {
        return inPages(() -> parking.release(subscription, reason, PAGE), mayGoOn);
    }

    /// Sends one that may try the open circuit. Whether it does is decided when it is to be attempted: others may be there
    /// first.
    private void releaseOne(Parking.Unfinished unfinished) {
        for (var reason : unfinished.parked()) {
            if (reason != ParkReason.LANE && parking.release(unfinished.subscription(), reason, 1) > 0) {
                return;
            }
        }
    }

    private static int inPages(IntSupplier page, BooleanSupplier mayGoOn) {
        int moved = 0;
        int last = PAGE;
        while (last == PAGE && moved < STEP && mayGoOn.getAsBoolean()) {
            last = page.getAsInt();
            moved += last;
        }
        return moved;
    }
}

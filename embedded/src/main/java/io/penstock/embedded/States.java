package io.penstock.embedded;

import io.penstock.delivery.DeliveryState;
import io.penstock.delivery.ParkReason;
import java.util.List;

/// States of deliveries as the numbers that the database has for them.
final class States {
    static final int WAITING = 0;
    static final int DELIVERED = 8;
    static final int CANCELLED = 12;
    static final int EXPIRED = 11;
    static final int SKIPPED = 13;

    /// From here on states are final.
    static final int FINAL = 8;

    private static final int EXHAUSTED = 9;
    private static final int REFUSED = 10;

    private States() {}

    static int parked(ParkReason reason) {
        return switch (reason) {
            case PAUSED -> 1;
            case DISABLED -> 2;
            case BACKLOG -> 3;
            case CIRCUIT -> 4;
            case LANE -> 5;
        };
    }

    static int ended(DeliveryState state) {
        return switch (state) {
            case DELIVERED -> DELIVERED;
            case EXHAUSTED -> EXHAUSTED;
            case REFUSED -> REFUSED;
            case EXPIRED -> EXPIRED;
            case CANCELLED -> CANCELLED;
            case SKIPPED -> SKIPPED;
            case WAITING, PARKED -> throw new IllegalArgumentException("not a final state: " + state);
        };
    }

    static DeliveryState state(int code) {
        return switch (code) {
            case WAITING -> DeliveryState.WAITING;
            case 1, 2, 3, 4, 5 -> DeliveryState.PARKED;
            case DELIVERED -> DeliveryState.DELIVERED;
            case EXHAUSTED -> DeliveryState.EXHAUSTED;
            case REFUSED -> DeliveryState.REFUSED;
            case EXPIRED -> DeliveryState.EXPIRED;
            case CANCELLED -> DeliveryState.CANCELLED;
            case SKIPPED -> DeliveryState.SKIPPED;
            default -> throw new IllegalArgumentException("no state has the number " + code);
        };
    }

    static ParkReason parkReason(int code) {
        return switch (code) {
            case 1 -> ParkReason.PAUSED;
            case 2 -> ParkReason.DISABLED;
            case 3 -> ParkReason.BACKLOG;
            case 4 -> ParkReason.CIRCUIT;
            case 5 -> ParkReason.LANE;
            default -> throw new IllegalArgumentException("not a parked state: " + code);
        };
    }

    /// Whether few deliveries are in it: neither waiting nor delivered.
    static boolean isRare(DeliveryState state) {
        return state != DeliveryState.WAITING && state != DeliveryState.DELIVERED;
    }

    /// The numbers that stand for `state`.
    static List<Integer> codes(DeliveryState state) {
        return switch (state) {
            case WAITING -> List.of(WAITING);
            case PARKED -> List.of(1, 2, 3, 4, 5);
            case DELIVERED, EXHAUSTED, REFUSED, EXPIRED, CANCELLED, SKIPPED -> List.of(ended(state));
        };
    }

    static boolean isParked(int code) {
        return code > WAITING && code < FINAL;
    }
}

package io.penstock.delivery;

/// Where a delivery stands.
public enum DeliveryState {
    /// For its next attempt's time.
    WAITING(false),
    /// For a change of state: see [ParkReason].
    PARKED(false),
    /// The receiver took it.
    DELIVERED(true),
    /// The last attempt of its schedule failed.
    EXHAUSTED(true),
    /// No retry can help: so says the receiver's answer, or the event does not fit into its target.
    REFUSED(true),
    /// Its time ran out before it was delivered.
    EXPIRED(true),
    /// Its subscription or tenant is gone, or its event was erased.
    CANCELLED(true),
    /// Someone did not want to wait for it.
    SKIPPED(true);

    private final boolean end;

    DeliveryState(boolean end) {
        this.end = end;
    }

    /// Whether nothing follows, unless someone asks for another run.
    public boolean isFinal() {
        return end;
    }
}

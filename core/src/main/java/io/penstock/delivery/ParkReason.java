package io.penstock.delivery;

import java.util.Locale;

/// Which change of state a parked delivery waits for.
public enum ParkReason {
    /// Its subscription is resumed.
    PAUSED,
    /// Its subscription is enabled again.
    DISABLED,
    /// Its subscription's backlog has room again.
    BACKLOG,
    /// Its subscription's circuit is closed again.
    CIRCUIT,
    /// The one before it in its lane ends.
    LANE;

    /// In a word: what [Delivery#reason] says of a delivery that is parked for it.
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}

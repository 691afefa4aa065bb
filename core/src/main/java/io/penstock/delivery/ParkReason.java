package io.penstock.delivery;

/// Which change of state a parked delivery waits for.
public enum ParkReason {
    /// Its subscription is resumed.
    PAUSED,
    /// Its subscription is enabled again.
    DISABLED,
    /// Its subscription's backlog has room again.
    BACKLOG
}

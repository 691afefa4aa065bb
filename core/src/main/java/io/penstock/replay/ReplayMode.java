package io.penstock.replay;

/// Which deliveries a replay begins again.
public enum ReplayMode {
    /// Those that have ended without success, and those that there never were. What was delivered is left alone, and so
    /// is what still waits for an attempt or for a change of state: it will be delivered without help.
    MISSING,
    /// All of them, whatever became of them.
    AGAIN
}

package io.penstock.embedded;

/// Ends the process: what was written and not synced is unknown, and nobody may be told that it is safe.
@FunctionalInterface
public interface FatalHandler {
    /// Called on the thread that saw it; nothing is written any more, whether this returns or not.
    ///
    /// @param what what failed, without anything secret
    /// @param cause how
    void fatal(String what, Throwable cause);
}

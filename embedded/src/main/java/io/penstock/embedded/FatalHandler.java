package io.penstock.embedded;

/// Ends the process: what was written and not synced is unknown, and nobody may be told that it is safe; or a part of it
/// has ended that the rest would go on without, accepting what is never delivered.
@FunctionalInterface
public interface FatalHandler {
    /// Called on the thread that saw it; what failed does not go on, whether this returns or not.
    ///
    /// @param what what failed, without anything secret
    /// @param cause how
    void fatal(String what, Throwable cause);
}

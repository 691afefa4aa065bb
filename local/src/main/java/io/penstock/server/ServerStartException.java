package io.penstock.server;

import java.io.Serial;

/// Penstock cannot start. The message says why, and is for people.
public sealed class ServerStartException extends RuntimeException permits PortTakenException {
    @Serial
    private static final long serialVersionUID = 1;

    /// @param message why, in a sentence
    /// @param cause what was seen
    public ServerStartException(String message, Throwable cause) {
        super(message, cause);
    }
}

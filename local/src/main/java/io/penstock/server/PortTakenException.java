package io.penstock.server;

import java.io.Serial;

/// Another program listens on the port that was to be listened on.
public final class PortTakenException extends ServerStartException {
    @Serial
    private static final long serialVersionUID = 1;

    PortTakenException(String message, Throwable cause) {
        super(message, cause);
    }
}

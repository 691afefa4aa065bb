package io.penstock.command.client;

import java.io.Serial;

/// The server has refused a request. The message says why, and is for people.
public final class RefusedException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    private final int status;

    RefusedException(int status, String message) {
        super(message);
        this.status = status;
    }

    /// The HTTP status.
    public int status() {
        return status;
    }
}

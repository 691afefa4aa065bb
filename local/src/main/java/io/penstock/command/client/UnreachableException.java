package io.penstock.command.client;

import java.io.Serial;

/// There is no server, or it does not answer. The message is for people.
public final class UnreachableException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    UnreachableException(String message, Throwable cause) {
        super(message, cause);
    }
}

package io.penstock.distributed;

import java.io.Serial;

/// What came out of a queue is no message of ours, and never will be: no later try can help.
public final class UnreadableMessageException extends IllegalArgumentException {
    @Serial
    private static final long serialVersionUID = 1;

    UnreadableMessageException(String message) {
        super(message);
    }

    UnreadableMessageException(String message, Throwable cause) {
        super(message, cause);
    }
}

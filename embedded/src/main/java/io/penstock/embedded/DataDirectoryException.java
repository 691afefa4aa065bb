package io.penstock.embedded;

import java.io.Serial;

/// A data directory that cannot be used; the message says which, why, and what to do.
public final class DataDirectoryException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    DataDirectoryException(String message) {
        super(message);
    }

    DataDirectoryException(String message, Throwable cause) {
        super(message, cause);
    }
}

package io.penstock.embedded;

import java.io.Serial;

/// A step that the database refused; nothing of it was written.
public final class StorageException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    StorageException(String message, Throwable cause) {
        super(message, cause);
    }
}

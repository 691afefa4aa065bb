package io.penstock.command;

import java.io.Serial;

/// Something that a command line names cannot be read. The message is for people.
final class UnreadableInputException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    UnreadableInputException(String message, Throwable cause) {
        super(message, cause);
    }
}

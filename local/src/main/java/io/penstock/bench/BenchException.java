package io.penstock.bench;

import java.io.Serial;

/// A measurement that could not be made. The message says why, and is for people.
public final class BenchException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    /// @param message why, in a sentence
    public BenchException(String message) {
        super(message);
    }

    /// @param message why, in a sentence
    /// @param cause what was seen
    public BenchException(String message, Throwable cause) {
        super(message, cause);
    }
}

package io.penstock.invoke;

/// A function cannot be invoked here; the message says why, to whoever asked for it.
public final class InvocationException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public InvocationException(String message) {
        super(message);
    }

    public InvocationException(String message, Throwable cause) {
        super(message + ": " + cause.getMessage(), cause);
    }
}

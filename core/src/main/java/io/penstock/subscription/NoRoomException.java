package io.penstock.subscription;

import java.io.Serial;

/// The subscriptions of all tenants have reached what there is room for.
public final class NoRoomException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    private final String detail;

    /// @param detail the limit and what to do, in a sentence
    public NoRoomException(String detail) {
        super(detail, null, false, false);
        this.detail = detail;
    }

    /// The limit and what to do, in a sentence.
    public String detail() {
        return detail;
    }
}

package io.penstock.distributed;

import java.io.Serial;

/// An item or a message in a form that this release does not read: of a later release, most likely. It is left as it
/// is.
public final class UnknownFormException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    private UnknownFormException(String message) {
        super(message);
    }

    /// Checks that `what`, in a few words, is in the form `known`.
    ///
    /// @throws UnknownFormException if it is in another one
    public static void check(String what, long found, int known) {
        if (found != known) {
            throw new UnknownFormException("%s is in the form %d; known is %d".formatted(what, found, known));
        }
    }
}

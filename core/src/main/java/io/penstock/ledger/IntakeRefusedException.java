package io.penstock.ledger;

import static java.util.Objects.requireNonNull;

import java.io.Serial;
import java.time.Duration;

/// Events that were not accepted, because there is no room for them now; nothing of them is stored.
public final class IntakeRefusedException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    /// Who has no room.
    public enum Cause {
        /// The tenant: its unfinished deliveries have reached their limit.
        BACKLOG,
        /// Penstock: its disk is full.
        DISK_FULL,
        /// Penstock: more is being written than the disk takes.
        OVERLOADED,
        /// Penstock: it is stopping.
        STOPPING
    }

    private final Cause cause;
    private final String detail;
    private final Duration retryAfter;

    /// @param cause who has no room
    /// @param detail what to do, in a sentence
    /// @param retryAfter when it is worth trying again
    public IntakeRefusedException(Cause cause, String detail, Duration retryAfter) {
        super(detail, null, false, false);
        this.cause = requireNonNull(cause, "cause is null");
        this.detail = requireNonNull(detail, "detail is null");
        this.retryAfter = requireNonNull(retryAfter, "retryAfter is null");
    }

    /// Who has no room.
    public Cause reason() {
        return cause;
    }

    /// What to do, in a sentence.
    public String detail() {
        return detail;
    }

    /// When it is worth trying again.
    public Duration retryAfter() {
        return retryAfter;
    }
}

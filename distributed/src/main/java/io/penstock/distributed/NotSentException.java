package io.penstock.distributed;

import java.io.Serial;

/// Messages that a queue did not take. What was written before stands; the message that led to it comes again, and they
/// are
/// sent then.
public final class NotSentException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    NotSentException(int failed, int of) {
        super("%,d of %,d messages were not sent".formatted(failed, of));
    }
}

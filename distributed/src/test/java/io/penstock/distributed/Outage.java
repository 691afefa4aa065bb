package io.penstock.distributed;

import java.io.Serial;

/// A port that fails, and the process lives on. What was to be done may have been done, or not.
final class Outage extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    Outage(String at) {
        super("outage " + at, null, false, false);
    }
}

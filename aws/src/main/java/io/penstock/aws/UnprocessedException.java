package io.penstock.aws;

import java.io.Serial;

/// Part of a batch that the table had no capacity for in the time there was. The rest of it was done.
public final class UnprocessedException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    UnprocessedException(String what, int count) {
        super("%s: %,d left when time was up".formatted(what, count));
    }
}

package io.penstock.embedded;

import io.penstock.delivery.Attempt;
import java.util.List;

/// The responses that are shown with all deliveries of an event: up to a limit, and then none.
final class ShownResponses {
    static final int MAX_BYTES = 4 * 1_024 * 1_024;

    private int left = MAX_BYTES;

    /// The next delivery's attempts; without their responses from the first delivery on that passes the limit.
    List<Attempt> bounded(List<Attempt> attempts) {
        for (var attempt : attempts) {
            left = Math.max(-1, left - attempt.response().length);
        }
        return left >= 0
                ? attempts
                : attempts.stream().map(ShownResponses::withoutResponse).toList();
    }

    private static Attempt withoutResponse(Attempt attempt) {
        return new Attempt(
                attempt.run(),
                attempt.n(),
                attempt.startedAt(),
                attempt.took(),
                attempt.outcome(),
                attempt.status(),
                new byte[0]);
    }
}

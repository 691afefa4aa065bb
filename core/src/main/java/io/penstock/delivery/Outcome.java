package io.penstock.delivery;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;

/// How an attempt ended. What to do next follows from the type alone.
public sealed interface Outcome {
    /// The receiver took it: any 2xx, or a service says that it has it.
    record Delivered() implements Outcome {}

    /// The receiver may do better later.
    ///
    /// @param reason in a few words, without anything secret
    /// @param retryAfter when the receiver asks for the next attempt, if it does
    record Failed(String reason, Optional<Duration> retryAfter) implements Outcome {
        public Failed {
            requireNonNull(reason, "reason is null");
            requireNonNull(retryAfter, "retryAfter is null");
        }
    }

    /// No retry can help: a webhook's receiver wants nothing more, 410; or a target takes no event like this one, which is
    /// too large for it, say.
    ///
    /// @param reason in a few words, without anything secret
    record Refused(String reason) implements Outcome {
        public Refused {
            requireNonNull(reason, "reason is null");
        }
    }
}

package io.penstock.api;

import static java.util.Objects.requireNonNull;

/// Why an event went to a subscription, or did not.
///
/// @param subscription what it is called
/// @param matched whether the event went to it
/// @param reason in a sentence
record Verdict(String subscription, boolean matched, String reason) {
    Verdict {
        requireNonNull(subscription, "subscription is null");
        requireNonNull(reason, "reason is null");
    }
}

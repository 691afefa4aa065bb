package io.penstock.delivery;

import io.penstock.retry.RetryAfter;
import io.penstock.subscription.Policy;
import io.penstock.subscription.Responses;
import java.time.Instant;
import java.util.Optional;

/// What an answer means.
final class OutcomeRules {
    /// What a receiver says that wants nothing more ([RFC 9110, section
    /// 15.5.11](https://www.rfc-editor.org/rfc/rfc9110#section-15.5.11)).
    static final int GONE = 410;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int SERVICE_UNAVAILABLE = 503;

    private OutcomeRules() {}

    static Outcome outcome(Webhooks.Answer answer, Policy policy, Instant now) {
        return switch (answer) {
            case Webhooks.Unanswered unanswered -> new Outcome.Failed(unanswered.reason(), Optional.empty());
            case Webhooks.Answered answered -> outcome(answered, policy.responses(), now);
        };
    }

    static Outcome outcome(Targets.Answer answer) {
        return switch (answer) {
            case Targets.Taken _ -> new Outcome.Delivered();
            case Targets.Failed failed -> new Outcome.Failed(failed.reason(), Optional.empty());
            case Targets.Unfit unfit -> new Outcome.Refused(unfit.reason());
        };
    }

    private static Outcome outcome(Webhooks.Answered answered, Responses responses, Instant now) {
        int status = answered.status();
        if (responses.success().contains(status)) {
            return new Outcome.Delivered();
        }
        if (responses.refused().contains(status)) {
            return new Outcome.Refused(status == GONE ? "the receiver answered 410 Gone" : "status " + status);
        }
        if (status >= 300 && status < 400) {
            return new Outcome.Failed("status %d: redirects are not followed".formatted(status), Optional.empty());
        }
        boolean mayAskForTime = status == TOO_MANY_REQUESTS || status == SERVICE_UNAVAILABLE;
        return new Outcome.Failed(
                "status " + status,
                mayAskForTime
                        ? answered.retryAfter().flatMap(value -> RetryAfter.parse(value, now))
                        : Optional.empty());
    }
}

package io.penstock.webhook;

import java.io.Serial;

/// An attempt ended without a response. Carries the result from where it was found out to [WebhookClient#post].
final class AttemptFailure extends Exception {
    @Serial
    private static final long serialVersionUID = 1;

    private final WebhookResult.Reason reason;
    private final String detail;

    AttemptFailure(WebhookResult.Reason reason, String detail) {
        // Receivers fail all the time; nobody reads where this came from.
        super(detail, null, false, false);
        this.reason = reason;
        this.detail = detail;
    }

    WebhookResult.Reason reason() {
        return reason;
    }

    String detail() {
        return detail;
    }
}

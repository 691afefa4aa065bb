package io.penstock.webhook;

import java.io.Serial;

/// A URL that webhooks cannot go to. Its message begins with the field, `url`, and does not quote the URL, which may be
/// secret.
public final class InvalidUrlException extends IllegalArgumentException {
    @Serial
    private static final long serialVersionUID = 1;

    private final String detail;

    InvalidUrlException(String detail) {
        super("url: " + detail);
        this.detail = detail;
    }

    /// What is wrong with it, and the limit: `must have the scheme https`.
    public String detail() {
        return detail;
    }
}

package io.penstock.webhook;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;

/// One webhook attempt to make.
///
/// @param url where it goes
/// @param headers what it carries, `content-type` included; at most [#MAX_HEADERS]
/// @param body what it says, at most [#MAX_BODY_BYTES]; not copied, so it must not change while the attempt is made
/// @param timeout for the whole attempt, from the look-up of the name to the end of the response; at most
///     [#MAX_TIMEOUT]
public record WebhookRequest(WebhookUrl url, List<RequestHeader> headers, byte[] body, Duration timeout) {
    /// Most headers of one request.
    public static final int MAX_HEADERS = 100;

    /// Longest body, in bytes: of the largest event in structured mode, if JSON takes six characters for each of its bytes.
    public static final int MAX_BODY_BYTES = 32 * 1024 * 1024;

    /// Longest timeout of one attempt.
    public static final Duration MAX_TIMEOUT = Duration.ofMinutes(5);

    public WebhookRequest {
        requireNonNull(url, "url is null");
        headers = List.copyOf(requireNonNull(headers, "headers is null"));
        requireNonNull(body, "body is null");
        requireNonNull(timeout, "timeout is null");
        if (headers.size() > MAX_HEADERS) {
            throw new IllegalArgumentException(
                    "a request has at most %d headers, not %,d".formatted(MAX_HEADERS, headers.size()));
        }
        if (body.length > MAX_BODY_BYTES) {
            throw new IllegalArgumentException(
                    "a request's body has at most %,d bytes, not %,d".formatted(MAX_BODY_BYTES, body.length));
        }
        if (!timeout.isPositive() || timeout.compareTo(MAX_TIMEOUT) > 0) {
            throw new IllegalArgumentException(
                    "timeout must be more than nothing and at most %s, not %s".formatted(MAX_TIMEOUT, timeout));
        }
    }

    /// Without headers and body, which may be secret.
    @Override
    public String toString() {
        return "POST " + url;
    }
}

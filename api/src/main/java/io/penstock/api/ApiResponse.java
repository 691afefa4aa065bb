package io.penstock.api;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;

/// A response, for any server to send.
///
/// @param status the HTTP status
/// @param headers all but those that the server knows best: length, date, connection
/// @param body not copied: nobody changes it; empty if there is none. To HEAD, the one that GET would have: whoever sends
///     the response says its length and leaves it out
public record ApiResponse(int status, Headers headers, byte[] body) {
    public ApiResponse {
        requireNonNull(headers, "headers is null");
        requireNonNull(body, "body is null");
    }

    /// The body as text.
    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    /// Without the body, which may hold a secret.
    @Override
    public String toString() {
        return "ApiResponse[%d, %d bytes]".formatted(status, body.length);
    }
}

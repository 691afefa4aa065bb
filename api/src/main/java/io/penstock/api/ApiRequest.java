package io.penstock.api;

import static java.util.Objects.requireNonNull;

/// A request, as any server has it.
///
/// @param method `GET`, `POST`, …: upper case
/// @param path as in the request line, its percent-encoding included, without the query
/// @param query as in the request line, without its `?`; empty if there is none
/// @param headers as they came
/// @param body not copied, for the sake of large ones: nobody changes it; empty if there is none
public record ApiRequest(String method, String path, String query, Headers headers, byte[] body) {
    public ApiRequest {
        requireNonNull(method, "method is null");
        requireNonNull(path, "path is null");
        requireNonNull(query, "query is null");
        requireNonNull(headers, "headers is null");
        requireNonNull(body, "body is null");
    }

    /// The same with a body.
    public ApiRequest withBody(byte[] other) {
        return new ApiRequest(method, path, query, headers, other);
    }

    /// Neither headers nor body: both may hold secrets.
    @Override
    public String toString() {
        return "ApiRequest[%s %s, %d bytes]".formatted(method, path, body.length);
    }
}

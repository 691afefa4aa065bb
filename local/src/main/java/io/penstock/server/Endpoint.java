package io.penstock.server;

import io.penstock.api.ApiRequest;
import io.penstock.api.ApiResponse;

/// What an [HttpServer] stands in front of.
public interface Endpoint {
    /// Answers a request; may wait.
    ApiResponse answer(ApiRequest request);

    /// Most bytes that the body of a request to `path` may have.
    int bodyLimit(String path);

    /// The answer to a request whose body has more.
    ApiResponse bodyTooLarge(String path);
}

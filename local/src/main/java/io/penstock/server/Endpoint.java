package io.penstock.server;

import io.penstock.api.ApiRequest;
import io.penstock.api.ApiResponse;
import java.util.Optional;

/// What an [HttpServer] stands in front of.
public interface Endpoint {
    /// Answers a request; may wait.
    ApiResponse answer(ApiRequest request);

    /// The answer to a request whose body has not been read, if that is known without it: nobody has to keep in memory
    /// what a stranger sends. Whoever is not refused here may still be by [#answer].
    default Optional<ApiResponse> refusal(ApiRequest head) {
        return Optional.empty();
    }

    /// Most bytes that the body of a request to `path` may have.
    int bodyLimit(String path);

    /// The answer to a request whose body has more.
    ApiResponse bodyTooLarge(String path);
}

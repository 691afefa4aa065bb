package io.penstock.api;

import io.penstock.api.Problem.Kind;

/// Why a server refuses a request by itself, which the [Api] then does not get to see.
public enum ServerRefusal {
    /// It is no HTTP, or did not come whole.
    MALFORMED(Kind.MALFORMED_REQUEST, "It is not whole, or not as HTTP/1.1 (RFC 9112) has it"),
    /// It stood still for too long.
    TOO_SLOW(Kind.TOO_SLOW, "It stood still for too long; send it again"),
    /// Its request line is past the server's limit.
    URL_TOO_LONG(Kind.URL_TOO_LONG, "Use a shorter URL"),
    /// Its headers are past the server's limit.
    HEADERS_TOO_LARGE(Kind.HEADERS_TOO_LARGE, "Send fewer or shorter headers"),
    /// Something went wrong in the server itself.
    FAILED(Kind.INTERNAL, "It is in the server's log; trying again may help"),
    /// A proxy's method, or a transfer coding that the server does not know.
    NOT_IMPLEMENTED(Kind.NOT_IMPLEMENTED, "Use the methods of this API, and no transfer coding but chunked"),
    /// There is no memory for its body, or for the answer.
    OVERLOADED(Kind.UNAVAILABLE, "Too many large requests are under way; send it again later"),
    /// Another version of HTTP.
    UNSUPPORTED_HTTP(Kind.UNSUPPORTED_HTTP, "Use HTTP/1.1");

    private static final int SERVER_ERRORS = 500;
    private static final String RETRY_SECONDS = "1";

    private final Kind kind;
    private final String detail;

    ServerRefusal(Kind kind, String detail) {
        this.kind = kind;
        this.detail = detail;
    }

    /// The one that a server's own answer with `status` stands for.
    public static ServerRefusal of(int status) {
        return switch (status) {
            case 408 -> TOO_SLOW;
            case 414 -> URL_TOO_LONG;
            case 431 -> HEADERS_TOO_LARGE;
            case 501 -> NOT_IMPLEMENTED;
            case 505 -> UNSUPPORTED_HTTP;
            default -> status < SERVER_ERRORS ? MALFORMED : FAILED;
        };
    }

    /// What is answered.
    public ApiResponse response() {
        return Answers.problem(
                this == OVERLOADED ? Problem.of(kind, detail, "retry-after", RETRY_SECONDS) : Problem.of(kind, detail));
    }
}

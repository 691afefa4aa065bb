package io.penstock.api;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Why a request was not done ([RFC 9457](https://www.rfc-editor.org/rfc/rfc9457)).
///
/// @param kind what kind of problem
/// @param detail what is wrong with this request, and what to do
/// @param field the field that it is about, as its sender wrote it; null if it is about no single one
/// @param reference names the entry of the log that says more; null if there is no more to say
/// @param headers to be sent along
record Problem(
        Kind kind,
        String detail,
        @Nullable String field,
        @Nullable String reference,
        List<Map.Entry<String, String>> headers) {
    /// What kind of problem: its name is part of the API and stays.
    enum Kind {
        INVALID_INPUT(400, "invalid-input", "The input is not valid"),
        MALFORMED_REQUEST(400, "malformed-request", "The request is malformed"),
        UNAUTHENTICATED(401, "unauthenticated", "A key is needed"),
        FORBIDDEN(403, "forbidden", "This key does not allow it"),
        NOT_FOUND(404, "not-found", "There is no such thing"),
        NO_SUCH_ROUTE(404, "no-such-route", "There is no such path"),
        METHOD_NOT_ALLOWED(405, "method-not-allowed", "The path does not know this method"),
        TOO_SLOW(408, "too-slow", "The request took too long"),
        CONFLICT(409, "conflict", "It conflicts with what is there"),
        PRECONDITION_FAILED(412, "precondition-failed", "It is not what the request expects it to be"),
        TOO_LARGE(413, "too-large", "The body is too large"),
        URL_TOO_LONG(414, "url-too-long", "The URL is too long"),
        UNSUPPORTED_MEDIA_TYPE(415, "unsupported-media-type", "The content type is not supported"),
        BACKLOG(429, "backlog", "Too much is unfinished"),
        HEADERS_TOO_LARGE(431, "headers-too-large", "The headers are too large"),
        INTERNAL(500, "internal", "Something went wrong inside"),
        NOT_IMPLEMENTED(501, "not-implemented", "It is not implemented"),
        UNAVAILABLE(503, "unavailable", "Not available now"),
        UNSUPPORTED_HTTP(505, "unsupported-http", "This version of HTTP is not supported");

        private final int status;
        private final String type;
        private final String title;

        Kind(int status, String name, String title) {
            this.status = status;
            this.type = "urn:penstock:problem:" + name;
            this.title = title;
        }

        int status() {
            return status;
        }

        String type() {
            return type;
        }

        String title() {
            return title;
        }
    }

    Problem {
        requireNonNull(kind, "kind is null");
        requireNonNull(detail, "detail is null");
        headers = List.copyOf(headers);
    }

    static Problem of(Kind kind, String detail) {
        return new Problem(kind, detail, null, null, List.of());
    }

    static Problem of(Kind kind, String detail, String header, String value) {
        return new Problem(kind, detail, null, null, List.of(Map.entry(header, value)));
    }

    static Problem ofField(Kind kind, String field, String detail) {
        return new Problem(kind, detail, field, null, List.of());
    }

    /// What does not exist, and what belongs to somebody else: they look the same.
    ///
    /// @param what a noun: `subscription`
    /// @param id as it was asked for
    static Problem notFound(String what, String id) {
        return of(Kind.NOT_FOUND, "There is no %s '%s'".formatted(what, Answers.excerpt(id)));
    }
}

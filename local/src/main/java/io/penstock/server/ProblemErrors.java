package io.penstock.server;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/// What is said of requests that never reach the [Endpoint], because they are no HTTP or past a limit of the server
/// itself: a problem like every other ([RFC 9457](https://www.rfc-editor.org/rfc/rfc9457)), which tells nothing of what
/// is inside.
final class ProblemErrors extends ErrorHandler {
    private static final String TYPE = "application/problem+json";

    /// Whatever its method is: the answer to HEAD leaves the body out by itself.
    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        send(response, response.getStatus(), callback);
        return true;
    }

    static void send(Response response, int status, Callback callback) {
        var body = body(status);
        response.setStatus(status);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, TYPE);
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
        response.write(true, ByteBuffer.wrap(body), callback);
    }

    private static byte[] body(int status) {
        return switch (status) {
            case 408 ->
                problem(status, "too-slow", "The request took too long", "It stood still for too long; send it again");
            case 414 -> problem(status, "url-too-long", "The URL is too long", "Use a shorter URL");
            case 431 ->
                problem(status, "headers-too-large", "The headers are too large", "Send fewer or shorter headers");
            case 501, 505 -> problem(status, "unsupported-http", "It is not supported", "Use HTTP/1.1 as it is usual");
            default ->
                status < 500
                        ? problem(
                                status,
                                "malformed-request",
                                "The request is malformed",
                                "It is not whole, or not as HTTP/1.1 (RFC 9112) has it")
                        : problem(
                                status,
                                "internal",
                                "Something went wrong inside",
                                "It is in the server's log; trying again may help");
        };
    }

    /// @param type and all texts need no escapes in JSON
    private static byte[] problem(int status, String type, String title, String detail) {
        return "{\"type\":\"urn:penstock:problem:%s\",\"title\":\"%s\",\"status\":%d,\"detail\":\"%s\"}"
                .formatted(type, title, status, detail)
                .getBytes(StandardCharsets.UTF_8);
    }
}

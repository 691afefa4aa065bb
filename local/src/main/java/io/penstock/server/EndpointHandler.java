package io.penstock.server;

import io.penstock.api.ApiRequest;
import io.penstock.api.ApiResponse;
import io.penstock.api.Headers;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/// Hands each request to an [Endpoint], and sends what it answers.
final class EndpointHandler extends Handler.Abstract {
    private static final byte[] NO_BODY = {};

    private final Endpoint endpoint;
    private final ReadTimes readTimes;

    EndpointHandler(Endpoint endpoint, ReadTimes readTimes) {
        this.endpoint = endpoint;
        this.readTimes = readTimes;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        var connection = request.getConnectionMetaData().getConnection();
        var path = request.getHttpURI().getPath();
        if (path == null || request.getMethod().equals("CONNECT")) {
            // This is no proxy.
            ProblemErrors.send(response, HttpStatus.NOT_IMPLEMENTED_501, callback);
            return true;
        }
        byte @Nullable [] body;
        try {
            body = body(request, endpoint.bodyLimit(path));
        } catch (IOException e) {
            // It never came as a whole: nothing was done, and nothing of it is worth a line in the log.
            response.getHeaders().put(HttpHeader.CONNECTION, "close");
            ProblemErrors.send(response, status(e), callback);
            return true;
        } finally {
            readTimes.arrived(connection);
        }
        if (body == null) {
            // What is left of the body is not read: the connection cannot be used again.
            response.getHeaders().put(HttpHeader.CONNECTION, "close");
            send(endpoint.bodyTooLarge(path), response, callback);
        } else {
            var answer =
                    endpoint.answer(new ApiRequest(request.getMethod(), path, query(request), headers(request), body));
            readTimes.answered(connection);
            send(answer, response, callback);
        }
        return true;
    }

    private static void send(ApiResponse answer, Response response, Callback callback) {
        response.setStatus(answer.status());
        var headers = response.getHeaders();
        for (var header : answer.headers().fields()) {
            headers.add(header.getKey(), header.getValue());
        }
        if (answer.status() != 204) {
            headers.put(HttpHeader.CONTENT_LENGTH, answer.body().length);
        }
        response.write(true, ByteBuffer.wrap(answer.body()), callback);
    }

    private static int status(IOException failure) {
        return switch (failure.getCause()) {
            case TimeoutException _ -> HttpStatus.REQUEST_TIMEOUT_408;
            case null, default -> HttpStatus.BAD_REQUEST_400;
        };
    }

    private static String query(Request request) {
        var query = request.getHttpURI().getQuery();
        return query == null ? "" : query;
    }

    private static Headers headers(Request request) {
        var fields = request.getHeaders();
        var headers = new ArrayList<Map.Entry<String, String>>(fields.size());
        for (var field : fields) {
            headers.add(Map.entry(field.getName(), field.getValue() == null ? "" : field.getValue()));
        }
        return new Headers(headers);
    }

    /// The whole body, or null if it is longer than it may be.
    ///
    /// @throws IOException if it did not come whole
    private static byte @Nullable [] body(Request request, int limit) throws IOException {
        long length = request.getLength();
        if (length > limit) {
            return null;
        }
        if (length == 0) {
            return NO_BODY;
        }
        // Not closed: that would fail a request that was not read to its end.
        var in = Content.Source.asInputStream(request);
        if (length > 0) {
            var body = in.readNBytes((int) length);
            if (body.length < length) {
                throw new EOFException("%,d bytes of %,d".formatted(body.length, length));
            }
            return body;
        }
        // The byte too many is read apart: after the last byte it was asked for, readNBytes waits for what comes next.
        var body = in.readNBytes(limit);
        return body.length == limit && in.read() >= 0 ? null : body;
    }
}

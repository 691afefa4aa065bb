package io.penstock.server;

import io.penstock.api.ApiRequest;
import io.penstock.api.ApiResponse;
import io.penstock.api.Headers;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Map;
import org.eclipse.jetty.http.HttpHeader;
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
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        var connection = request.getConnectionMetaData().getConnection();
        var path = request.getHttpURI().getPath();
        var body = body(request, endpoint.bodyLimit(path));
        readTimes.arrived(connection);
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
    private static byte @Nullable [] body(Request request, int limit) throws IOException {
        long length = request.getLength();
        if (length > limit) {
            return null;
        }
        if (length == 0) {
            return NO_BODY;
        }
        try (var in = Content.Source.asInputStream(request)) {
            if (length > 0) {
                return in.readNBytes((int) length);
            }
            var body = in.readNBytes(limit + 1);
            return body.length > limit ? null : body;
        }
    }
}

package io.penstock.server;

import io.penstock.api.ApiRequest;
import io.penstock.api.ApiResponse;
import io.penstock.api.Headers;
import io.penstock.api.ServerRefusal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Hands each request to an [Endpoint], and sends what it answers.
///
/// A body is read only if nothing speaks against its request, and while there is memory for it; a large answer is sent
/// while there is memory for it, unless it tells of something that was done.
final class EndpointHandler extends Handler.Abstract {
    /// Up to here an answer is not worth counting.
    private static final int SMALL_ANSWER_BYTES = 16 * 1_024;

    private static final byte[] NO_BODY = {};
    private static final Logger LOG = LoggerFactory.getLogger(EndpointHandler.class);

    private final Endpoint endpoint;
    private final BodyBudget requests;
    private final BodyBudget answers;

    /// @param bodyBytes of all requests at the same time, and as many of all answers: whoever is slow to read does not
    ///     keep others from sending
    EndpointHandler(Endpoint endpoint, long bodyBytes) {
        this.endpoint = endpoint;
        this.requests = new BodyBudget(bodyBytes);
        this.answers = new BodyBudget(bodyBytes);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        var connection = (ClientConnection)
                request.getConnectionMetaData().getConnection().getEndPoint();
        connection.arriving();
        ApiResponse answer;
        try {
            answer = answer(request, response, connection);
        } catch (IOException e) {
            // It never came as a whole: nothing was done, and nothing of it is worth a line in the log.
            answer = closing(response, cutShort(e).response());
        } catch (RuntimeException e) {
            LOG.error("A request failed", e);
            answer = ServerRefusal.FAILED.response();
        }
        connection.arrived();
        send(answer, request, response, Callback.from(connection::answered, callback));
        return true;
    }

    /// @throws IOException if the request did not come whole
    private ApiResponse answer(Request request, Response response, ClientConnection connection) throws IOException {
        var path = request.getHttpURI().getPath();
        if (path == null || request.getMethod().equals("CONNECT")) {
            // This is no proxy.
            return ServerRefusal.NOT_IMPLEMENTED.response();
        }
        int limit = endpoint.bodyLimit(path);
        var head = new ApiRequest(request.getMethod(), path, query(request), headers(request), NO_BODY);
        var refusal = hasBody(request) ? endpoint.refusal(head) : Optional.<ApiResponse>empty();
        if (refusal.isPresent()) {
            return unread(refusal.get(), limit, request, response);
        }
        try (var body = new RequestBody(requests)) {
            return switch (body.read(request, limit)) {
                case WHOLE -> {
                    connection.arrived();
                    yield endpoint.answer(head.withBody(body.bytes()));
                }
                case TOO_LONG -> closing(response, endpoint.bodyTooLarge(path));
                case NO_ROOM -> unread(ServerRefusal.OVERLOADED.response(), limit, request, response);
            };
        }
    }

    private static boolean hasBody(Request request) {
        return request.getLength() > 0 || request.getHeaders().contains(HttpHeader.TRANSFER_ENCODING);
    }

    /// Reads past the body, so that the answer is seen, unless its sender waits to be told whether to send it.
    private static ApiResponse unread(ApiResponse answer, int limit, Request request, Response response)
            throws IOException {
        boolean waits = request.getHeaders().contains(HttpHeader.EXPECT);
        return !waits && RequestBody.skip(request, limit) ? answer : closing(response, answer);
    }

    /// What is left of the body is not read: the connection cannot be used again.
    private static ApiResponse closing(Response response, ApiResponse answer) {
        response.getHeaders().put(HttpHeader.CONNECTION, "close");
        return answer;
    }

    private static ServerRefusal cutShort(IOException failure) {
        return switch (failure.getCause()) {
            case TimeoutException _ -> ServerRefusal.TOO_SLOW;
            case null, default -> ServerRefusal.MALFORMED;
        };
    }

    private void send(ApiResponse answer, Request request, Response response, Callback callback) {
        int size = answer.body().length;
        if (size <= SMALL_ANSWER_BYTES) {
            send(answer, response, callback);
            return;
        }
        var method = request.getMethod();
        if (!method.equals("GET") && !method.equals("HEAD")) {
            // What was asked for is done, and has to be said.
            answers.takeRegardless(size);
        } else if (!answers.take(size)) {
            send(ServerRefusal.OVERLOADED.response(), response, callback);
            return;
        }
        send(answer, response, Callback.from(() -> answers.give(size), callback));
    }

    static void send(ApiResponse answer, Response response, Callback callback) {
        response.setStatus(answer.status());
        var headers = response.getHeaders();
        for (var header : answer.headers().fields()) {
            headers.add(header.getKey(), header.getValue());
        }
        if (answer.status() != HttpStatus.NO_CONTENT_204) {
            headers.put(HttpHeader.CONTENT_LENGTH, answer.body().length);
        }
        // To HEAD, the server leaves the body out, and its length in.
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
}

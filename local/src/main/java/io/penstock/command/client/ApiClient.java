package io.penstock.command.client;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

/// Talks to a server's HTTP API. Safe for use by many threads.
public final class ApiClient implements AutoCloseable {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final ServerAccess access;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(CONNECT_TIMEOUT).build();

    /// @param access the server, and who asks it
    public ApiClient(ServerAccess access) {
        this.access = requireNonNull(access, "access is null");
    }

    /// The path of these segments under `/v1`, each percent-encoded.
    public static String path(String... segments) {
        return Arrays.stream(segments).map(ApiClient::encode).collect(Collectors.joining("/", "/v1/", ""));
    }

    /// Gets a resource.
    ///
    /// @param query parameters by name
    public Answer get(String path, Map<String, String> query) {
        var suffix = query.entrySet().stream()
                .map(parameter -> parameter.getKey() + "=" + encode(parameter.getValue()))
                .collect(Collectors.joining("&"));
        return send(request(suffix.isEmpty() ? path : path + "?" + suffix).GET());
    }

    /// Gets a resource.
    public Answer get(String path) {
        return get(path, Map.of());
    }

    /// Sends JSON.
    public Answer send(String method, String path, Json body) {
        return send(
                method,
                path,
                Map.of("content-type", "application/json"),
                body.write().getBytes(StandardCharsets.UTF_8));
    }

    /// Sends nothing but method and path.
    public Answer send(String method, String path) {
        return send(request(path).method(method, BodyPublishers.noBody()));
    }

    /// Sends bytes, with these headers.
    public Answer send(String method, String path, Map<String, String> headers, byte[] body) {
        var request = request(path).method(method, BodyPublishers.ofByteArray(body));
        headers.forEach(request::setHeader);
        return send(request);
    }

    private HttpRequest.Builder request(String path) {
        var request = HttpRequest.newBuilder(access.at(path)).timeout(TIMEOUT);
        access.headers().forEach(request::setHeader);
        return request;
    }

    private Answer send(HttpRequest.Builder request) {
        HttpResponse<byte[]> response;
        try {
            response = http.send(request.build(), BodyHandlers.ofByteArray());
        } catch (ConnectException e) {
            throw new UnreachableException(
                    "there is no server at %s; start one with 'penstock serve', or name another with --url or PENSTOCK_URL"
                            .formatted(access.server()),
                    e);
        } catch (HttpTimeoutException e) {
            throw new UnreachableException("the server at %s does not answer".formatted(access.server()), e);
        } catch (IOException e) {
            throw new UnreachableException("the server at %s cannot be reached: %s".formatted(access.server(), e), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnreachableException("stopped while waiting for " + access.server(), e);
        }
        if (response.statusCode() >= 300) {
            throw new RefusedException(response.statusCode(), reason(response));
        }
        return new Answer(response.statusCode(), response.body());
    }

    /// What the problem says (RFC 9457), or what can be said of an answer that is none.
    private static String reason(HttpResponse<byte[]> response) {
        try {
            var problem = Json.read(response.body());
            var detail = problem.word("detail");
            var field = problem.word("field");
            if (!detail.isEmpty()) {
                return field.isEmpty() || detail.startsWith(field) ? detail : field + ": " + detail;
            }
        } catch (IllegalArgumentException e) {
            // Not from Penstock, then: a proxy, or another server.
        }
        return "%s answered with the status %d, and nothing that Penstock would say"
                .formatted(response.uri().getAuthority(), response.statusCode());
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    @Override
    public void close() {
        http.shutdownNow();
    }

    /// Without the key.
    @Override
    public String toString() {
        return "ApiClient[%s]".formatted(access.server());
    }

    /// What the server answered.
    ///
    /// @param status the HTTP status, below 300
    /// @param body as it came
    public record Answer(int status, byte[] body) {
        /// The body, read.
        public Json json() {
            return Json.read(body);
        }

        /// The body as text.
        public String text() {
            return new String(body, StandardCharsets.UTF_8);
        }

        /// Without the body, which may hold a secret.
        @Override
        public String toString() {
            return "Answer[%d, %d bytes]".formatted(status, body.length);
        }
    }
}

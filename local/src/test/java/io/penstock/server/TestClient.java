package io.penstock.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/// Talks to a server as its operator, or a tenant, would.
final class TestClient implements AutoCloseable {
    /// The tenant that it speaks for when it has the operator's key.
    static final String TENANT = "acme";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI server;
    private final String key;
    private final String tenant;

    TestClient(URI server, String key) {
        this(server, key, TENANT);
    }

    /// @param tenant for whom it speaks when it has the operator's key
    TestClient(URI server, String key, String tenant) {
        this.server = server;
        this.key = key;
        this.tenant = tenant;
    }

    /// @param body as text, `{}` if there was none
    record Answer(int status, String body) {
        JsonNode json() {
            return TestClient.json(body);
        }

        /// The same, if it has the status that is expected.
        Answer expect(int expected) {
            if (status != expected) {
                throw new AssertionError("status %d instead of %d: %s".formatted(status, expected, body));
            }
            return this;
        }
    }

    static JsonNode json(String text) {
        try {
            return JSON.readTree(text.isEmpty() ? "{}" : text);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    Answer get(String path) {
        return send("GET", path, Map.of(), new byte[0]);
    }

    Answer send(String method, String path, String json) {
        var headers = json.isEmpty() ? Map.<String, String>of() : Map.of("content-type", "application/json");
        return send(method, path, headers, json.getBytes(StandardCharsets.UTF_8));
    }

    Answer send(String method, String path, Map<String, String> headers, byte[] body) {
        try {
            return request(method, path, headers, body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The answer, unless the connection was refused or broke.
    Optional<Answer> trySend(String method, String path, Map<String, String> headers, byte[] body) {
        try {
            return Optional.of(request(method, path, headers, body));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /// Publishes one event in JSON, and returns its name.
    String publish(String source, String id, String type, String data) {
        var event = """
            {"specversion": "1.0", "source": "%s", "id": "%s", "type": "%s", "data": %s}
            """.formatted(source, id, type, data);
        return send(
                        "POST",
                        "/v1/events",
                        Map.of("content-type", "application/cloudevents+json"),
                        event.getBytes(StandardCharsets.UTF_8))
                .expect(202)
                .json()
                .at("/accepted/0/event")
                .asText();
    }

    private Answer request(String method, String path, Map<String, String> headers, byte[] body) throws IOException {
        var request = HttpRequest.newBuilder(server.resolve(path))
                .timeout(TIMEOUT)
                .header("Authorization", "Bearer " + key)
                .method(method, BodyPublishers.ofByteArray(body));
        if (key.equals(ServerProcess.OPERATOR_KEY)) {
            request.header("Penstock-Tenant", tenant);
        }
        headers.forEach(request::header);
        try {
            var response = http.send(request.build(), BodyHandlers.ofString(StandardCharsets.UTF_8));
            return new Answer(response.statusCode(), response.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
        http.close();
    }
}

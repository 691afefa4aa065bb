package io.penstock.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;

/// Speaks to the functions' URLs.
final class ApiClient {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final HttpClient http = HttpClient.newHttpClient();
    private final Stack stack;
    private final Map<String, String> headers;

    /// @param headers of every request
    ApiClient(Stack stack, Map<String, String> headers) {
        this.stack = stack;
        this.headers = Map.copyOf(headers);
    }

    /// An answer.
    record Answer(int status, String body) {
        JsonNode json() {
            try {
                return JSON.readTree(body);
            } catch (IOException e) {
                throw new IllegalStateException(body, e);
            }
        }

        Answer is(int wanted) {
            if (status != wanted) {
                throw new AssertionError("%d was wanted, not %d: %s".formatted(wanted, status, body));
            }
            return this;
        }
    }

    /// The client of a tenant, made by this one of the operator.
    ApiClient tenant(String id) throws Exception {
        call("PUT", "/v1/tenants/" + id, "application/json", "{\"name\":\"Test\"}");
        var key = call("POST", "/v1/tenants/" + id + "/keys", "application/json", "{\"name\":\"test\"}")
                .is(201)
                .json()
                .get("key")
                .asText();
        return new ApiClient(stack, Map.of("Authorization", "Bearer " + key));
    }

    Answer subscribe(String json) throws Exception {
        return call("POST", "/v1/subscriptions", "application/json", json);
    }

    Answer get(String path) throws Exception {
        return call("GET", path, "application/json", "");
    }

    Answer call(String method, String path, String type, String body) throws Exception {
        return send(stack.output("ApiUrl"), method, path, type, body);
    }

    /// Publishes a CloudEvent in JSON.
    Answer publish(String json) throws Exception {
        return send(stack.output("PublishUrl"), "POST", "/v1/events", "application/cloudevents+json", json);
    }

    private Answer send(String base, String method, String path, String type, String body)
            throws IOException, InterruptedException {
        var host = URI.create(base).getAuthority();
        var request = HttpRequest.newBuilder(stack.localStack().endpoint().resolve(path))
                .timeout(PATIENCE)
                .header("Host", host)
                .header("Content-Type", type)
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        headers.forEach(request::header);
        var response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        return new Answer(response.statusCode(), response.body());
    }
}

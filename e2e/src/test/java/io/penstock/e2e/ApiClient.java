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
    private static final String JSON_TYPE = "application/json";
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
        call("PUT", "/v1/tenants/" + id, JSON_TYPE, "{\"name\":\"Test\"}");
        return ofKey(key(id).get("key").asText());
    }

    /// A new key of a tenant, made by this one of the operator: `id` and `key`.
    JsonNode key(String tenant) throws Exception {
        var made = call("POST", "/v1/tenants/" + tenant + "/keys", JSON_TYPE, "{\"name\":\"test\"}")
                .is(201)
                .json();
        Disclosed.add(made.get("key").asText());
        return made;
    }

    /// The client that has this key.
    ApiClient ofKey(String key) {
        return new ApiClient(stack, Map.of("Authorization", "Bearer " + key));
    }

    Answer subscribe(String json) throws Exception {
        var answer = call("POST", "/v1/subscriptions", JSON_TYPE, json);
        if (answer.status() == 201) {
            Disclosed.add(answer.json().path("secret").asText("whsec_"));
        }
        return answer;
    }

    Answer get(String path) throws Exception {
        return call("GET", path, JSON_TYPE, "");
    }

    Answer call(String method, String path, String type, String body) throws Exception {
        return send(stack.output("ApiUrl"), method, path, type, body);
    }

    /// Publishes a batch of CloudEvents in JSON.
    Answer publishBatch(String json) throws Exception {
        return send(stack.output("PublishUrl"), "POST", "/v1/events", "application/cloudevents-batch+json", json);
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

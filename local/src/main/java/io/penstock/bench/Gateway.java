package io.penstock.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.penstock.webhook.RequestHeader;
import io.penstock.webhook.WebhookClient;
import io.penstock.webhook.WebhookRequest;
import io.penstock.webhook.WebhookResult;
import io.penstock.webhook.WebhookUrl;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;

/// The API of the server that is measured, with a key.
final class Gateway {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final URI uri;
    private final String key;
    private final RequestHeader authorization;
    private final WebhookClient client;

    Gateway(URI uri, String key, WebhookClient client) {
        this.uri = uri;
        this.key = key;
        this.authorization = new RequestHeader("authorization", "Bearer " + key);
        this.client = client;
    }

    RequestHeader authorization() {
        return authorization;
    }

    /// What a POST goes to.
    WebhookUrl url(String path) {
        return WebhookUrl.parse(uri.resolve(path).toString());
    }

    /// Posts by the client that webhooks are sent with: a JDK's own takes several times the processor time.
    WebhookResult.Response post(WebhookUrl url, List<RequestHeader> headers, byte[] body) throws InterruptedException {
        return switch (client.post(new WebhookRequest(url, headers, body, TIMEOUT))) {
            case WebhookResult.Response response -> response;
            case WebhookResult.NoResponse none ->
                throw new BenchException("the server does not answer: " + none.detail());
        };
    }

    /// Makes a resource.
    void create(String path, String json) throws InterruptedException {
        var response = post(
                url(path),
                List.of(authorization, new RequestHeader("content-type", "application/json")),
                json.getBytes(UTF_8));
        if (response.status() != 201) {
            throw refused("POST " + path, response.status(), new String(response.bodyStart(), UTF_8));
        }
    }

    /// Sends what is neither measured nor frequent.
    ///
    /// @return the body of the answer
    String send(String method, String path, String json) throws InterruptedException {
        var request = HttpRequest.newBuilder(uri.resolve(path))
                .timeout(TIMEOUT)
                .header("authorization", "Bearer " + key)
                .header("content-type", "application/json")
                .method(
                        method,
                        json.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(json))
                .build();
        try (var http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(TIMEOUT)
                .build()) {
            var response = http.send(request, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() / 100 != 2) {
                throw refused(method + " " + path, response.statusCode(), response.body());
            }
            return response.body();
        } catch (IOException e) {
            throw new BenchException("the server does not answer: " + e.getMessage(), e);
        }
    }

    static BenchException refused(String what, int status, String body) {
        return new BenchException("the server answered %s with %d: %s".formatted(what, status, body));
    }
}

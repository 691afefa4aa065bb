package io.penstock.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.penstock.command.client.ServerAccess;
import io.penstock.webhook.RequestHeader;
import io.penstock.webhook.WebhookClient;
import io.penstock.webhook.WebhookRequest;
import io.penstock.webhook.WebhookResult;
import io.penstock.webhook.WebhookUrl;
import java.time.Duration;
import java.util.List;

/// The server that is measured, by the client that webhooks are sent with: a JDK's own takes several times the
/// processor time.
final class Gateway {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final ServerAccess access;
    private final List<RequestHeader> identity;
    private final WebhookClient client;

    Gateway(ServerAccess access, WebhookClient client) {
        this.access = access;
        this.identity = access.headers().entrySet().stream()
                .map(header -> new RequestHeader(header.getKey(), header.getValue()))
                .toList();
        this.client = client;
    }

    /// The headers that say who asks.
    List<RequestHeader> identity() {
        return identity;
    }

    /// What a POST goes to.
    WebhookUrl url(String path) {
        return WebhookUrl.parse(access.at(path).toString());
    }

    /// Posts.
    ///
    /// @param headers all of them
    WebhookResult.Response post(WebhookUrl url, List<RequestHeader> headers, byte[] body) throws InterruptedException {
        return switch (client.post(new WebhookRequest(url, headers, body, TIMEOUT))) {
            case WebhookResult.Response response -> response;
            case WebhookResult.NoResponse none ->
                throw new BenchException("the server does not answer: " + none.detail());
        };
    }

    /// Makes a resource.
    void create(String path, String json) throws InterruptedException {
        var headers = EventBodies.with(identity, new RequestHeader("content-type", "application/json"));
        var response = post(url(path), headers, json.getBytes(UTF_8));
        if (response.status() != 201) {
            throw refused("POST " + path, response.status(), new String(response.bodyStart(), UTF_8));
        }
    }

    static BenchException refused(String what, int status, String body) {
        return new BenchException("the server answered %s with %d: %s".formatted(what, status, body));
    }
}

package io.penstock.webhook;

import java.nio.charset.StandardCharsets;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;

/// Webhook clients and requests for tests on loopback.
final class Clients {
    static final AddressPolicy LOOPBACK_ALLOWED = AddressPolicy.allow(List.of(Network.parse("127.0.0.0/8")));
    static final String USER_AGENT = "Penstock/test";

    /// For attempts that are expected to end otherwise: long enough never to matter.
    static final Duration LONG = Duration.ofSeconds(30);

    /// For attempts that are expected to time out.
    static final Duration SHORT = Duration.ofMillis(300);

    /// Far more than a timed out attempt may take on the busiest machine, and far less than [#LONG].
    static final Duration GENEROUS = Duration.ofSeconds(10);

    private static final int MAX_IDLE = 1_000;

    private Clients() {}

    static WebhookClient onLoopback() {
        return WebhookClient.create(USER_AGENT, MAX_IDLE, LOOPBACK_ALLOWED);
    }

    static WebhookClient with(AddressPolicy policy, NameResolver resolver) {
        return with(policy, resolver, defaultTls());
    }

    static WebhookClient with(AddressPolicy policy, NameResolver resolver, SSLContext tls) {
        return new WebhookClient(USER_AGENT, MAX_IDLE, policy, resolver, tls, System::nanoTime);
    }

    static WebhookRequest request(WebhookUrl url, Duration timeout) {
        return request(url, "{}", timeout);
    }

    static WebhookRequest request(WebhookUrl url, String body, Duration timeout) {
        var headers = List.of(
                new RequestHeader("content-type", "application/json"),
                new RequestHeader("authorization", "Bearer header-secret"));
        return new WebhookRequest(url, headers, body.getBytes(StandardCharsets.UTF_8), timeout);
    }

    static SSLContext defaultTls() {
        try {
            return SSLContext.getDefault();
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}

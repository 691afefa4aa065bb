package io.penstock.command.demo;

import io.penstock.api.ApiRequest;
import io.penstock.api.ApiResponse;
import io.penstock.api.Headers;
import io.penstock.server.Endpoint;
import io.penstock.server.HttpLimits;
import io.penstock.server.HttpServer;
import io.penstock.signing.SharedSecret;
import io.penstock.signing.SignatureVerifier;
import io.penstock.signing.Verification;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Receives the demo's webhooks, one path for each subscription, and verifies each one's signature. The path of
/// [DemoSubscription#FLAKY] fails the first attempt of each event.
final class DemoReceiver implements Endpoint, AutoCloseable {
    private static final int MAX_BODY_BYTES = 2 * 1_024 * 1_024;

    private final SharedSecret secret;
    private final SignatureVerifier verifier;
    private final InstantSource clock;
    private final Set<Attempt> verified = ConcurrentHashMap.newKeySet();
    private final HttpServer http;

    /// Which attempt of which delivery.
    private record Attempt(String delivery, String n) {}

    /// @param secret of all of the demo's subscriptions
    DemoReceiver(SharedSecret secret, InstantSource clock) {
        this.secret = secret;
        this.verifier = new SignatureVerifier(List.of(secret));
        this.clock = clock;
        this.http = HttpServer.start(InetSocketAddress.createUnresolved("127.0.0.1", 0), HttpLimits.STANDARD, this);
    }

    URI uri() {
        return http.uri();
    }

    SharedSecret secret() {
        return secret;
    }

    /// Whether an attempt arrived with a right signature; to be asked once.
    boolean hasVerified(String delivery, int attempt) {
        return verified.remove(new Attempt(delivery, Integer.toString(attempt)));
    }

    @Override
    public ApiResponse answer(ApiRequest request) {
        var headers = request.headers();
        var verification = verifier.verify(headers::first, request.body(), clock.instant());
        return switch (verification) {
            case Verification.Rejected rejected -> text(401, rejected.explanation());
            case Verification.Verified(var id, var _) -> {
                var n = headers.first("penstock-attempt").orElse("");
                verified.add(new Attempt(id, n));
                yield request.path().equals(DemoSubscription.FLAKY.path()) && n.equals("1")
                        ? text(503, "Not now; the next attempt will do.")
                        : text(200, "Thank you.");
            }
        };
    }

    @Override
    public int bodyLimit(String path) {
        return MAX_BODY_BYTES;
    }

    @Override
    public ApiResponse bodyTooLarge(String path) {
        return text(413, "Too large.");
    }

    @Override
    public void close() {
        http.close();
    }

    private static ApiResponse text(int status, String text) {
        return new ApiResponse(
                status,
                new Headers(List.of(Map.entry("content-type", "text/plain; charset=utf-8"))),
                text.getBytes(StandardCharsets.UTF_8));
    }
}

package io.penstock.e2e;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/// Receives webhooks on loopback, and keeps all of them.
final class Receiver implements AutoCloseable {
    private final HttpServer server;
    private final List<Webhook> received = new CopyOnWriteArrayList<>();
    private volatile Answers answers = (_, _) -> 204;

    /// A webhook that came.
    ///
    /// @param path it came to
    /// @param headers by their names in lower case
    record Webhook(String path, Map<String, String> headers, String body) {
        String id() {
            return headers.getOrDefault("webhook-id", "");
        }
    }

    /// Says with which status a webhook is answered.
    @FunctionalInterface
    interface Answers {
        /// The status for `webhook`.
        ///
        /// @param before how many came under the same id before
        int status(Webhook webhook, long before);
    }

    Receiver() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::handle);
        server.start();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            var headers = exchange.getRequestHeaders().entrySet().stream()
                    .collect(Collectors.toMap(
                            field -> field.getKey().toLowerCase(java.util.Locale.ROOT),
                            field -> field.getValue().getFirst()));
            var webhook = new Webhook(exchange.getRequestURI().getPath(), headers, body);
            long before = received.stream()
                    .filter(each -> each.id().equals(webhook.id()))
                    .count();
            int status = answers.status(webhook, before);
            received.add(webhook);
            exchange.sendResponseHeaders(status, -1);
        }
    }

    void answer(Answers with) {
        answers = with;
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:%d%s".formatted(server.getAddress().getPort(), path));
    }

    /// What came to `path`, in the order that it came in.
    List<Webhook> at(String path) {
        return received.stream().filter(webhook -> webhook.path().equals(path)).toList();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}

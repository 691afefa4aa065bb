package io.penstock.invoke;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// The Runtime API of Lambda for one process, which asks it for events and tells it what came of them
/// ([its manual](https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html)).
final class RuntimeApi implements AutoCloseable {
    private static final String RUNTIME = "/2018-06-01/runtime/";
    private static final String NEXT = RUNTIME + "invocation/next";

    private record Work(String id, byte[] event, Instant deadline) {}

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final BlockingQueue<Work> work = new ArrayBlockingQueue<>(1);
    private final CompletableFuture<Answer> ended = new CompletableFuture<>();
    private final String arn;
    private volatile CompletableFuture<Answer> answer = new CompletableFuture<>();

    /// @param arn of the function, for what asks
    RuntimeApi(String arn) throws IOException {
        this.arn = arn;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        server.start();
    }

    /// Host and port, as `AWS_LAMBDA_RUNTIME_API` has them.
    String address() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    /// The process is gone: so is what it was asked for.
    void end(String why) {
        ended.complete(
                new Answer(true, "{\"errorType\":\"Runtime.ExitError\",\"errorMessage\":\"%s\"}".formatted(why)));
    }

    /// Hands over `event`, and waits for the answer.
    Answer invoke(byte[] event, Duration timeout) throws InterruptedException {
        answer = new CompletableFuture<>();
        work.put(new Work(UUID.randomUUID().toString(), event, Instant.now().plus(timeout)));
        try {
            return (Answer) CompletableFuture.anyOf(answer, ended).get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException _) {
            return new Answer(
                    true,
                    "{\"errorType\":\"Sandbox.Timedout\",\"errorMessage\":\"Task timed out after %d seconds\"}"
                            .formatted(timeout.toSeconds()));
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            var path = exchange.getRequestURI().getPath();
            var body = exchange.getRequestBody().readAllBytes();
            if (path.equals(NEXT)) {
                next(exchange);
            } else if (path.endsWith("/response")) {
                answer.complete(Answer.of(false, body));
                reply(exchange, 202, "{\"status\":\"OK\"}".getBytes(StandardCharsets.UTF_8));
            } else if (path.endsWith("/init/error")) {
                ended.complete(Answer.of(true, body));
                reply(exchange, 202, "{\"status\":\"OK\"}".getBytes(StandardCharsets.UTF_8));
            } else if (path.endsWith("/error")) {
                answer.complete(Answer.of(true, body));
                reply(exchange, 202, "{\"status\":\"OK\"}".getBytes(StandardCharsets.UTF_8));
            } else {
                reply(exchange, 404, new byte[0]);
            }
        }
    }

    private void next(HttpExchange exchange) throws IOException {
        try {
            var next = work.take();
            var headers = exchange.getResponseHeaders();
            Map.of(
                            "Lambda-Runtime-Aws-Request-Id",
                            next.id(),
                            "Lambda-Runtime-Invoked-Function-Arn",
                            arn,
                            "Lambda-Runtime-Deadline-Ms",
                            Long.toString(next.deadline().toEpochMilli()),
                            "Lambda-Runtime-Trace-Id",
                            "Root=1-00000000-000000000000000000000000;Parent=0000000000000000;Sampled=0",
                            "Content-Type",
                            "application/json")
                    .forEach(headers::set);
            reply(exchange, 200, next.event());
        } catch (InterruptedException _) {
            // It is being closed.
            Thread.currentThread().interrupt();
        }
    }

    private static void reply(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}

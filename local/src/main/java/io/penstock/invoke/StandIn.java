package io.penstock.invoke;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.penstock.command.client.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Stands in for the services of AWS that functions call, as far as they use them: DynamoDB, SQS, S3, KMS, Secrets Manager
/// and EventBridge, spoken to over HTTP on a port of this machine, and kept in memory. Nothing is checked that says who
/// asks.
///
/// It begins with what the samples in `events/` are about ([Example]).
public final class StandIn implements AutoCloseable {
    private static final String REGION = "us-east-1";
    private static final String BUCKET = "bucket";

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final StandInTables tables = new StandInTables();
    private final StandInQueues queues = new StandInQueues();
    private final StandInBucket bucket = new StandInBucket(BUCKET);
    private final StandInKms kms;

    private StandIn(RandomGenerator random) throws IOException {
        kms = new StandInKms(random);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::handle);
        server.setExecutor(threads);
    }

    /// Starts one.
    ///
    /// @param random for keys
    /// @param receiver where the example's webhook goes
    public static StandIn start(InstantSource clock, RandomGenerator random, URI receiver) {
        try {
            var standIn = new StandIn(random);
            new Example(
                            standIn.tables.table(StandInTables.REGISTRY),
                            standIn.tables.table(StandInTables.LEDGER),
                            standIn.bucket.blobs(),
                            standIn.kms,
                            receiver,
                            clock,
                            random)
                    .make();
            standIn.server.start();
            return standIn;
        } catch (IOException e) {
            throw new InvocationException("there is no port for what stands in for AWS", e);
        }
    }

    /// What the template sets in the environment of functions, and by what they find this.
    public Map<String, String> variables() {
        var url = "http://127.0.0.1:" + server.getAddress().getPort();
        var variables = new HashMap<>(Map.of(
                "AWS_ENDPOINT_URL",
                url,
                "AWS_REGION",
                REGION,
                "AWS_ACCESS_KEY_ID",
                "none",
                "AWS_SECRET_ACCESS_KEY",
                "none",
                "LEDGER_TABLE",
                StandInTables.LEDGER,
                "REGISTRY_TABLE",
                StandInTables.REGISTRY,
                "BUCKET",
                BUCKET,
                "KEY",
                StandInKms.ARN,
                "OPERATOR_KEY",
                "arn:aws:secretsmanager:us-east-1:000000000000:secret:operator",
                "BUS",
                "bus"));
        variables.put("RETENTION", "P30D");
        variables.put("FAR_AHEAD", "PT15M");
        variables.put("INGRESS_TENANT", Example.TENANT);
        variables.put("ALLOWED_NETWORKS", "127.0.0.0/8");
        for (var queue : List.of("EVENTS", "ORDERED_EVENTS", "DELIVERIES", "SLOW_DELIVERIES", "FAILURES")) {
            var name = queue.equals("ORDERED_EVENTS") ? queue + ".fifo" : queue;
            variables.put(queue + "_QUEUE", url + "/000000000000/" + name);
        }
        return variables;
    }

    /// The messages that were sent, and the events that were put on the bus, in their order.
    public List<Sent> sent() {
        return queues.sent();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            var target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
            var body = exchange.getRequestBody().readAllBytes();
            var response = respond(exchange, target, body);
            exchange.getResponseHeaders().set("Content-Type", target == null ? "application/xml" : "application/json");
            exchange.sendResponseHeaders(response.status(), response.body().length == 0 ? -1 : response.body().length);
            exchange.getResponseBody().write(response.body());
        }
    }

    private Response respond(HttpExchange exchange, @Nullable String target, byte[] body) {
        try {
            if (target == null) {
                return bucket.respond(exchange, body);
            }
            var service = target.substring(0, target.indexOf('.'));
            var operation = target.substring(service.length() + 1);
            var request = Json.read(body);
            return switch (service) {
                case "DynamoDB_20120810" -> tables.respond(operation, request);
                case "AmazonSQS" -> queues.respond(operation, request);
                case "AWSEvents" -> queues.putEvents(request);
                case "TrentService" -> kms.respond(operation, request);
                case "secretsmanager" ->
                    Response.json("SecretString", Json.text(Example.OPERATOR_KEY), "Name", Json.text("operator"));
                default -> Response.unknown(target);
            };
        } catch (RuntimeException e) {
            return Response.error(400, "ValidationException", String.valueOf(e.getMessage()));
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    /// What is answered.
    record Response(int status, byte[] body) {
        static Response of(int status, String body) {
            return new Response(status, body.getBytes(StandardCharsets.UTF_8));
        }

        static Response json(Map<String, Json> members) {
            return of(200, Json.object(members).write());
        }

        static Response json(String name, Json value, String other, Json otherValue) {
            return json(Map.of(name, value, other, otherValue));
        }

        static Response error(int status, String type, String message) {
            return of(
                    status,
                    Json.object(Map.of("__type", Json.text(type), "message", Json.text(message)))
                            .write());
        }

        static Response unknown(String what) {
            return error(400, "UnknownOperationException", "nothing stands in for %s here".formatted(what));
        }
    }
}

package io.penstock.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.penstock.access.KeyText;
import io.penstock.embedded.EmbeddedOptions;
import io.penstock.subscription.TargetPermissions;
import io.penstock.webhook.Network;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A server on a directory of its own, with the tenant `acme` and a receiver, for the tests of one subject each.
@Timeout(90)
abstract class ServerScene {
    static final Duration LIMIT = Duration.ofSeconds(30);
    static final String SOURCE = "/shop";

    @TempDir
    Path data = Path.of("");

    final TestReceiver receiver = new TestReceiver();

    @Nullable
    PenstockServer server;

    @Nullable
    TestClient client;

    ServerOptions options(int port, Optional<KeyText> key) {
        return new ServerOptions(
                "127.0.0.1",
                port,
                HttpLimits.STANDARD,
                EmbeddedOptions.in(data),
                List.of(Network.parse("127.0.0.0/8")),
                TargetPermissions.NONE,
                key);
    }

    static PenstockServer start(ServerOptions options) {
        return PenstockServer.start(options, (_, _) -> {}, (what, cause) -> {
            throw new AssertionError(what, cause);
        });
    }

    /// Starts the server, and makes the tenant if it is not there.
    TestClient start() {
        var started = start(options(0, KeyText.read(ServerProcess.OPERATOR_KEY)));
        server = started;
        var operator = new TestClient(started.uri(), ServerProcess.OPERATOR_KEY);
        client = operator;
        assertThat(operator.send("PUT", "/v1/tenants/" + TestClient.TENANT, "{\"name\": \"Acme\"}")
                        .status())
                .isBetween(200, 201);
        return operator;
    }

    void stop() {
        if (client != null) {
            client.close();
            client = null;
        }
        if (server != null) {
            server.close();
            server = null;
        }
    }

    @AfterEach
    void end() {
        receiver.close();
        stop();
    }

    /// Subscribes `path` of the receiver to everything, with three retries after `delay` each.
    ///
    /// @return its secret
    String subscribe(TestClient client, String id, String path, String delay) {
        return client.send("PUT", "/v1/subscriptions/" + id, """
                        {"types": ["*"], "destination": {"type": "webhook", "url": "%s"},
                         "policy": {"retry": {"schedule": ["%s", "%s", "%s"]}, "timeout": "PT15S"}}
                        """.formatted(receiver.uri(path), delay, delay, delay))
                .expect(201)
                .json()
                .path("secret")
                .asText();
    }

    static JsonNode delivery(TestClient client, String event) {
        return client.get("/v1/events/" + event).expect(200).json().at("/deliveries/0");
    }

    static void awaitState(TestClient client, String event, String state) {
        Eventually.await(
                LIMIT,
                () -> state + ": " + delivery(client, event),
                () -> delivery(client, event).path("state").asText().equals(state));
    }
}

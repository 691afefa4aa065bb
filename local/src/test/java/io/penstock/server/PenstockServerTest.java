package io.penstock.server;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.penstock.access.KeyText;
import io.penstock.embedded.DataDirectoryException;
import io.penstock.embedded.EmbeddedOptions;
import io.penstock.signing.SharedSecret;
import io.penstock.signing.SignatureVerifier;
import io.penstock.signing.Verification;
import io.penstock.subscription.TargetPermissions;
import io.penstock.webhook.Network;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(90)
final class PenstockServerTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String SOURCE = "/shop";

    @TempDir
    private Path data = Path.of("");

    private final TestReceiver receiver = new TestReceiver();
    private @Nullable PenstockServer server;
    private @Nullable TestClient client;

    private ServerOptions options(int port, Optional<KeyText> key) {
        return new ServerOptions(
                "127.0.0.1",
                port,
                HttpLimits.STANDARD,
                EmbeddedOptions.in(data),
                List.of(Network.parse("127.0.0.0/8")),
                TargetPermissions.NONE,
                key);
    }

    private static PenstockServer start(ServerOptions options) {
        return PenstockServer.start(options, (_, _) -> {}, (what, cause) -> {
            throw new AssertionError(what, cause);
        });
    }

    /// Starts the server, and makes the tenant if it is not there.
    private TestClient start() {
        var started = start(options(0, KeyText.read(ServerProcess.OPERATOR_KEY)));
        server = started;
        var operator = new TestClient(started.uri(), ServerProcess.OPERATOR_KEY);
        client = operator;
        assertThat(operator.send("PUT", "/v1/tenants/" + TestClient.TENANT, "{\"name\": \"Acme\"}")
                        .status())
                .isBetween(200, 201);
        return operator;
    }

    private void stop() {
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

    /// @return its secret
    private String subscribe(TestClient client, String id, String path, String delay) {
        return client.send("PUT", "/v1/subscriptions/" + id, """
                        {"types": ["*"], "destination": {"type": "webhook", "url": "%s"},
                         "policy": {"retry": {"schedule": ["%s", "%s", "%s"]}, "timeout": "PT15S"}}
                        """.formatted(receiver.uri(path), delay, delay, delay))
                .expect(201)
                .json()
                .path("secret")
                .asText();
    }

    private static JsonNode delivery(TestClient client, String event) {
        return client.get("/v1/events/" + event).expect(200).json().at("/deliveries/0");
    }

    private static void awaitState(TestClient client, String event, String state) {
        Eventually.await(
                LIMIT,
                () -> state + ": " + delivery(client, event),
                () -> delivery(client, event).path("state").asText().equals(state));
    }

    /// Subscribes `/watch` to what Penstock says about itself.
    private void watch() {
        try (var penstock = new TestClient(requireNonNull(server).uri(), ServerProcess.OPERATOR_KEY, "penstock")) {
            penstock.send("PUT", "/v1/subscriptions/watch", """
                            {"types": ["penstock.*"], "destination": {"type": "webhook", "url": "%s"}}
                            """.formatted(receiver.uri("/watch")))
                    .expect(201);
        }
    }

    /// The types of what came to `/watch`, each as often as it came.
    private List<String> watched() {
        return receiver.at("/watch").stream()
                .map(request -> request.headers().first("ce-type").orElse(""))
                .toList();
    }

    private void awaitWatched(String type) {
        Eventually.await(LIMIT, () -> type + ": " + watched(), () -> watched().contains(type));
    }

    @Test
    void whatPenstockSaysAboutItselfIsDeliveredForItsOwnTenantAlsoAfterARestart() {
        var acme = start();
        watch();
        subscribe(acme, "orders", "/refuse", "PT0.1S");
        awaitWatched("penstock.subscription.created");

        var event = acme.publish("/shop", "1", "order.created", "{}");
        awaitState(acme, event, "exhausted");
        stop();
        start();

        awaitWatched("penstock.delivery.exhausted");
        assertThat(watched()).doesNotContain("penstock.attempt.failed");
        var exhausted = receiver.at("/watch").stream()
                .filter(request -> request.headers().first("ce-type").orElse("").equals("penstock.delivery.exhausted"))
                .findFirst()
                .orElseThrow();
        assertThat(TestClient.json(new String(exhausted.body(), StandardCharsets.UTF_8))
                        .path("event")
                        .asText())
                .isEqualTo(event);
    }

    @Test
    void attemptsThatFailAreAnnouncedWhereThatIsChosen() {
        var started = start(options(0, KeyText.read(ServerProcess.OPERATOR_KEY)).withAnnouncedAttempts());
        server = started;
        var acme = new TestClient(started.uri(), ServerProcess.OPERATOR_KEY);
        client = acme;
        acme.send("PUT", "/v1/tenants/acme", "{\"name\": \"Acme\"}").expect(201);
        watch();
        subscribe(acme, "orders", "/refuse", "PT0.1S");

        acme.publish("/shop", "1", "order.created", "{}");

        Eventually.await(
                LIMIT,
                () -> watched().toString(),
                () -> watched().stream()
                                .filter("penstock.attempt.failed"::equals)
                                .count()
                        == 4);
    }

    @Test
    void aSecondServerOnTheSameDirectoryIsRefusedAndToldByWhom() {
        start();

        assertThatThrownBy(() -> start(options(0, Optional.empty())))
                .isInstanceOf(DataDirectoryException.class)
                .hasMessageContaining(data.toString())
                .hasMessageContaining(Long.toString(ProcessHandle.current().pid()));
    }

    @Test
    void aPortThatIsTakenIsAReasonNotToStartAndLeavesTheDirectoryFree() {
        int taken = receiver.uri("/").getPort();

        assertThatThrownBy(() -> start(options(taken, Optional.empty())))
                .isInstanceOf(ServerStartException.class)
                .hasMessageContaining(Integer.toString(taken));

        try (var other = start(options(0, Optional.empty()))) {
            assertThat(other.newOperatorKey()).isPresent();
        }
    }

    @Test
    void theOperatorsKeyIsMadeAtTheFirstStartAndShownThatOnce() {
        String key;
        try (var first = start(options(0, Optional.empty()))) {
            key = first.newOperatorKey().orElseThrow().reveal();
            first.keepOperatorKey();
        }
        try (var second = start(options(0, Optional.empty()))) {
            assertThat(second.newOperatorKey()).isEmpty();
            try (var operator = new TestClient(second.uri(), key)) {
                operator.send("PUT", "/v1/tenants/acme", "{\"name\": \"Acme\"}").expect(201);
            }
            try (var stranger = new TestClient(second.uri(), key + "x")) {
                stranger.send("PUT", "/v1/tenants/acme", "{\"name\": \"Acme\"}").expect(401);
            }
        }
    }

    @Test
    void anOperatorsKeyThatWasNotShownIsForgotten() {
        String unseen;
        try (var first = start(options(0, Optional.empty()))) {
            unseen = first.newOperatorKey().orElseThrow().reveal();
        }
        try (var second = start(options(0, Optional.empty()));
                var stranger = new TestClient(second.uri(), unseen)) {
            assertThat(second.newOperatorKey()).isPresent();
            stranger.send("PUT", "/v1/tenants/acme", "{\"name\": \"Acme\"}").expect(401);
        }
    }

    @Test
    void whoeverHasNoKeyIsToldSoWithoutBeingAskedForABody() throws IOException {
        start();

        try (var stranger = new RawConnection(requireNonNull(server).uri().getPort())) {
            var answer = stranger.send(
                            "POST /v1/events HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 4000000\r\n\r\n")
                    .read();

            assertThat(answer.status()).isEqualTo(401);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/hooks",
                "ftp://a.example",
                "https://u:p@a.example",
                "https://a.example#x",
                "https://2130706433/",
                "https://10.0.0.1/",
                "https://169.254.169.254/"
            })
    void aUrlThatNoWebhookMayGoToIsRefusedByName(String url) {
        var refused =
                start().send("PUT", "/v1/subscriptions/s", """
                        {"types": ["*"], "destination": {"type": "webhook", "url": "%s"}}""".formatted(url)).expect(400);

        assertThat(refused.json().path("field").asText()).isEqualTo("destination.url");
        assertThat(refused.body()).doesNotContain("u:p");
    }

    @Test
    void aQueueIsADestinationOnceTheOperatorAllowsIt() {
        var client = start();
        var subscription = """
                {"types": ["never"], "destination": {"type": "sqs", "arn": "arn:aws:sqs:eu-west-1:123456789012:orders"}}""";

        var refused = client.send("PUT", "/v1/subscriptions/s", subscription).expect(400);
        assertThat(refused.json().path("field").asText()).isEqualTo("destination.arn");
        var byRole = subscription.replace("\"arn\"", "\"roleArn\": \"arn:aws:iam::123456789012:role/admin\", \"arn\"");
        assertThat(client.send("PUT", "/v1/subscriptions/s", byRole)
                        .expect(400)
                        .json()
                        .path("field")
                        .asText())
                .isEqualTo("destination.roleArn");

        client.send("PUT", "/v1/tenants/" + TestClient.TENANT, """
                        {"name": "Acme", "destinations": ["arn:aws:sqs:*:123456789012:orders*"]}""").expect(200);
        client.send("PUT", "/v1/subscriptions/s", subscription).expect(201);
        stop();
        start();

        assertThat(requireNonNull(this.client)
                        .get("/v1/subscriptions/s")
                        .expect(200)
                        .json()
                        .at("/destination/arn")
                        .asText())
                .isEqualTo("arn:aws:sqs:eu-west-1:123456789012:orders");
        assertThat(requireNonNull(this.client)
                        .get("/v1/tenant")
                        .expect(200)
                        .json()
                        .at("/destinations/0")
                        .asText())
                .isEqualTo("arn:aws:sqs:*:123456789012:orders*");
    }

    @Test
    void aRestartKeepsTenantsKeysSubscriptionsSecretsAndWhatWaits() {
        var first = start();
        var secret = subscribe(first, "all", "/refuse", "PT1S");
        var key = first.send("POST", "/v1/tenants/acme/keys", "{\"name\": \"ci\"}")
                .expect(201)
                .json()
                .path("key")
                .asText();
        var event = first.publish(SOURCE, "1", "order.created", "{\"n\": 1.00}");
        Eventually.await(LIMIT, "a first attempt", () -> !receiver.at("/refuse").isEmpty());
        stop();
        receiver.accept();
        start();

        try (var tenant = new TestClient(requireNonNull(server).uri(), key)) {
            awaitState(tenant, event, "delivered");
            assertThat(delivery(tenant, event).path("attempts")).hasSize(2);
            var last = receiver.at("/refuse").getLast();
            assertThat(new SignatureVerifier(List.of(SharedSecret.parse(secret)))
                            .verify(last.headers()::first, last.body(), Instant.now()))
                    .isInstanceOf(Verification.Verified.class);
            assertThat(last.headers().first("penstock-attempt")).contains("2");
        }
    }

    @Test
    void aStopInOrderLetsAttemptsEndAndRepeatsNone() throws InterruptedException {
        var first = start();
        subscribe(first, "all", "/hang", "PT1S");
        var event = first.publish(SOURCE, "1", "order.created", "1");
        Eventually.await(
                LIMIT, "an attempt is under way", () -> !receiver.at("/hang").isEmpty());
        var stopping = Thread.ofVirtual().start(this::stop);
        assertThat(stopping.join(Duration.ofMillis(1_500))).isFalse();
        receiver.release();
        assertThat(stopping.join(LIMIT)).isTrue();

        var second = start();
        awaitState(second, event, "delivered");
        assertThat(receiver.ids("/hang")).containsExactly("1");
    }

    @Test
    void anAttemptThatAStopDoesNotWaitForIsMadeAgainUnderTheSameNumber() {
        var first = start();
        subscribe(first, "all", "/hang", "PT1S");
        var event = first.publish(SOURCE, "1", "order.created", "1");
        Eventually.await(
                LIMIT, "an attempt is under way", () -> !receiver.at("/hang").isEmpty());
        stop();
        receiver.release();

        var second = start();
        awaitState(second, event, "delivered");
        assertThat(receiver.at("/hang"))
                .extracting(
                        request -> request.headers().first("penstock-attempt").orElse(""))
                .containsExactly("1", "1");
        assertThat(delivery(second, event).path("attempts")).hasSize(1);
    }

    @Test
    void aReceiverThatHangsHoldsUpNobodyElse() {
        var operator = start();
        subscribe(operator, "hanging", "/hang", "PT1S");
        subscribe(operator, "quick", "/quick", "PT1S");
        for (int i = 0; i < 200; i++) {
            operator.publish(SOURCE, Integer.toString(i), "order.created", "1");
        }

        Eventually.await(
                Duration.ofSeconds(10),
                "the other one has everything",
                () -> receiver.ids("/quick").stream().distinct().count() == 200);
        assertThat(receiver.ids("/hang")).hasSizeBetween(1, 64);
    }

    @Test
    void aChangeOfASubscriptionHoldsForWhatIsPublishedNext() {
        var operator = start();
        subscribe(operator, "all", "/before", "PT1S");
        for (int i = 0; i < 20; i++) {
            var path = "/after-" + i;
            operator.send(
                            "PATCH",
                            "/v1/subscriptions/all",
                            Map.of("content-type", "application/merge-patch+json"),
                            "{\"destination\": {\"url\": \"%s\"}, \"types\": [\"type.%d\"]}"
                                    .formatted(receiver.uri(path), i)
                                    .getBytes(StandardCharsets.UTF_8))
                    .expect(200);
            operator.publish(SOURCE, "new-" + i, "type." + i, "1");
            operator.publish(SOURCE, "old-" + i, "type." + (i - 1), "1");
            Eventually.await(LIMIT, path, () -> receiver.ids(path).size() == 1);
            assertThat(receiver.ids(path)).containsExactly("new-" + i);
        }
        assertThat(receiver.at("/before")).isEmpty();
    }

    @Test
    void aKeyThatIsRevokedOpensNothingFromThenOn() {
        var operator = start();
        var made = operator.send("POST", "/v1/tenants/acme/keys", "{\"name\": \"ci\"}")
                .expect(201)
                .json();
        try (var tenant =
                new TestClient(requireNonNull(server).uri(), made.path("key").asText())) {
            tenant.get("/v1/events").expect(200);
            operator.send("DELETE", "/v1/tenants/acme/keys/" + made.path("id").asText(), "")
                    .expect(204);

            tenant.get("/v1/events").expect(401);
        }
    }

    @Test
    void whatWaitsForADeletedSubscriptionIsCancelled() {
        var operator = start();
        subscribe(operator, "all", "/refuse", "PT2S");
        var event = operator.publish(SOURCE, "1", "order.created", "1");
        Eventually.await(LIMIT, "a first attempt", () -> !receiver.at("/refuse").isEmpty());
        operator.send("DELETE", "/v1/subscriptions/all", "").expect(204);

        awaitState(operator, event, "cancelled");
        assertThat(delivery(operator, event).path("reason").asText()).isNotEmpty();
        assertThat(receiver.at("/refuse")).hasSize(1);
    }

    @Test
    void aPausedSubscriptionGetsNothingUntilItIsResumed() {
        var operator = start();
        subscribe(operator, "all", "/ok", "PT1S");
        operator.send("POST", "/v1/subscriptions/all/pause", "").expect(200);
        var event = operator.publish(SOURCE, "1", "order.created", "1");
        awaitState(operator, event, "parked");
        assertThat(receiver.at("/ok")).isEmpty();
        operator.send("POST", "/v1/subscriptions/all/resume", "").expect(200);

        awaitState(operator, event, "delivered");
        assertThat(receiver.ids("/ok")).containsExactly("1");
    }
}

package io.penstock.server;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.access.KeyText;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ServerOwnEventsTest extends ServerScene {
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
}

package io.penstock.server;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.signing.SharedSecret;
import io.penstock.signing.SignatureVerifier;
import io.penstock.signing.Verification;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ServerRestartTest extends ServerScene {
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
}

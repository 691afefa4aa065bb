package io.penstock.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TlsTest {
    private static final NameResolver LOOPBACK = _ -> List.of(InetAddress.ofLiteral("127.0.0.1"));

    @SuppressWarnings("NullAway.Init") // JUnit sets it before anything else.
    @TempDir
    private static Path directory;

    @SuppressWarnings("NullAway.Init")
    private static Certificate certificate;

    @BeforeAll
    static void makeCertificate() throws IOException, InterruptedException {
        certificate = Certificate.of("dns:receiver.test,ip:127.0.0.1", directory);
    }

    @ParameterizedTest
    @ValueSource(strings = {"receiver.test", "RECEIVER.test", "receiver.test.", "127.0.0.1"})
    void aTrustedCertificateOfTheHostIsAccepted(String host) throws Exception {
        try (var receiver = overTls("TLSv1.3");
                var client = Clients.with(Clients.LOOPBACK_ALLOWED, LOOPBACK, certificate.trusted())) {
            for (int i = 0; i < 3; i++) {
                WebhookResult result =
                        client.post(Clients.request(Receiver.https(host, receiver.port()), Clients.LONG));
                assertThat(result)
                        .isInstanceOfSatisfying(
                                WebhookResult.Response.class,
                                response -> assertThat(response.bodyStart())
                                        .isEqualTo("ok".getBytes(StandardCharsets.UTF_8)));
            }
            assertThat(receiver.connections()).isEqualTo(1);
        }
    }

    @Test
    void tls12IsAccepted() throws Exception {
        try (var receiver = overTls("TLSv1.2");
                var client = Clients.with(Clients.LOOPBACK_ALLOWED, LOOPBACK, certificate.trusted())) {
            WebhookUrl url = Receiver.https("receiver.test", receiver.port());
            assertThat(client.post(Clients.request(url, Clients.LONG))).isInstanceOf(WebhookResult.Response.class);
        }
    }

    @Test
    void aSelfSignedCertificateIsRefused() throws Exception {
        try (var receiver = overTls("TLSv1.3")) {
            assertThat(failure("receiver.test", receiver, Clients.defaultTls()).detail())
                    .isEqualTo(
                            "TLS with receiver.test port %d failed: unable to find valid certification path to"
                                    + " requested target",
                            receiver.port());
            assertThat(receiver.requests()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"other.test", "sub.receiver.test"})
    void aCertificateOfAnotherHostIsRefused(String host) throws Exception {
        try (var receiver = overTls("TLSv1.3")) {
            assertThat(failure(host, receiver, certificate.trusted()).detail())
                    .startsWith("TLS with %s port %d failed: No subject alternative".formatted(host, receiver.port()));
            assertThat(receiver.requests()).isEmpty();
        }
    }

    @Test
    void aReceiverWithoutTlsFails() throws Exception {
        try (var receiver = Receiver.that(connection -> {
            connection.write("HTTP/1.1 400 Bad Request\r\n\r\n");
            connection.hang();
        })) {
            assertThat(failure("receiver.test", receiver, certificate.trusted()).detail())
                    .isEqualTo(
                            "TLS with receiver.test port %d failed: Unsupported or unrecognized SSL message",
                            receiver.port());
        }
    }

    @Test
    void aReceiverThatClosesInTheHandshakeFails() throws Exception {
        try (var receiver = Receiver.that(
                        connection -> connection.socket().getInputStream().read());
                var resetting = Receiver.that(Receiver.Connection::reset)) {
            failure("receiver.test", receiver, certificate.trusted());
            failure("receiver.test", resetting, certificate.trusted());
        }
    }

    @Test
    void aHandshakeThatHangsTimesOut() throws Exception {
        try (var receiver = Receiver.that(Receiver.Connection::hang)) {
            assertTimesOut(receiver, "the TLS handshake");
        }
    }

    @Test
    void aReceiverThatReadsAndNeverAnswersTimesOut() throws Exception {
        SSLContext context = certificate.presented();
        try (var receiver = Receiver.that(
                connection -> connection.secured(context, "TLSv1.3").hang())) {
            assertTimesOut(receiver, "the response");
        }
    }

    @Test
    void aReceiverThatNeverReadsTimesOut() throws Exception {
        SSLContext context = certificate.presented();
        var over = new CountDownLatch(1);
        try (var receiver = Receiver.that(connection -> {
            connection.secured(context, "TLSv1.3");
            over.await();
        })) {
            assertTimesOut(receiver, "the receiver to take the request");
        } finally {
            over.countDown();
        }
    }

    private static Receiver overTls(String version) throws GeneralSecurityException, IOException {
        SSLContext context = certificate.presented();
        return Receiver.that(connection -> {
            Receiver.Connection secured = connection.secured(context, version);
            while (true) {
                secured.readRequest();
                secured.write(Receiver.OK);
            }
        });
    }

    private static WebhookResult.NoResponse failure(String host, Receiver receiver, SSLContext trusted)
            throws InterruptedException {
        try (var client = Clients.with(Clients.LOOPBACK_ALLOWED, LOOPBACK, trusted)) {
            WebhookResult result = client.post(Clients.request(Receiver.https(host, receiver.port()), Clients.LONG));
            assertThat(result)
                    .isInstanceOfSatisfying(
                            WebhookResult.NoResponse.class,
                            failure -> assertThat(failure.reason())
                                    .as(failure.detail())
                                    .isEqualTo(WebhookResult.Reason.TLS_FAILED));
            return (WebhookResult.NoResponse) result;
        }
    }

    private static void assertTimesOut(Receiver receiver, String waitingFor)
            throws GeneralSecurityException, IOException, InterruptedException {
        try (var client = Clients.with(Clients.LOOPBACK_ALLOWED, LOOPBACK, certificate.trusted())) {
            WebhookUrl url = Receiver.https("receiver.test", receiver.port());
            // A handshake takes its time on a busy machine, and must not be what times out.
            Duration timeout = Duration.ofSeconds(4);
            String body = "x".repeat(WebhookRequest.MAX_BODY_BYTES);
            assertThat(client.post(Clients.request(url, body, timeout)))
                    .isInstanceOfSatisfying(WebhookResult.NoResponse.class, failure -> {
                        assertThat(failure.detail()).isEqualTo("timed out after 4000 ms, waiting for " + waitingFor);
                        assertThat(failure.took()).isBetween(timeout, Clients.GENEROUS);
                    });
        }
    }
}

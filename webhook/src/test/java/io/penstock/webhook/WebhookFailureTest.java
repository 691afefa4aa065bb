package io.penstock.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Receivers that close, reset, or say what is not HTTP.
class WebhookFailureTest {
    private final WebhookClient client = Clients.onLoopback();

    @AfterEach
    void close() {
        client.close();
    }

    @Test
    void aClosedPortRefuses() throws InterruptedException {
        int port = Receiver.closedPort();
        WebhookResult.NoResponse failure = failure(Receiver.http("127.0.0.1", port));
        assertThat(failure.reason()).isEqualTo(WebhookResult.Reason.CONNECTION_REFUSED);
        assertThat(failure.detail()).isEqualTo("127.0.0.1 port %d refused the connection", port);
    }

    @Test
    void aConnectionClosedWithoutAResponseIsNotTriedAgain() throws InterruptedException {
        try (var receiver = Receiver.that(Receiver.Connection::readRequest)) {
            WebhookResult.NoResponse failure = failure(receiver.url());
            assertThat(failure.reason()).isEqualTo(WebhookResult.Reason.CONNECTION_CLOSED);
            assertThat(failure.detail())
                    .isEqualTo("127.0.0.1 port %d closed the connection without a response", receiver.port());
            assertThat(receiver.connections()).isEqualTo(1);
        }
    }

    @Test
    void aConnectionResetAtOnceIsClosed() throws InterruptedException {
        try (var receiver = Receiver.that(Receiver.Connection::reset)) {
            assertThat(failure(receiver.url()).reason()).isEqualTo(WebhookResult.Reason.CONNECTION_CLOSED);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 2",
                "HTTP/1.1 200 OK",
                "HTTP/1.1 200 OK\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n123456789",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n123",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n123\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n123\r\n0\r\n",
            })
    void aResponseThatEndsTooEarlyIsNone(String start) throws InterruptedException {
        try (var closing = Receiver.that(connection -> {
                    connection.readRequest();
                    connection.write(start);
                });
                var resetting = Receiver.that(connection -> {
                    connection.readRequest();
                    connection.write(start);
                    connection.reset();
                })) {
            assertThat(failure(closing.url()).detail())
                    .isEqualTo("127.0.0.1 port %d closed the connection in the middle of its response", closing.port());
            assertThat(failure(resetting.url()).reason()).isEqualTo(WebhookResult.Reason.CONNECTION_CLOSED);
            assertThat(client.idleConnections()).isZero();
        }
    }

    @ParameterizedTest
    @MethodSource
    void whatIsNotHttpIsMalformedAndIsNotQuoted(String answer) throws InterruptedException {
        try (var receiver = Receiver.that(connection -> {
            connection.readRequest();
            connection.write(answer);
            connection.hang();
        })) {
            WebhookResult.NoResponse failure = failure(receiver.url());
            assertThat(failure.reason()).as(failure.detail()).isEqualTo(WebhookResult.Reason.MALFORMED_RESPONSE);
            assertThat(failure.detail())
                    .startsWith("127.0.0.1 port %d sent ".formatted(receiver.port()))
                    .doesNotContain("secret");
            assertThat(client.idleConnections()).isZero();
        }
    }

    static Stream<String> whatIsNotHttpIsMalformedAndIsNotQuoted() {
        return Stream.of(
                "220 mail.example.com ESMTP secret\r\n",
                "\u0015\u0003\u0003\u0000\u0002\u0002\n",
                "\r\n\r\n\r\n\r\n\r\n\r\n\r\n",
                "HTTP/1.1 OK secret\r\n\r\n",
                "HTTP/1.1 20 secret\r\n\r\n",
                "HTTP/1.1 0 secret\r\n\r\n",
                "HTTP/1.1 000 secret\r\n\r\n",
                "HTTP/1.1 -200 secret\r\n\r\n",
                "HTTP/1.1 1000 secret\r\n\r\n",
                "HTTP/2 200 secret\r\n\r\n",
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: secret\r\n\r\n",
                "HTTP/1.1 200 OK\r\nno colon and a secret\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: secret\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: secret\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nsecret\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-5\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nxsecret\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nsecret\r\n\r\n",
                "HTTP/1.1 200 OK\r\n" + "a: b\r\n".repeat(101) + "\r\n",
                "HTTP/1.1 200 OK\r\na: " + "b".repeat(9_000) + "\r\n\r\n",
                "HTTP/1.1 200 OK\r\n" + ("a: " + "b".repeat(8_000) + "\r\n").repeat(6) + "\r\n",
                ("HTTP/1.1 103 Early Hints\r\na: " + "b".repeat(8_000) + "\r\n\r\n").repeat(6),
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n" + "a: b\r\n".repeat(5) + "\r\n",
                "HTTP/1.1 200 OK\r\na: b\r\n" + (" " + "c".repeat(1_000) + "\r\n").repeat(9) + "\r\n",
                "HTTP/1.1 200 " + "O".repeat(9_000),
                "HTTP/1.1 103 Early Hints\r\n\r\n".repeat(17));
    }

    @Test
    void aHeaderBombIsCutOff() throws InterruptedException {
        try (var receiver = Receiver.that(connection -> {
            connection.readRequest();
            connection.write("HTTP/1.1 200 OK\r\n");
            connection.writeForever("x-bomb: " + "x".repeat(8_000) + "\r\n", 0);
        })) {
            WebhookResult.NoResponse failure = failure(receiver.url());
            assertThat(failure.reason()).isEqualTo(WebhookResult.Reason.MALFORMED_RESPONSE);
            assertThat(failure.took()).isLessThan(Clients.GENEROUS);
        }
    }

    private WebhookResult.NoResponse failure(WebhookUrl url) throws InterruptedException {
        WebhookResult result = client.post(Clients.request(url, Clients.LONG));
        assertThat(result).isInstanceOf(WebhookResult.NoResponse.class);
        return (WebhookResult.NoResponse) result;
    }
}

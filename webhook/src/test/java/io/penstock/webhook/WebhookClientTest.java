package io.penstock.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookClientTest {
    private final WebhookClient client = Clients.onLoopback();

    @AfterEach
    void close() {
        client.close();
    }

    @Test
    void theReceiverGetsTheRequestAndNothingElse() throws InterruptedException {
        try (var receiver = Receiver.answering(Receiver.OK)) {
            WebhookResult.Response response = response(receiver);
            assertThat(response.status()).isEqualTo(200);
            assertThat(text(response)).isEqualTo("ok");
            assertThat(response.retryAfter()).isEmpty();
            assertThat(response.took()).isPositive();
            assertThat(receiver.requests())
                    .containsExactly("POST /hook?token=secret HTTP/1.1\r\n"
                            + "Host: 127.0.0.1:%d\r\n".formatted(receiver.port())
                            + "User-Agent: Penstock/test\r\n"
                            + "Content-Length: 2\r\n"
                            + "content-type: application/json\r\n"
                            + "authorization: Bearer header-secret\r\n"
                            + "\r\n{}");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {201, 202, 301, 302, 307, 400, 401, 407, 410, 429, 500, 503})
    void everyStatusIsAResponseAndNoneIsFollowedUp(int status) throws InterruptedException {
        String answer = "HTTP/1.1 %d Whatever\r\nLocation: /elsewhere\r\nSet-Cookie: a=b\r\nWWW-Authenticate: Basic\r\n"
                        .formatted(status)
                + "Retry-After: 120\r\nContent-Length: 0\r\n\r\n";
        try (var receiver = Receiver.answering(answer)) {
            WebhookResult.Response response = response(receiver);
            assertThat(response.status()).isEqualTo(status);
            assertThat(response.retryAfter()).isEqualTo(Optional.of("120"));
            response(receiver);
            assertThat(receiver.requests()).hasSize(2).noneMatch(request -> request.contains("Cookie"));
        }
    }

    @Test
    void aResponseWithoutBodyNeedsNoLength() throws InterruptedException {
        String answer = "HTTP/1.1 204 No Content\r\n\r\n";
        try (var receiver = Receiver.answering(answer)) {
            assertThat(response(receiver).bodyStart()).isEmpty();
            assertThat(response(receiver).status()).isEqualTo(204);
            assertThat(receiver.connections()).isEqualTo(1);
        }
    }

    @Test
    void aChunkedBodyIsPutTogetherAndACompressedOneLeftAsItIs() throws InterruptedException {
        String head = "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n";
        String answer = head.concat("3\r\nnot\r\n5\r\n gzip\r\n0\r\nTrailer: x\r\n\r\n");
        try (var receiver = Receiver.answering(answer)) {
            assertThat(text(response(receiver))).isEqualTo("not gzip");
            assertThat(text(response(receiver))).isEqualTo("not gzip");
            assertThat(receiver.connections()).isEqualTo(1);
        }
    }

    @Test
    void aBodyThatEndsWithTheConnectionIsRead() throws InterruptedException {
        try (var receiver = Receiver.that(connection -> {
            connection.readRequest();
            connection.write("HTTP/1.0 200 OK\r\n\r\nall there is");
        })) {
            assertThat(text(response(receiver))).isEqualTo("all there is");
            assertThat(client.idleConnections()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {4_095, 4_096, 4_097, 20_000, 70_000})
    void onlyTheStartOfABodyIsKept(int length) throws InterruptedException {
        String answer = "HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n".formatted(length) + "x".repeat(length);
        try (var receiver = Receiver.answering(answer)) {
            WebhookResult.Response response = response(receiver);
            assertThat(response.bodyStart()).hasSize(Math.min(length, WebhookClient.MAX_KEPT_BYTES));
            // What is too long to be read to its end costs the connection.
            assertThat(client.idleConnections()).isEqualTo(length > Exchange.MAX_DRAINED_BYTES ? 0 : 1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {4_096, 4_097, 20_000})
    void onlyTheStartOfAChunkedBodyIsKept(int length) throws InterruptedException {
        String answer = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\n\r\n"
                .formatted(length, "x".repeat(length));
        try (var receiver = Receiver.answering(answer)) {
            WebhookResult.Response response = response(receiver);
            assertThat(response.bodyStart()).hasSize(WebhookClient.MAX_KEPT_BYTES);
            assertThat(client.idleConnections()).isEqualTo(1);
        }
    }

    @Test
    void anEndlessBodyIsCutOff() throws InterruptedException {
        try (var receiver = Receiver.that(connection -> {
            connection.readRequest();
            connection.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
            connection.writeForever("400\r\n" + "x".repeat(1_024) + "\r\n", 0);
        })) {
            WebhookResult.Response response = response(receiver);
            assertThat(response.status()).isEqualTo(200);
            assertThat(response.took()).isLessThan(Clients.GENEROUS);
            assertThat(client.idleConnections()).isZero();
        }
    }

    @Test
    void aResponseMayHaveAHundredHeaders() throws InterruptedException {
        String answer = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n" + "a: b\r\n".repeat(99) + "\r\n";
        try (var receiver = Receiver.answering(answer)) {
            assertThat(response(receiver).status()).isEqualTo(200);
        }
    }

    @Test
    void aHeadMayHave32KibibytesAndWhatFollowsIsNotCountedToIt() throws InterruptedException {
        String start = "HTTP/1.1 200 OK\r\nContent-Length: 60000\r\nRetry-After: 7\r\n";
        String line = "a: " + "b".repeat(1_000) + "\r\n";
        int lines = (ReceiverConnection.MAX_HEAD_BYTES - start.length() - 2) / line.length();
        String answer = start + line.repeat(lines) + "\r\n" + "x".repeat(60_000);
        try (var receiver = Receiver.answering(answer)) {
            assertThat(response(receiver).retryAfter()).contains("7");
            assertThat(response(receiver).bodyStart()).hasSize(WebhookClient.MAX_KEPT_BYTES);
            assertThat(receiver.connections()).isEqualTo(1);
        }
    }

    @Test
    void interimResponsesArePassedOver() throws InterruptedException {
        String answer = "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + Receiver.OK;
        try (var receiver = Receiver.answering(answer)) {
            assertThat(response(receiver).status()).isEqualTo(200);
        }
    }

    @Test
    void anAnswerBeforeTheBodyIsReadCountsAlthoughTheConnectionIsReset() throws InterruptedException {
        try (var receiver = Receiver.that(connection ->
                connection.write("HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"))) {
            String body = "x".repeat(WebhookRequest.MAX_BODY_BYTES);
            WebhookResult result = client.post(Clients.request(receiver.url(), body, Clients.LONG));
            assertThat(result)
                    .isInstanceOfSatisfying(
                            WebhookResult.Response.class,
                            response -> assertThat(response.status()).isEqualTo(413));
        }
    }

    @Test
    void anInterruptEndsTheAttemptAndIsTheCallersBusiness() throws InterruptedException {
        var requestRead = new CountDownLatch(1);
        try (var receiver = Receiver.that(connection -> {
            connection.readRequest();
            requestRead.countDown();
            connection.hang();
        })) {
            var outcome = new AtomicReference<Object>();
            Thread poster = Thread.startVirtualThread(() -> {
                try {
                    outcome.set(client.post(Clients.request(receiver.url(), Clients.LONG)));
                } catch (InterruptedException e) {
                    outcome.set(e);
                }
            });
            requestRead.await();
            poster.interrupt();
            assertThat(poster.join(Clients.GENEROUS)).isTrue();
            assertThat(outcome.get()).isInstanceOf(InterruptedException.class);
        }
    }

    @Test
    void aClosedClientTakesNoAttempt() {
        client.close();
        assertThatThrownBy(() -> client.post(Clients.request(Receiver.http("127.0.0.1", 1), Clients.SHORT)))
                .isInstanceOf(IllegalStateException.class);
    }

    private WebhookResult.Response response(Receiver receiver) throws InterruptedException {
        WebhookResult result = client.post(Clients.request(receiver.url(), Clients.LONG));
        assertThat(result).isInstanceOf(WebhookResult.Response.class);
        return (WebhookResult.Response) result;
    }

    private static String text(WebhookResult.Response response) {
        return new String(response.bodyStart(), StandardCharsets.UTF_8);
    }
}

package io.penstock.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectionReuseTest {
    private final AtomicLong passed = new AtomicLong();
    private final WebhookClient client = client(100);

    @AfterEach
    void close() {
        client.close();
    }

    @Test
    void aConnectionIsUsedAgain() throws InterruptedException {
        try (var receiver = Receiver.answering(Receiver.OK)) {
            post(receiver);
            post(receiver);
            // Idle long enough to be looked at first.
            pass(Duration.ofSeconds(20));
            post(receiver);
            assertThat(receiver.connections()).isEqualTo(1);
        }
    }

    @Test
    void aConnectionIdleForTooLongIsNotUsedAgain() throws InterruptedException {
        try (var receiver = Receiver.answering(Receiver.OK)) {
            post(receiver);
            pass(ConnectionPool.MAX_IDLE);
            post(receiver);
            assertThat(receiver.connections()).isEqualTo(2);
        }
    }

    @Test
    void aConnectionIsClosedAtItsMaximumAgeHoweverBusy() throws InterruptedException {
        try (var receiver = Receiver.answering(Receiver.OK)) {
            for (int i = 0; i < 3; i++) {
                post(receiver);
                pass(ConnectionPool.MAX_AGE.dividedBy(3));
            }
            assertThat(receiver.connections()).isEqualTo(1);
            post(receiver);
            assertThat(receiver.connections()).isEqualTo(2);
        }
    }

    @Test
    void theReceiversOwnIdleLimitIsKeptWithAMargin() throws InterruptedException {
        String answer = "HTTP/1.1 200 OK\r\nKeep-Alive: timeout=5, max=100\r\nContent-Length: 0\r\n\r\n";
        try (var receiver = Receiver.answering(answer)) {
            post(receiver);
            pass(Duration.ofSeconds(3));
            post(receiver);
            assertThat(receiver.connections()).isEqualTo(1);
            pass(Duration.ofSeconds(4));
            post(receiver);
            assertThat(receiver.connections()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nKeep-Alive: timeout=1\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                // A second answer that nobody asked for would be taken for the next request's.
                "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\nhello",
            })
    void aConnectionThatCannotBeTrustedIsNotKept(String answer) throws InterruptedException {
        try (var receiver = Receiver.answering(answer)) {
            post(receiver);
            assertThat(client.idleConnections()).isZero();
        }
    }

    @Test
    void whatAReceiverSendsUnaskedOnAnIdleConnectionIsNoAnswer() throws InterruptedException {
        var sent = new CountDownLatch(1);
        var first = new AtomicInteger();
        try (var receiver = afterAnswering(connection -> {
            if (first.getAndIncrement() == 0) {
                awaitIdle();
                connection.write("HTTP/1.1 500 Unasked\r\nContent-Length: 0\r\n\r\n");
                sent.countDown();
            }
            connection.hang();
        })) {
            post(receiver);
            sent.await();
            pass(ConnectionPool.TRUSTED_IDLE);
            post(receiver);
            assertThat(receiver.connections()).isEqualTo(2);
        }
    }

    @Test
    void aRequestOnAConnectionThatTheReceiverClosedWhileIdleIsSentOnANewOne() throws InterruptedException {
        var closed = new CountDownLatch(1);
        try (var receiver = afterAnswering(connection -> {
            connection.close();
            closed.countDown();
        })) {
            post(receiver);
            closed.await();
            post(receiver);
            assertThat(receiver.connections()).isEqualTo(2);
            assertThat(receiver.requests()).hasSize(2);
        }
    }

    @Test
    void aRequestThatCrossesTheReceiversResetIsSentOnANewConnection() throws InterruptedException {
        try (var receiver = afterAnswering(connection -> {
            connection.readRequest();
            connection.reset();
        })) {
            post(receiver);
            post(receiver);
            assertThat(receiver.connections()).isEqualTo(2);
            assertThat(receiver.requests()).hasSize(3);
        }
    }

    @Test
    void aRequestWhoseResponseHadBegunIsNotSentAgain() throws InterruptedException {
        try (var receiver = afterAnswering(connection -> {
            connection.readRequest();
            connection.write("HTTP/1.1 2");
        })) {
            post(receiver);
            assertThat(client.post(Clients.request(receiver.url(), Clients.LONG)))
                    .isInstanceOfSatisfying(
                            WebhookResult.NoResponse.class,
                            failure -> assertThat(failure.reason()).isEqualTo(WebhookResult.Reason.CONNECTION_CLOSED));
            assertThat(receiver.requests()).hasSize(2);
        }
    }

    @Test
    void thePoolKeepsNoMoreThanItsMaximum() throws InterruptedException {
        try (var first = Receiver.answering(Receiver.OK);
                var second = Receiver.answering(Receiver.OK);
                var third = Receiver.answering(Receiver.OK);
                WebhookClient small = client(2)) {
            for (Receiver receiver : new Receiver[] {first, second, third}) {
                small.post(Clients.request(receiver.url(), Clients.LONG));
            }
            assertThat(small.idleConnections()).isEqualTo(2);
            // The one idle for longest made room.
            small.post(Clients.request(third.url(), Clients.LONG));
            small.post(Clients.request(second.url(), Clients.LONG));
            small.post(Clients.request(first.url(), Clients.LONG));
            assertThat(third.connections()).isEqualTo(1);
            assertThat(second.connections()).isEqualTo(1);
            assertThat(first.connections()).isEqualTo(2);
        }
    }

    @Test
    void idleConnectionsAreClosedWithoutAnAttempt() throws InterruptedException {
        assertClosedBy(() -> pass(ConnectionPool.MAX_IDLE));
        assertThat(client.idleConnections()).isZero();
    }

    @Test
    void closingTheClientClosesItsIdleConnections() throws InterruptedException {
        assertClosedBy(client::close);
    }

    private void assertClosedBy(Runnable action) throws InterruptedException {
        var closed = new CountDownLatch(1);
        try (var receiver = afterAnswering(connection -> {
            connection.hang();
            closed.countDown();
        })) {
            post(receiver);
            action.run();
            assertThat(closed.await(Clients.LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
        }
    }

    /// A receiver that answers the first request on each connection, and then does something else.
    private static Receiver afterAnswering(Receiver.Conversation then) {
        return Receiver.that(connection -> {
            connection.readRequest();
            connection.write(Receiver.OK);
            then.with(connection);
        });
    }

    private WebhookClient client(int maxIdleConnections) {
        return new WebhookClient(
                Clients.USER_AGENT,
                maxIdleConnections,
                Clients.LOOPBACK_ALLOWED,
                NameResolver.system(),
                Clients.defaultTls(),
                () -> System.nanoTime() + passed.get());
    }

    private void pass(Duration time) {
        passed.addAndGet(time.toNanos());
    }

    private void awaitIdle() {
        while (client.idleConnections() == 0) {
            Thread.onSpinWait();
        }
    }

    private void post(Receiver receiver) throws InterruptedException {
        assertThat(client.post(Clients.request(receiver.url(), Clients.LONG)))
                .isInstanceOfSatisfying(
                        WebhookResult.Response.class,
                        response -> assertThat(response.status()).isBetween(200, 204));
    }
}

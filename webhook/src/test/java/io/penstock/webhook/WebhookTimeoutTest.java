package io.penstock.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Whatever a receiver does to hold up an attempt, its timeout ends it.
class WebhookTimeoutTest {
    private final WebhookClient client = Clients.onLoopback();

    /// Loads what the first attempt would otherwise spend its short timeout on.
    @BeforeAll
    static void warmUp() throws InterruptedException {
        try (var receiver = Receiver.answering(Receiver.OK);
                var client = Clients.onLoopback()) {
            client.post(Clients.request(receiver.url(), Clients.LONG));
        }
    }

    @AfterEach
    void close() {
        client.close();
    }

    @Test
    void aReceiverThatNeverAcceptsTimesOut() throws InterruptedException {
        try (var receiver = Receiver.neverAccepting(50)) {
            assertTimesOut(receiver, "the response");
        }
    }

    @Test
    void aReceiverWhoseBacklogIsFullTimesOut() throws InterruptedException {
        try (var receiver = Receiver.neverAccepting(1);
                var _ = new Fillers(receiver, 3)) {
            assertTimesOut(receiver, "the connection");
        }
    }

    @Test
    void aReceiverThatReadsAndNeverAnswersTimesOut() throws InterruptedException {
        try (var receiver = Receiver.that(Receiver.Connection::hang)) {
            assertTimesOut(receiver, "the response");
        }
    }

    @Test
    void aStatusLineThatDripsTimesOut() throws InterruptedException {
        try (var receiver = Receiver.that(connection -> {
            connection.readRequest();
            connection.write("HTTP/1.1 200 ");
            connection.writeForever("O", 20);
        })) {
            assertTimesOut(receiver, "the response");
        }
    }

    @Test
    void headersThatDripTimeOut() throws InterruptedException {
        try (var receiver = Receiver.that(connection -> {
            connection.readRequest();
            connection.write("HTTP/1.1 200 OK\r\n");
            connection.writeForever("a: b\r\n", 50);
        })) {
            assertTimesOut(receiver, "the response");
        }
    }

    @Test
    void aBodyThatDripsTimesOut() throws InterruptedException {
        try (var receiver = Receiver.that(connection -> {
            connection.readRequest();
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n");
            connection.writeForever("x", 20);
        })) {
            assertTimesOut(receiver, "the end of the response's body");
        }
    }

    @Test
    void aBodyThatDripsAfterItsKeptStartTimesOut() throws InterruptedException {
        try (var receiver = Receiver.that(connection -> {
            connection.readRequest();
            connection.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1400\r\n" + "x".repeat(0x1400));
            connection.write("\r\n");
            connection.writeForever("1\r\nx\r\n", 20);
        })) {
            assertTimesOut(receiver, "the end of the response's body");
        }
    }

    @Test
    void aTrailerThatDripsTimesOut() throws InterruptedException {
        try (var receiver = Receiver.that(connection -> {
            connection.readRequest();
            connection.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nx: ");
            connection.writeForever("y", 20);
        })) {
            assertTimesOut(receiver, "the end of the response's body");
        }
    }

    @Test
    void interimResponsesThatDripTimeOut() throws InterruptedException {
        try (var receiver = Receiver.that(connection -> {
            connection.readRequest();
            connection.writeForever("HTTP/1.1 102 Processing\r\n\r\n", 100);
        })) {
            assertTimesOut(receiver, "the response");
        }
    }

    @Test
    void aReceiverThatNeverReadsTimesOut() throws InterruptedException {
        var over = new CountDownLatch(1);
        try (var receiver = Receiver.that(_ -> over.await())) {
            String body = "x".repeat(WebhookRequest.MAX_BODY_BYTES);
            assertTimesOut(Clients.request(receiver.url(), body, Clients.SHORT), "the receiver to take the request");
            assertTimesOut(Clients.request(receiver.url(), "x".repeat(1024 * 1024), Clients.SHORT), "");
        } finally {
            over.countDown();
        }
    }

    @Test
    void aTimeoutEndsAnAttemptOnAKeptAliveConnection() throws InterruptedException {
        try (var receiver = Receiver.that(connection -> {
            connection.readRequest();
            connection.write(Receiver.OK);
            connection.hang();
        })) {
            assertThat(client.post(Clients.request(receiver.url(), Clients.LONG)))
                    .isInstanceOf(WebhookResult.Response.class);
            assertTimesOut(receiver, "the response");
            assertThat(receiver.connections()).isEqualTo(1);
        }
    }

    @Test
    void manyAttemptsThatHangDoNotHoldUpAGoodOne() throws InterruptedException {
        var hanging = new CountDownLatch(200);
        try (var bad = Receiver.that(connection -> {
                    connection.readRequest();
                    hanging.countDown();
                    connection.hang();
                });
                var good = Receiver.answering(Receiver.OK)) {
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                threads.add(Thread.startVirtualThread(() -> post(Clients.request(bad.url(), Clients.LONG))));
            }
            hanging.await();
            WebhookResult result = client.post(Clients.request(good.url(), Clients.GENEROUS));
            assertThat(result).isInstanceOf(WebhookResult.Response.class);
            assertThat(result.took()).isLessThan(Clients.GENEROUS.dividedBy(2));
            bad.hangUp();
            for (Thread thread : threads) {
                assertThat(thread.join(Clients.GENEROUS)).isTrue();
            }
        }
    }

    @Test
    void aTimeoutWorksOnAPlatformThreadToo() throws InterruptedException {
        try (var receiver = Receiver.that(Receiver.Connection::hang)) {
            Thread thread = Thread.ofPlatform().start(() -> post(Clients.request(receiver.url(), Clients.SHORT)));
            assertThat(thread.join(Clients.GENEROUS)).isTrue();
        }
    }

    private void post(WebhookRequest request) {
        try {
            client.post(request);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void assertTimesOut(Receiver receiver, String waitingFor) throws InterruptedException {
        assertTimesOut(Clients.request(receiver.url(), Clients.SHORT), waitingFor);
    }

    private void assertTimesOut(WebhookRequest request, String waitingFor) throws InterruptedException {
        assertThat(client.post(request)).isInstanceOfSatisfying(WebhookResult.NoResponse.class, failure -> {
            assertThat(failure.reason()).as(failure.detail()).isEqualTo(WebhookResult.Reason.TIMED_OUT);
            assertThat(failure.detail()).startsWith("timed out after 300 ms, waiting for " + waitingFor);
            assertThat(failure.took()).isBetween(Clients.SHORT, Clients.GENEROUS);
        });
        assertThat(client.idleConnections()).isZero();
    }
}

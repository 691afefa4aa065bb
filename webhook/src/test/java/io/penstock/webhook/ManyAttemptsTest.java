package io.penstock.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.Test;

/// Many attempts at once, to a server that other people wrote.
class ManyAttemptsTest {
    private static final int WORKERS = 50;
    private static final int ATTEMPTS_EACH = 40;

    private final Set<String> received = ConcurrentHashMap.newKeySet();

    @Test
    void everyAttemptGetsItsOwnResponseOverAsManyConnectionsAsWorkers() throws Exception {
        var server = new Server();
        var connector = new ServerConnector(server, 1, 1);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.setHandler(new Echo());
        server.start();
        try (var client = Clients.onLoopback()) {
            var wrong = new AtomicInteger();
            List<Thread> workers = new ArrayList<>();
            for (int i = 0; i < WORKERS; i++) {
                String worker = "worker " + i;
                workers.add(Thread.startVirtualThread(() -> {
                    for (int n = 0; n < ATTEMPTS_EACH; n++) {
                        String body = worker + " attempt " + n;
                        if (!post(client, connector.getLocalPort(), body).equals(body)) {
                            wrong.incrementAndGet();
                        }
                    }
                }));
            }
            for (Thread worker : workers) {
                worker.join();
            }
            assertThat(wrong).hasValue(0);
            assertThat(received).hasSize(WORKERS * ATTEMPTS_EACH);
            assertThat(client.idleConnections()).isBetween(1, WORKERS);
            assertThat(connector.getConnectedEndPoints()).hasSizeLessThanOrEqualTo(WORKERS);
        } finally {
            server.stop();
        }
    }

    private static String post(WebhookClient client, int port, String body) {
        try {
            WebhookResult result = client.post(Clients.request(Receiver.http("127.0.0.1", port), body, Clients.LONG));
            return result instanceof WebhookResult.Response response
                    ? new String(response.bodyStart(), StandardCharsets.UTF_8)
                    : result.toString();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private final class Echo extends Handler.Abstract {
        @Override
        public boolean handle(Request request, Response response, Callback callback) throws Exception {
            String body = Content.Source.asString(request);
            received.add(body);
            Content.Sink.write(response, true, body, callback);
            return true;
        }
    }
}

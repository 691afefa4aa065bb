package io.penstock.server;

import io.penstock.api.ApiRequest;
import io.penstock.api.ApiResponse;
import io.penstock.api.Headers;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

/// A receiver of webhooks. What it does depends on the path: on `/hang…` it does not answer until it is told to, on
/// `/refuse…` it answers 500 until it is told to stop that, and elsewhere 200.
final class TestReceiver implements Endpoint, AutoCloseable {
    private final Queue<ApiRequest> received = new ConcurrentLinkedQueue<>();
    private final CountDownLatch released = new CountDownLatch(1);
    private final AtomicBoolean refuses = new AtomicBoolean(true);
    private final HttpServer server =
            HttpServer.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), HttpLimits.STANDARD, this);

    URI uri(String path) {
        return server.uri().resolve(path);
    }

    /// What has come to a path, as it came.
    List<ApiRequest> at(String path) {
        return received.stream().filter(request -> request.path().equals(path)).toList();
    }

    /// The ids of the events that have come to a path.
    List<String> ids(String path) {
        return at(path).stream()
                .map(request -> request.headers().first("ce-id").orElse(""))
                .toList();
    }

    /// Answers whatever hangs.
    void release() {
        released.countDown();
    }

    /// Refuses nothing any more.
    void accept() {
        refuses.set(false);
    }

    @Override
    public ApiResponse answer(ApiRequest request) {
        received.add(request);
        if (request.path().startsWith("/hang")) {
            try {
                released.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        int status = request.path().startsWith("/refuse") && refuses.get() ? 500 : 200;
        return new ApiResponse(status, Headers.NONE, "as told".getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public int bodyLimit(String path) {
        return 1_024 * 1_024;
    }

    @Override
    public ApiResponse bodyTooLarge(String path) {
        return new ApiResponse(413, Headers.NONE, new byte[0]);
    }

    @Override
    public void close() {
        release();
        server.close();
    }
}

package io.penstock.bench;

import io.penstock.api.ApiRequest;
import io.penstock.api.ApiResponse;
import io.penstock.api.Headers;
import io.penstock.server.Endpoint;
import io.penstock.server.HttpLimits;
import io.penstock.server.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Where everything is delivered: it notes what comes, and answers 204; to half of the events slowly, if it is told so.
final class BenchReceiver implements Endpoint, AutoCloseable {
    private static final int MAX_BODY = 8 * 1024 * 1024;
    private static final ApiResponse DONE = new ApiResponse(204, Headers.NONE, new byte[0]);
    private static final String MEASURED = "/measured/";
    private static final String SLOW = "/slow";
    private static final String FLOOR = "/floor";

    private final HttpServer server;
    private final Map<String, Arrivals> phases = new ConcurrentHashMap<>();
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile Duration delay = Duration.ZERO;
    private volatile @Nullable ApiRequest sample;

    BenchReceiver() {
        this.server =
                HttpServer.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), HttpLimits.STANDARD, this);
    }

    /// Where the deliveries of a subscription go that is measured.
    URI measured(int subscription) {
        return server.uri().resolve(MEASURED + subscription);
    }

    /// Where the deliveries go that are answered slowly.
    URI slow() {
        return server.uri().resolve(SLOW);
    }

    /// Where nothing is noted.
    URI floor() {
        return server.uri().resolve(FLOOR);
    }

    /// From now on takes this long for each slow delivery.
    void delay(Duration each) {
        delay = each;
    }

    /// Notes what comes of `phase`.
    void expect(String phase, Arrivals arrivals) {
        phases.put(phase, arrivals);
    }

    /// A delivery as it came; null if there was none yet.
    @Nullable
    ApiRequest sample() {
        return sample;
    }

    @Override
    public ApiResponse answer(ApiRequest request) {
        long now = System.nanoTime();
        if (request.path().startsWith(MEASURED)) {
            note(request, now);
        } else if (request.path().equals(SLOW)) {
            pause();
        }
        return DONE;
    }

    private void note(ApiRequest request, long now) {
        if (sample == null) {
            sample = request;
        }
        var id = request.headers().first("ce-id").orElse("");
        int dash = id.indexOf('-');
        var arrivals = dash < 0 ? null : phases.get(id.substring(0, dash));
        if (arrivals != null) {
            int subscription = Integer.parseInt(
                    request.path(), MEASURED.length(), request.path().length(), 10);
            arrivals.arrived(subscription, Integer.parseInt(id, dash + 1, id.length(), 10), now);
        }
    }

    private void pause() {
        try {
            var _ = closing.await(delay.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            // The measurement is over.
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public int bodyLimit(String path) {
        return MAX_BODY;
    }

    @Override
    public ApiResponse bodyTooLarge(String path) {
        return new ApiResponse(413, Headers.NONE, new byte[0]);
    }

    @Override
    public void close() {
        closing.countDown(); // The server waits for its requests to end.
        server.close();
    }
}

package io.penstock.bench;

import io.penstock.api.ApiRequest;
import io.penstock.webhook.RequestHeader;
import io.penstock.webhook.WebhookClient;
import io.penstock.webhook.WebhookRequest;
import io.penstock.webhook.WebhookResult;
import io.penstock.webhook.WebhookUrl;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;

/// How fast the same client posts the same request to the same receiver with nothing between: what no gateway can
/// exceed here.
final class Floor {
    /// As many attempts as a server makes for one subscription at once.
    private static final int CONCURRENCY = 64;

    private static final Set<String> OF_THE_CLIENT = Set.of("host", "user-agent", "content-length", "connection");

    private final WebhookClient client;
    private final WebhookRequest request;

    /// @param sample a delivery, whose headers and body are sent
    Floor(WebhookClient client, URI to, ApiRequest sample) {
        this.client = client;
        List<RequestHeader> headers = sample.headers().fields().stream()
                .filter(field -> OF_THE_CLIENT.stream().noneMatch(field.getKey()::equalsIgnoreCase))
                .map(field -> new RequestHeader(field.getKey(), field.getValue()))
                .toList();
        this.request =
                new WebhookRequest(WebhookUrl.parse(to.toString()), headers, sample.body(), Duration.ofSeconds(15));
    }

    /// Requests per second, over `time`.
    double measure(Duration time) throws InterruptedException {
        var answered = new LongAdder();
        long start = System.nanoTime();
        long end = start + time.toNanos();
        Workers.run(CONCURRENCY, _ -> {
            while (System.nanoTime() < end) {
                if (client.post(request) instanceof WebhookResult.NoResponse none) {
                    throw new BenchException("the receiver did not answer: " + none.detail());
                }
                answered.increment();
            }
        });
        return answered.sum() * 1e9 / (System.nanoTime() - start);
    }
}

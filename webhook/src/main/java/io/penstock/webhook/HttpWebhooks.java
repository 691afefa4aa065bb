package io.penstock.webhook;

import static java.util.Objects.requireNonNull;

import io.penstock.delivery.Webhooks;
import java.time.Duration;

/// [Webhooks] by a [WebhookClient].
public final class HttpWebhooks implements Webhooks {
    private final WebhookClient client;

    /// @param client is not closed by this
    public HttpWebhooks(WebhookClient client) {
        this.client = requireNonNull(client, "client is null");
    }

    /// @throws IllegalStateException if it was a failure of our own: no port, no memory, or a thread that was told to stop
    @Override
    public Answer send(Request request) {
        var headers = request.headers().stream()
                .map(header -> new RequestHeader(header.getKey(), header.getValue()))
                .toList();
        try {
            var url = WebhookUrl.parse(request.url().toString());
            return answer(client.post(new WebhookRequest(url, headers, request.body(), request.timeout())));
        } catch (InvalidUrlException e) {
            // It was valid when it was configured; what is refused since then is the receiver's failure, and ends.
            return new Unanswered(String.valueOf(e.getMessage()), Duration.ZERO);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for a receiver", e);
        }
    }

    private static Answer answer(WebhookResult result) {
        return switch (result) {
            case WebhookResult.Response response ->
                new Answered(response.status(), response.bodyStart(), response.retryAfter(), response.took());
            case WebhookResult.NoResponse none -> {
                if (none.reason() == WebhookResult.Reason.OWN_FAILURE) {
                    throw new IllegalStateException(none.detail());
                }
                yield new Unanswered(none.detail(), none.took());
            }
        };
    }
}

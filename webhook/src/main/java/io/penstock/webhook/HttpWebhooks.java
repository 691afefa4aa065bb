package io.penstock.webhook;

import static java.util.Objects.requireNonNull;

import io.penstock.delivery.Webhooks;

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
        var post = new WebhookRequest(
                WebhookUrl.parse(request.url().toString()), headers, request.body(), request.timeout());
        try {
            return answer(client.post(post));
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

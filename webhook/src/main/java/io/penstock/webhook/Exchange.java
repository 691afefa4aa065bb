package io.penstock.webhook;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.http.ProtocolException;
import org.apache.hc.core5.http.impl.DefaultConnectionReuseStrategy;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;
import org.apache.hc.core5.http.message.MessageSupport;
import org.jspecify.annotations.Nullable;

/// One request and its response on a connection.
final class Exchange {
    /// A longer body is not read to its end, and its connection not used again.
    static final int MAX_DRAINED_BYTES = 64 * 1024;

    /// Most 1xx responses before the final one.
    static final int MAX_INTERIM_RESPONSES = 16;

    private static final int MAX_RETRY_AFTER_LENGTH = 64;
    private static final int KEEP_ALIVE_MARGIN_SECONDS = 1;
    private static final Pattern KEEP_ALIVE_TIMEOUT = Pattern.compile("timeout\\s*=\\s*(\\d{1,6})");
    private static final byte[] NOTHING = {};

    private final ReceiverConnection connection;
    private final ClassicHttpRequest request;
    private final Attempt attempt;
    private boolean sent;
    private boolean ended;

    Exchange(ReceiverConnection connection, WebhookRequest request, String userAgent, Attempt attempt) {
        this.connection = connection;
        this.request = message(request, userAgent);
        this.attempt = attempt;
    }

    /// What came back.
    ///
    /// @param body at most [WebhookClient#MAX_KEPT_BYTES] of it
    /// @param keepAlive how long the connection may wait for its next use, or zero if it must be closed
    record Answer(int status, byte[] body, Optional<String> retryAfter, Duration keepAlive) {}

    /// What is needed of a response's head. The rest is let go of before the body is read, which may take long.
    ///
    /// @param content null if there is no body
    /// @param length of the body, or negative if its end is marked otherwise
    /// @param keepAlive how long the connection may wait for its next use, or zero if it must be closed
    private record Head(
            int status, @Nullable InputStream content, long length, Optional<String> retryAfter, Duration keepAlive) {}

    Answer run() throws IOException, HttpException {
        attempt.enter(Attempt.Stage.SENDING);
        connection.beginExchange();
        Head head = head(sendAndAwait());
        attempt.enter(Attempt.Stage.READING);
        byte[] body = body(head);
        boolean reusable = sent && ended && !connection.hasLeftover();
        return new Answer(head.status(), body, head.retryAfter(), reusable ? head.keepAlive() : Duration.ZERO);
    }

    private static ClassicHttpRequest message(WebhookRequest request, String userAgent) {
        var message =
                new BasicClassicHttpRequest("POST", null, null, request.url().target());
        message.addHeader(HttpHeaders.HOST, request.url().authority());
        message.addHeader(HttpHeaders.USER_AGENT, userAgent);
        message.addHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(request.body().length));
        for (RequestHeader header : request.headers()) {
            message.addHeader(header.name(), header.value());
        }
        message.setEntity(new ByteArrayEntity(request.body(), null));
        return message;
    }

    private ClassicHttpResponse sendAndAwait() throws IOException, HttpException {
        try {
            connection.sendRequestHeader(request);
            connection.sendRequestEntity(request);
            connection.flush();
            sent = true;
        } catch (IOException e) {
            return earlyResponse(e);
        }
        attempt.enter(Attempt.Stage.AWAITING);
        return finalResponse();
    }

    /// A receiver may answer and close before it has read a long body: then sending fails while the answer is there to
    /// read.
    private ClassicHttpResponse earlyResponse(IOException whySendingFailed) throws IOException, HttpException {
        try {
            return finalResponse();
        } catch (IOException e) {
            whySendingFailed.addSuppressed(e);
            throw whySendingFailed;
        }
    }

    private ClassicHttpResponse finalResponse() throws IOException, HttpException {
        for (int i = 0; i <= MAX_INTERIM_RESPONSES; i++) {
            ClassicHttpResponse response = responseHead();
            if (response.getCode() >= HttpStatus.SC_SUCCESS) {
                return response;
            }
            if (response.getCode() == HttpStatus.SC_SWITCHING_PROTOCOLS) {
                break;
            }
        }
        throw new ProtocolException("no final response");
    }

    private ClassicHttpResponse responseHead() throws IOException, HttpException {
        try {
            return connection.receiveResponseHeader();
        } catch (IllegalArgumentException e) {
            // The library holds a status of 0 for the caller's mistake.
            throw new ProtocolException("no such status", e);
        }
    }

    private Head head(ClassicHttpResponse response) throws IOException, HttpException {
        Duration keepAlive = isPersistent(response) ? keepAlive(response) : Duration.ZERO;
        Optional<String> retryAfter = retryAfter(response);
        InputStream content = null;
        long length = 0;
        if (MessageSupport.canResponseHaveBody(request.getMethod(), response)) {
            connection.receiveResponseEntity(response);
            HttpEntity entity = response.getEntity();
            content = entity.getContent();
            length = entity.getContentLength();
            if (length < 0 && !entity.isChunked()) {
                connection.allowEnd();
            }
        }
        connection.beginBody();
        return new Head(response.getCode(), content, length, retryAfter, keepAlive);
    }

    /// @return at most [WebhookClient#MAX_KEPT_BYTES] of it
    private byte[] body(Head head) throws IOException {
        long length = head.length();
        // Never closed: that would read it to its end, however long it is.
        InputStream content = head.content();
        if (content == null || length == 0) {
            ended = true;
            return NOTHING;
        }
        int kept = length < 0 ? WebhookClient.MAX_KEPT_BYTES : (int) Math.min(length, WebhookClient.MAX_KEPT_BYTES);
        byte[] start = new byte[kept];
        int count = content.readNBytes(start, 0, kept);
        if (count < kept) {
            ended = true;
            return Arrays.copyOf(start, count);
        }
        if (count == length) {
            ended = true;
        } else {
            drain(content, length);
        }
        return start;
    }

    /// Reads what follows the kept start, to have the connection for the next attempt, unless it is too much.
    private void drain(InputStream content, long length) throws IOException {
        if (length > MAX_DRAINED_BYTES) {
            return;
        }
        byte[] scratch = new byte[WebhookClient.MAX_KEPT_BYTES];
        long drained = 0;
        while (drained <= MAX_DRAINED_BYTES) {
            int count = content.read(scratch);
            if (count < 0) {
                ended = true;
                return;
            }
            drained += count;
        }
    }

    private boolean isPersistent(ClassicHttpResponse response) {
        // With both, where the response ends is a matter of opinion.
        boolean ambiguous = response.containsHeader(HttpHeaders.TRANSFER_ENCODING)
                && response.containsHeader(HttpHeaders.CONTENT_LENGTH);
        return !ambiguous && DefaultConnectionReuseStrategy.INSTANCE.keepAlive(request, response, null);
    }

    /// How long to keep the connection: less than the receiver announces, so that it is not closed under the next
    /// request.
    private static Duration keepAlive(ClassicHttpResponse response) {
        Header header = response.getFirstHeader(HttpHeaders.KEEP_ALIVE);
        if (header == null || header.getValue() == null) {
            return ConnectionPool.MAX_IDLE;
        }
        Matcher announced = KEEP_ALIVE_TIMEOUT.matcher(header.getValue());
        return announced.find()
                ? Duration.ofSeconds(Math.max(0, Integer.parseInt(announced.group(1)) - KEEP_ALIVE_MARGIN_SECONDS))
                : ConnectionPool.MAX_IDLE;
    }

    private static Optional<String> retryAfter(ClassicHttpResponse response) {
        Header header = response.getFirstHeader(HttpHeaders.RETRY_AFTER);
        return header == null || header.getValue() == null || header.getValue().length() > MAX_RETRY_AFTER_LENGTH
                ? Optional.empty()
                : Optional.of(header.getValue());
    }
}

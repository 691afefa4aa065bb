package io.penstock.webhook;

import java.io.IOException;
import javax.net.ssl.SSLException;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.MalformedChunkCodingException;
import org.apache.hc.core5.http.MessageConstraintException;
import org.apache.hc.core5.http.ParseException;
import org.apache.hc.core5.http.TruncatedChunkException;
import org.apache.hc.core5.http.UnsupportedHttpVersionException;

/// Says what went wrong between request and response.
///
/// The parser's own messages are not used: they quote what the receiver sent, and a receiver can send back the
/// request's secret headers.
final class ExchangeFailures {
    private ExchangeFailures() {}

    static AttemptFailure of(Exception e, Route route, boolean received) {
        return switch (e) {
            case MessageConstraintException _ ->
                malformed(
                        route,
                        "more than %,d bytes before the body, a line of more than %,d bytes, or more than %d headers"
                                .formatted(
                                        ReceiverConnection.MAX_HEAD_BYTES,
                                        ReceiverConnection.MAX_LINE_LENGTH,
                                        ReceiverConnection.MAX_RESPONSE_HEADERS));
            case TruncatedChunkException _ -> closed(route, received);
            case MalformedChunkCodingException _ -> malformed(route, "a body that is not chunked as announced");
            case ParseException _ -> malformed(route, "something that is not HTTP");
            case UnsupportedHttpVersionException _ -> malformed(route, "another version of HTTP than 1.0 or 1.1");
            case HttpException _ -> malformed(route, "a response that breaks the rules of HTTP");
            case SSLException ssl -> Connector.tlsFailed(ssl, route);
            case IOException _ -> closed(route, received);
            default -> throw new IllegalArgumentException(e);
        };
    }

    private static AttemptFailure malformed(Route route, String what) {
        return new AttemptFailure(WebhookResult.Reason.MALFORMED_RESPONSE, "%s sent %s".formatted(route, what));
    }

    private static AttemptFailure closed(Route route, boolean received) {
        return new AttemptFailure(
                WebhookResult.Reason.CONNECTION_CLOSED,
                "%s closed the connection %s"
                        .formatted(route, received ? "in the middle of its response" : "without a response"));
    }
}

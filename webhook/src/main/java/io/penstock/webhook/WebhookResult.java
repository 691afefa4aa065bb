package io.penstock.webhook;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;

/// How a webhook attempt ended.
public sealed interface WebhookResult {
    /// From the call to this result.
    Duration took();

    /// The receiver answered, with whatever status; redirects are not followed.
    ///
    /// @param status 200 to 999
    /// @param bodyStart the first bytes of the response's body, at most [WebhookClient#MAX_KEPT_BYTES]
    /// @param retryAfter the `Retry-After` header as sent, if it was there and not absurdly long
    record Response(int status, byte[] bodyStart, Optional<String> retryAfter, Duration took) implements WebhookResult {
        public Response {
            requireNonNull(bodyStart, "bodyStart is null");
            requireNonNull(retryAfter, "retryAfter is null");
            requireNonNull(took, "took is null");
        }
    }

    /// There was no response, or none that could be understood, or not in time.
    ///
    /// @param detail a short sentence for people. It has host, port and addresses, but nothing of the URL's path and
    ///     query, the request's headers, or what the receiver sent
    record NoResponse(Reason reason, String detail, Duration took) implements WebhookResult {
        public NoResponse {
            requireNonNull(reason, "reason is null");
            requireNonNull(detail, "detail is null");
            requireNonNull(took, "took is null");
        }
    }

    /// Why there was no response.
    enum Reason {
        /// The name has no address, or its name servers gave no answer.
        NAME_NOT_RESOLVED,
        /// The [AddressPolicy] forbids every address of the host.
        ADDRESS_FORBIDDEN,
        /// Plain `http` to an address outside the allowed networks.
        HTTP_NOT_ALLOWED,
        CONNECTION_REFUSED,
        /// There is no way to the address.
        UNREACHABLE,
        /// The handshake failed, or the certificate is not trusted or not the host's.
        TLS_FAILED,
        /// The attempt's timeout ended, whatever it was waiting for.
        TIMED_OUT,
        /// The receiver closed or reset the connection before its response was complete.
        CONNECTION_CLOSED,
        /// What came back is not an HTTP/1 response, or exceeds the limits on headers.
        MALFORMED_RESPONSE,
        /// This machine had no socket, port or name look-up to spare: not the receiver's failure.
        OWN_FAILURE
    }
}

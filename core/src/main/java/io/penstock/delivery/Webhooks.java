package io.penstock.delivery;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Sends requests to receivers.
public interface Webhooks {
    /// A POST.
    ///
    /// @param url where to
    /// @param headers names and values, in order
    /// @param body as it is signed
    /// @param timeout for everything, from name resolution to the end of the answer
    record Request(URI url, List<Map.Entry<String, String>> headers, byte[] body, Duration timeout) {
        public Request {
            requireNonNull(url, "url is null");
            headers = List.copyOf(headers);
            requireNonNull(body, "body is null");
            requireNonNull(timeout, "timeout is null");
        }

        @Override
        public String toString() {
            return "Request[host=%s, %d bytes]".formatted(url.getHost(), body.length);
        }
    }

    /// What came of a request.
    sealed interface Answer {
        /// How long it took.
        Duration took();
    }

    /// The receiver answered.
    ///
    /// @param status the HTTP status
    /// @param body its first bytes, at most [Attempt#MAX_RESPONSE_BYTES]
    /// @param retryAfter the header of this name
    /// @param took until it had answered
    record Answered(int status, byte[] body, Optional<String> retryAfter, Duration took) implements Answer {
        public Answered {
            requireNonNull(body, "body is null");
            requireNonNull(retryAfter, "retryAfter is null");
            requireNonNull(took, "took is null");
        }
    }

    /// It did not: no such name, a forbidden address, nobody listens, no TLS, no answer in time, nonsense.
    ///
    /// @param reason in a few words, without anything secret
    /// @param took until that was known
    record Unanswered(String reason, Duration took) implements Answer {
        public Unanswered {
            requireNonNull(reason, "reason is null");
            requireNonNull(took, "took is null");
        }
    }

    /// Sends `request` and waits for what comes of it, for no longer than its timeout. Whatever a receiver
    /// does is an [Answer]; exceptions are failures of our own.
    Answer send(Request request);
}

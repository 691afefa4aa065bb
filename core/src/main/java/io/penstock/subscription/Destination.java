package io.penstock.subscription;

import static java.util.Objects.requireNonNull;

import io.penstock.input.InvalidInputException;
import java.net.URI;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// Where a subscription delivers.
public sealed interface Destination {
    /// How a CloudEvent stands in a request ([HTTP binding 1.0.2](https://github.com/cloudevents/spec),
    /// section 3).
    enum Mode {
        /// Attributes as `ce-` headers, the data as body.
        BINARY,
        /// One JSON document with everything.
        STRUCTURED
    }

    /// What it takes in memory beyond what every destination does, in bytes, roughly.
    int bytes();

    /// A signed POST.
    ///
    /// @param url of at most [#MAX_URL] characters; where it may lead is for [SubscriptionRules] to say. It may hold a
    ///     secret in its path or query, so it is not in [#toString]
    /// @param headers sent along, by name; the values may be secrets, and are not in [#toString]
    /// @param mode how the event stands in the request
    record Webhook(URI url, Map<String, String> headers, Mode mode) implements Destination {
        /// Longest URL, in characters.
        public static final int MAX_URL = 2_048;

        private static final int BYTES_PER_HEADER = 150;

        public Webhook {
            int length = url.toString().length();
            if (length > MAX_URL) {
                throw new InvalidInputException(
                        "url", "may have %,d characters; this one has %,d".formatted(MAX_URL, length));
            }
            headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
            requireNonNull(mode, "mode is null");
            WebhookHeaders.check(headers);
        }

        @Override
        public int bytes() {
            int bytes = 2 * url.toString().length();
            for (var header : headers.entrySet()) {
                bytes += BYTES_PER_HEADER
                        + header.getKey().length()
                        + header.getValue().length();
            }
            return bytes;
        }

        @Override
        public String toString() {
            return "Webhook[host=%s, mode=%s]".formatted(url.getHost(), mode);
        }
    }
}

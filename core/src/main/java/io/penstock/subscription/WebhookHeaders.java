package io.penstock.subscription;

import io.penstock.input.InvalidInputException;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// The limits on the headers that a subscription adds to its requests.
public final class WebhookHeaders {
    /// In lower case, what frames a message, belongs to its connection, or names who sends it: set by anyone but the
    /// client itself, it would make one request look like two.
    public static final Set<String> OF_THE_CLIENT = Set.of(
            "connection",
            "content-length",
            "expect",
            "host",
            "keep-alive",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "user-agent");

    static final int MAX_HEADERS = 20;
    static final int MAX_NAME = 100;
    static final int MAX_VALUE = 4_096;

    /// What Penstock says of the body and the event.
    private static final Set<String> OF_THE_EVENT =
            Set.of("accept-encoding", "content-encoding", "content-type", "traceparent", "tracestate");

    private static final Set<String> RESERVED_PREFIXES = Set.of("ce-", "webhook-", "penstock-", "proxy-");

    private static final String TOKEN_PUNCTUATION = "!#$%&'*+-.^_`|~";

    private WebhookHeaders() {}

    static void check(Map<String, String> headers) {
        if (headers.size() > MAX_HEADERS) {
            throw new InvalidInputException(
                    "headers", "may be %d; these are %d".formatted(MAX_HEADERS, headers.size()));
        }
        var seen = new HashSet<String>();
        headers.forEach((name, value) -> {
            var field = "headers." + InvalidInputException.excerpt(name);
            checkName(field, name);
            checkValue(field, value);
            if (!seen.add(name.toLowerCase(Locale.ROOT))) {
                throw new InvalidInputException(field, "is there twice: names of headers do not depend on case");
            }
        });
    }

    private static void checkName(String field, String name) {
        boolean token = !name.isEmpty()
                && name.length() <= MAX_NAME
                && name.chars()
                        .allMatch(c -> c < 0x80 && (Character.isLetterOrDigit(c) || TOKEN_PUNCTUATION.indexOf(c) >= 0));
        if (!token) {
            throw new InvalidInputException(
                    field,
                    "a header's name has 1 to %d letters, digits and %s (RFC 9110)"
                            .formatted(MAX_NAME, TOKEN_PUNCTUATION));
        }
        var lower = name.toLowerCase(Locale.ROOT);
        if (OF_THE_CLIENT.contains(lower)
                || OF_THE_EVENT.contains(lower)
                || RESERVED_PREFIXES.stream().anyMatch(lower::startsWith)) {
            throw new InvalidInputException(field, "is set by Penstock itself; choose another name");
        }
    }

    private static void checkValue(String field, String value) {
        if (value.length() > MAX_VALUE) {
            throw new InvalidInputException(
                    field, "may have %,d characters; this has %,d".formatted(MAX_VALUE, value.length()));
        }
        if (!value.equals(value.strip()) || !value.chars().allMatch(c -> c == '\t' || (c >= 0x20 && c < 0x7F))) {
            throw new InvalidInputException(field, "must be printable ASCII without spaces at its ends (RFC 9110)");
        }
    }
}

package io.penstock.webhook;

import static java.util.Objects.requireNonNull;

import io.penstock.subscription.WebhookHeaders;
import java.util.Locale;

/// A header of a webhook request.
///
/// @param name a token (RFC 9110), not one of those that the client sets itself
/// @param value printable ASCII, spaces and tabs
public record RequestHeader(String name, String value) {
    /// Longest name, in characters.
    public static final int MAX_NAME_LENGTH = 256;

    /// Longest value, in characters.
    public static final int MAX_VALUE_LENGTH = 8_192;

    private static final String TOKEN_PUNCTUATION = "!#$%&'*+-.^_`|~";

    public RequestHeader {
        requireNonNull(name, "name is null");
        if (name.isEmpty() || name.length() > MAX_NAME_LENGTH) {
            throw new IllegalArgumentException(
                    "a header's name must have 1 to %d characters".formatted(MAX_NAME_LENGTH));
        }
        for (int i = 0; i < name.length(); i++) {
            if (!isTokenCharacter(name.charAt(i))) {
                throw new IllegalArgumentException(
                        "character %d of a header's name is not a letter, a digit or one of %s"
                                .formatted(i + 1, TOKEN_PUNCTUATION));
            }
        }
        checkedValue(name, value);
        if (WebhookHeaders.OF_THE_CLIENT.contains(name.toLowerCase(Locale.ROOT))) {
            throw new IllegalArgumentException("header '%s' is set by the gateway itself".formatted(name));
        }
    }

    /// `value`, if a header may have it.
    static String checkedValue(String name, String value) {
        requireNonNull(value, "value is null");
        if (value.length() > MAX_VALUE_LENGTH) {
            throw new IllegalArgumentException("the value of header '%s' has %,d characters; at most %,d are allowed"
                    .formatted(name, value.length(), MAX_VALUE_LENGTH));
        }
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if ((c < ' ' && c != '\t') || c > '~') {
                throw new IllegalArgumentException(
                        "character %d of the value of header '%s' is not printable ASCII".formatted(i + 1, name));
            }
        }
        return value;
    }

    private static boolean isTokenCharacter(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || TOKEN_PUNCTUATION.indexOf(c) >= 0;
    }

    /// Without the value, which may be a secret.
    @Override
    public String toString() {
        return name + ": …";
    }
}

package io.penstock.signing;

import java.util.Base64;

/// The written form of every key: a prefix that says what it is, then base64 (RFC 4648 section 4).
final class PrefixedBase64 {
    private PrefixedBase64() {}

    static String write(String prefix, byte[] key) {
        return prefix + Base64.getEncoder().encodeToString(key);
    }

    /// The bytes after the prefix.
    ///
    /// @param limit the most bytes any key of this kind has; longer text is refused before it is decoded
    static byte[] read(String prefix, String text, int limit) {
        if (!text.startsWith(prefix)) {
            throw new IllegalArgumentException("the key must start with " + prefix);
        }
        var encoded = text.substring(prefix.length());
        if (encoded.length() > encodedLength(limit)) {
            throw new IllegalArgumentException("the key must have at most %d bytes after %s".formatted(limit, prefix));
        }
        byte[] decoded = decoded(encoded);
        if (decoded.length == 0) {
            throw new IllegalArgumentException("the key must be base64 after " + prefix);
        }
        return decoded;
    }

    /// Empty if it is not base64. The decoder's own message quotes a character of what may be a secret, so it
    /// goes no further.
    private static byte[] decoded(String encoded) {
        try {
            return Base64.getDecoder().decode(encoded);
        } catch (IllegalArgumentException notBase64) {
            return new byte[0];
        }
    }

    private static int encodedLength(int bytes) {
        return (bytes + 2) / 3 * 4;
    }
}

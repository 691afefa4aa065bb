package io.penstock.event;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/// Base64 as RFC 4648, section 4, writes it: padded, and with no bits left over. The platform's decoder takes more, so
/// that different texts would stand for the same bytes.
final class StrictBase64 {
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    private StrictBase64() {}

    /// The bytes that `text` stands for; null if it is not base64.
    static byte @Nullable [] decode(String text) {
        if (text.length() % 4 != 0 || !endsWithoutLeftOver(text)) {
            return null;
        }
        try {
            // A character past U+00FF becomes '?', which is not base64 either.
            return Base64.getDecoder().decode(text.getBytes(StandardCharsets.ISO_8859_1));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /// The last character before the padding says 2 or 4 bits more than whole bytes: they have to be 0.
    private static boolean endsWithoutLeftOver(String text) {
        if (!text.endsWith("=")) {
            return true;
        }
        boolean two = text.endsWith("==");
        char last = text.charAt(text.length() - (two ? 3 : 2));
        return (ALPHABET.indexOf(last) & (two ? 0b1111 : 0b11)) == 0;
    }
}

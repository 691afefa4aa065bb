package io.penstock.event;

import java.nio.charset.StandardCharsets;

/// Strict UTF-8 (Unicode 17, table 3-7, well-formed byte sequences): nothing overlong, no surrogates, nothing past
/// U+10FFFF, nothing cut short. The decoders of the platform replace what is wrong; here it is found.
final class Utf8 {
    private Utf8() {}

    static boolean isValid(byte[] bytes) {
        return isValid(bytes, bytes.length);
    }

    /// Whether the first `end` of `bytes` are UTF-8.
    static boolean isValid(byte[] bytes, int end) {
        int i = 0;
        while (i < end) {
            if (bytes[i] >= 0) {
                i++;
                continue;
            }
            int length = sequence(bytes, i, end);
            if (length == 0) {
                return false;
            }
            i += length;
        }
        return true;
    }

    /// The length of the sequence of several bytes that begins at `at`, or 0 if none well-formed does.
    static int sequence(byte[] bytes, int at, int end) {
        int first = bytes[at] & 0xFF;
        int length = first < 0xC2 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : first < 0xF5 ? 4 : 0;
        if (length == 0 || length > end - at) {
            return 0;
        }
        int second = bytes[at + 1] & 0xFF;
        boolean wellFormed = switch (first) {
            case 0xE0 -> second >= 0xA0 && second <= 0xBF;
            case 0xED -> second >= 0x80 && second <= 0x9F;
            case 0xF0 -> second >= 0x90 && second <= 0xBF;
            case 0xF4 -> second >= 0x80 && second <= 0x8F;
            default -> second >= 0x80 && second <= 0xBF;
        };
        for (int i = 2; i < length; i++) {
            wellFormed &= (bytes[at + i] & 0xC0) == 0x80;
        }
        return wellFormed ? length : 0;
    }

    /// How many bytes `text` has in UTF-8.
    static int length(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 0x80) {
                return text.getBytes(StandardCharsets.UTF_8).length;
            }
        }
        return text.length();
    }
}

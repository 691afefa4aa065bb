package io.penstock.event;

import io.penstock.input.InvalidInputException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/// Attributes' values as values of header fields (CloudEvents 1.0.2, HTTP binding, section 3.1.3.2).
final class HeaderValue {
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private HeaderValue() {}

    /// Percent-encodes space, double quote, percent, and what is not printable ASCII.
    static String encode(String value) {
        int plain = 0;
        while (plain < value.length() && isPlain(value.charAt(plain))) {
            plain++;
        }
        if (plain == value.length()) {
            return value;
        }
        var encoded = new StringBuilder(3 * value.length()).append(value, 0, plain);
        for (byte b : value.substring(plain).getBytes(StandardCharsets.UTF_8)) {
            if (isPlain((char) (b & 0xFF))) {
                encoded.append((char) b);
            } else {
                HEX.toHexDigits(encoded.append('%'), b);
            }
        }
        return encoded.toString();
    }

    /// Reads what [#encode] wrote, and what older senders write: a quoted string, or spaces that are not encoded.
    ///
    /// @throws InvalidInputException of the field `attribute`, if `value` is neither
    static String decode(String attribute, String value) {
        boolean plain = true;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < ' ' || c > '~') {
                throw new InvalidInputException(
                        attribute,
                        "in a header, everything but printable ASCII is percent-encoded (%%C3%%A9 for é): U+%04X at position %d"
                                .formatted((int) c, i));
            }
            plain &= c != '%';
        }
        var text = value.startsWith("\"") ? unquote(attribute, value) : value;
        return plain ? text : percentDecode(attribute, text);
    }

    /// RFC 7230, section 3.2.6.
    private static String unquote(String attribute, String quoted) {
        var text = new StringBuilder(quoted.length());
        int i = 1;
        while (i < quoted.length() && quoted.charAt(i) != '"') {
            if (quoted.charAt(i) == '\\') {
                i++;
            }
            if (i < quoted.length()) {
                text.append(quoted.charAt(i++));
            }
        }
        if (i != quoted.length() - 1) {
            throw new InvalidInputException(
                    attribute, "a header value that begins with a double quote is a quoted string, and ends with one");
        }
        return text.toString();
    }

    private static String percentDecode(String attribute, String text) {
        var bytes = new byte[text.length()];
        int length = 0;
        int i = 0;
        while (i < text.length()) {
            if (text.charAt(i) != '%') {
                bytes[length++] = (byte) text.charAt(i++);
                continue;
            }
            if (i + 2 >= text.length() || !isHex(text.charAt(i + 1)) || !isHex(text.charAt(i + 2))) {
                throw new InvalidInputException(
                        attribute,
                        "in a header, '%%' begins a percent-encoded byte (a percent sign itself is %%25), but not at position %d"
                                .formatted(i));
            }
            bytes[length++] = (byte) HexFormat.fromHexDigits(text, i + 1, i + 3);
            i += 3;
        }
        if (!Utf8.isValid(bytes, length)) {
            throw new InvalidInputException(attribute, "the percent-encoded bytes are not UTF-8");
        }
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }

    private static boolean isPlain(char c) {
        return c > ' ' && c <= '~' && c != '"' && c != '%';
    }

    private static boolean isHex(char c) {
        return HexFormat.isHexDigit(c);
    }
}

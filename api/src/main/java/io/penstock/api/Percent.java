package io.penstock.api;

import io.penstock.input.InvalidInputException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/// Percent-encoding ([RFC 3986](https://www.rfc-editor.org/rfc/rfc3986), section 2.1) of UTF-8.
final class Percent {
    private Percent() {}

    /// @param field what to call it if it is refused
    /// @param form whether `+` is a space, as in a query
    static String decode(String field, String text, boolean form) {
        if (text.indexOf('%') < 0 && (!form || text.indexOf('+') < 0) && isAscii(text)) {
            return text;
        }
        var bytes = new ByteArrayOutputStream(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '%') {
                bytes.write(octet(field, text, i));
                i += 2;
            } else if (c == '+' && form) {
                bytes.write(' ');
            } else if (c < 0x80) {
                bytes.write(c);
            } else {
                throw new InvalidInputException(field, "has a character that is not ASCII; percent-encode its UTF-8");
            }
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new InvalidInputException(field, "is not percent-encoded UTF-8");
        }
    }

    private static int octet(String field, String text, int percent) {
        if (percent + 2 >= text.length()
                || !HexFormat.isHexDigit(text.charAt(percent + 1))
                || !HexFormat.isHexDigit(text.charAt(percent + 2))) {
            throw new InvalidInputException(field, "has a '%' that is not followed by two hexadecimal digits");
        }
        return HexFormat.fromHexDigits(text, percent + 1, percent + 3);
    }

    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }
}

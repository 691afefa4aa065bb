package io.penstock.event;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A media type (RFC 9110, section 8.3.1), as far as it matters here.
///
/// @param essence type and subtype in lower case, `application/json` say
/// @param charset the value of the parameter `charset` in lower case, if there is one
record MediaType(String essence, @Nullable String charset) {
    private static final MediaType JSON = new MediaType("application/json", null);

    private static final String TOKEN_MARKS = "!#$%&'*+-.^_`|~";

    /// Reads a media type, with parameters or without; null if `text` is none.
    static @Nullable MediaType parse(String text) {
        return text.equals(JSON.essence) ? JSON : new Parser(text).mediaType();
    }

    /// Whether data of the content type `text` is JSON (CloudEvents 1.0.2, JSON format, section 3.1.1). Without a
    /// content type it is.
    static boolean isJson(@Nullable String text) {
        if (text == null) {
            return true;
        }
        var type = parse(text);
        return type != null && type.isJson();
    }

    boolean isJson() {
        return essence.endsWith("/json") || essence.endsWith("+json");
    }

    /// Whether this is text in UTF-8.
    boolean isText() {
        boolean text = essence.startsWith("text/") || essence.endsWith("/xml") || essence.endsWith("+xml");
        return text && isUtf8();
    }

    /// Whether the charset is UTF-8, if one is said; many leave out its hyphen.
    boolean isUtf8() {
        return charset == null || charset.equals("utf-8") || charset.equals("utf8");
    }

    private static boolean isTokenCharacter(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || TOKEN_MARKS.indexOf(c) >= 0;
    }

    private static final class Parser {
        private final String text;
        private int at;

        private Parser(String text) {
            this.text = text;
        }

        private @Nullable MediaType mediaType() {
            if (!token() || !take('/') || !token()) {
                return null;
            }
            var essence = text.substring(0, at).toLowerCase(Locale.ROOT);
            String charset = null;
            while (at < text.length()) {
                skipSpace();
                if (!take(';')) {
                    return null;
                }
                skipSpace();
                if (at == text.length() || text.charAt(at) == ';') {
                    continue; // RFC 9110, section 5.6.6, lets a parameter be empty
                }
                int first = at;
                if (!token() || !take('=')) {
                    return null;
                }
                var name = text.substring(first, at - 1);
                var value = value();
                if (value == null) {
                    return null;
                }
                if (charset == null && name.equalsIgnoreCase("charset")) {
                    charset = value.toLowerCase(Locale.ROOT);
                }
            }
            return new MediaType(essence, charset);
        }

        private boolean token() {
            int first = at;
            while (at < text.length() && isTokenCharacter(text.charAt(at))) {
                at++;
            }
            return at > first;
        }

        private boolean take(char c) {
            if (at == text.length() || text.charAt(at) != c) {
                return false;
            }
            at++;
            return true;
        }

        private void skipSpace() {
            while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
                at++;
            }
        }

        private @Nullable String value() {
            int first = at;
            if (!take('"')) {
                return token() ? text.substring(first, at) : null;
            }
            var value = new StringBuilder();
            while (at < text.length()) {
                char c = text.charAt(at++);
                if (c == '"') {
                    return value.toString();
                }
                if (c == '\\' && at < text.length()) {
                    c = text.charAt(at++);
                }
                if (c < ' ' || c > '~') {
                    return null;
                }
                value.append(c);
            }
            return null;
        }
    }
}

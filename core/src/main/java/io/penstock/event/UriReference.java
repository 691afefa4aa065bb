package io.penstock.event;

import java.net.URI;
import java.net.URISyntaxException;

/// URI references, in the sense of [URI]: what RFC 3986 allows, and letters beyond ASCII (RFC 3987). The official Java
/// SDK reads `source` and `dataschema` that way, so what passes here can be read by those who get the event; the few
/// references of RFC 3986 that it does not take, a bare `http://` or `urn:`, name nothing.
final class UriReference {
    private UriReference() {}

    static boolean isValid(String text) {
        return isPlain(text) || parses(text);
    }

    /// Whether `text` is one of the usual simple ones, `/orders` or `https://example.com/x` or `urn:orders`. Says no to
    /// many valid ones, and yes to none that is not.
    private static boolean isPlain(String text) {
        int colon = text.indexOf(':');
        int slash = text.indexOf('/');
        int rest = colon >= 0 && (slash < 0 || colon < slash) ? colon + 1 : 0;
        if (rest == 1 || (rest > 1 && !isLetter(text.charAt(0)))) {
            return false;
        }
        for (int i = 0; i < rest - 1; i++) {
            if (!isLetterOrDigit(text.charAt(i))) {
                return false;
            }
        }
        for (int i = rest; i < text.length(); i++) {
            if (!isLetterOrDigit(text.charAt(i)) && "/-._~:".indexOf(text.charAt(i)) < 0) {
                return false;
            }
        }
        boolean authority = text.startsWith("//", rest);
        return text.length() - rest >= (authority ? 3 : 1);
    }

    private static boolean isLetter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    private static boolean isLetterOrDigit(char c) {
        return isLetter(c) || (c >= '0' && c <= '9');
    }

    private static boolean parses(String text) {
        try {
            new URI(text);
            return true;
        } catch (URISyntaxException e) {
            return false;
        }
    }
}

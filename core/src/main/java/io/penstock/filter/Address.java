package io.penstock.filter;

import java.net.InetAddress;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// IP addresses in text, by the rules of event-ruler, but never by asking a name server.
final class Address {
    private static final Pattern V4 = Pattern.compile("\\d+\\.\\d+\\.\\d+\\.\\d+");
    private static final Pattern V6 = Pattern.compile("[0-9a-fA-F:]*:[0-9a-fA-F:]*");

    private Address() {}

    /// 4 or 16 bytes; null if `text` is no address.
    static byte @Nullable [] parse(String text) {
        if (text.length() > 64
                || !(V4.matcher(text).matches() || V6.matcher(text).matches())) {
            return null;
        }
        try {
            return InetAddress.ofLiteral(text).getAddress();
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}

package io.penstock.webhook;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.regex.Pattern;

/// IP addresses as bytes and as text.
final class Addresses {
    private static final int IPV4_BYTES = 4;
    private static final Pattern ZERO_GROUPS = Pattern.compile("(^|:)0(:0)+(:|$)");

    private Addresses() {}

    /// The first `prefix` bits of `a` and `b` are the same; addresses of different length share none.
    static boolean samePrefix(byte[] a, byte[] b, int prefix) {
        if (a.length != b.length) {
            return false;
        }
        int whole = prefix / Byte.SIZE;
        if (!Arrays.equals(a, 0, whole, b, 0, whole)) {
            return false;
        }
        int rest = prefix % Byte.SIZE;
        return rest == 0 || ((a[whole] ^ b[whole]) & 0xff) >>> (Byte.SIZE - rest) == 0;
    }

    /// `address` with every bit past `prefix` cleared.
    static InetAddress first(InetAddress address, int prefix) {
        byte[] bytes = address.getAddress();
        for (int bit = prefix; bit < bytes.length * Byte.SIZE; bit++) {
            bytes[bit / Byte.SIZE] &= (byte) ~(0x80 >>> bit % Byte.SIZE);
        }
        return ofBytes(bytes);
    }

    /// The IPv4 address in the four bytes of `bytes` from `offset`.
    static InetAddress embedded(byte[] bytes, int offset) {
        return ofBytes(Arrays.copyOfRange(bytes, offset, offset + IPV4_BYTES));
    }

    /// The address as people write it: IPv6 with its first run of zeros left out, and without zone.
    static String text(InetAddress address) {
        String text = address.getHostAddress();
        int zone = text.indexOf('%');
        if (zone >= 0) {
            text = text.substring(0, zone);
        }
        return text.indexOf(':') < 0 ? text : ZERO_GROUPS.matcher(text).replaceFirst("::");
    }

    static InetAddress ofBytes(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new AssertionError("an address of " + bytes.length + " bytes", e);
        }
    }
}

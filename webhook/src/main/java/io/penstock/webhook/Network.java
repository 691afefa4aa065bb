package io.penstock.webhook;

import static java.util.Objects.requireNonNull;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.regex.Pattern;

/// A range of IP addresses in CIDR form: `127.0.0.0/8`, `::1/128`.
///
/// @param base its first address: every bit past the prefix is zero
/// @param prefix how many leading bits its addresses share, 0 to 32 for IPv4 and 0 to 128 for IPv6
public record Network(InetAddress base, int prefix) {
    // InetAddress would also read "127.1" and "2130706433".
    private static final Pattern DOTTED_QUAD = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
    private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");
    private static final Pattern PREFIX = Pattern.compile("\\d{1,3}");

    public Network {
        requireNonNull(base, "base is null");
        int bits = base.getAddress().length * Byte.SIZE;
        if (prefix < 0 || prefix > bits) {
            throw new IllegalArgumentException(
                    "the prefix of network '%s/%d' must be 0 to %d".formatted(Addresses.text(base), prefix, bits));
        }
        InetAddress first = Addresses.first(base, prefix);
        if (!first.equals(base)) {
            throw new IllegalArgumentException("network '%s/%d' has bits set past its prefix; its first address is %s"
                    .formatted(Addresses.text(base), prefix, Addresses.text(first)));
        }
    }

    /// Reads `address/prefix`. Looks up no name.
    ///
    /// @throws IllegalArgumentException if it is anything else; the message says what
    public static Network parse(String cidr) {
        int slash = cidr.indexOf('/');
        if (slash < 0) {
            throw new IllegalArgumentException(
                    "network '%s' must be an address, a slash and a prefix length, as in 10.0.0.0/8".formatted(cidr));
        }
        String address = cidr.substring(0, slash);
        String prefix = cidr.substring(slash + 1);
        boolean ipv6 = IPV6.matcher(address).matches();
        if (!ipv6 && !DOTTED_QUAD.matcher(address).matches()) {
            throw new IllegalArgumentException(
                    "network '%s' must begin with an IPv4 or IPv6 address, not a name".formatted(cidr));
        }
        if (!PREFIX.matcher(prefix).matches()) {
            throw new IllegalArgumentException("network '%s' must end in a prefix length".formatted(cidr));
        }
        InetAddress base;
        try {
            base = InetAddress.ofLiteral(address);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("network '%s' does not begin with a valid address".formatted(cidr), e);
        }
        if (ipv6 && base instanceof Inet4Address) {
            throw new IllegalArgumentException(
                    "network '%s' is an IPv4 network in IPv6 form; write it as IPv4".formatted(cidr));
        }
        return new Network(base, Integer.parseInt(prefix));
    }

    /// Whether `address` lies in this network. An IPv4 address lies in no IPv6 network, and the reverse.
    public boolean contains(InetAddress address) {
        return Addresses.samePrefix(base.getAddress(), address.getAddress(), prefix);
    }

    /// Whether every address of `other` lies in this network.
    boolean contains(Network other) {
        return prefix <= other.prefix && contains(other.base);
    }

    @Override
    public String toString() {
        return Addresses.text(base) + "/" + prefix;
    }
}

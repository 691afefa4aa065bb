package io.penstock.webhook;

import static java.util.Objects.requireNonNull;

import java.net.InetAddress;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which IP addresses a webhook may be sent to: public ones, and those of networks that were explicitly allowed.
///
/// Refused is every range of the IANA IPv4 and IPv6 Special-Purpose Address Registries that is not globally reachable
/// (RFC 6890 as updated by RFC 8190), multicast (RFC 5771, RFC 4291), what was deprecated (site-local, RFC 3879;
/// IPv4-compatible, RFC 4291), and every IPv6 address outside 2000::/3. IPv6 addresses that stand for an IPv4 address
/// are judged as that one: IPv4-mapped (RFC 4291), NAT64 (RFC 6052) and 6to4 (RFC 3056).
///
/// To an allowed network plain `http` may be spoken too. Link-local addresses and a few others, where clouds keep the
/// services that hand out credentials, are opened only by a network that lies within their own range, not by a wide one.
public final class AddressPolicy {
    // As bytes: an InetAddress of an IPv4-mapped address would turn into the IPv4 address.
    private static final byte[] IPV4_MAPPED = HexFormat.of().parseHex("00000000000000000000ffff00000000");
    private static final int IPV4_MAPPED_PREFIX = 96;
    private static final int IPV4_MAPPED_OFFSET = 12;
    private static final byte[] NAT64 = HexFormat.of().parseHex("0064ff9b000000000000000000000000");
    private static final int NAT64_PREFIX = 96;
    private static final int NAT64_OFFSET = 12;
    private static final byte[] SIX_TO_FOUR = HexFormat.of().parseHex("20020000000000000000000000000000");
    private static final int SIX_TO_FOUR_PREFIX = 16;
    private static final int SIX_TO_FOUR_OFFSET = 2;

    private final List<Network> allowed;
    private final boolean opensByName;
    private final Set<Integer> closedPorts;

    private AddressPolicy(List<Network> allowed, boolean opensByName, Set<Integer> closedPorts) {
        this.allowed = List.copyOf(requireNonNull(allowed, "allowed is null"));
        this.opensByName = opensByName;
        this.closedPorts = Set.copyOf(requireNonNull(closedPorts, "closedPorts is null"));
    }

    /// Public addresses only.
    public static AddressPolicy publicOnly() {
        return allow(List.of());
    }

    /// Public addresses, and those of `networks`.
    public static AddressPolicy allow(List<Network> networks) {
        return new AddressPolicy(networks, true, Set.of());
    }

    /// This policy where a host has services of its own that anybody on it may ask: whatever networks are allowed, link-local
    /// addresses and their like are not opened, nor are `ports` of the host itself.
    public AddressPolicy guarding(Set<Integer> ports) {
        return new AddressPolicy(allowed, false, ports);
    }

    /// Whether any network beyond the public addresses is allowed, and with it plain `http` to somewhere.
    public boolean allowsSomeNetwork() {
        return !allowed.isEmpty();
    }

    /// Judges the very address that is about to be connected to, at `port`.
    public Verdict check(InetAddress address, int port) {
        byte[] bytes = address.getAddress();
        if (Addresses.samePrefix(bytes, IPV4_MAPPED, IPV4_MAPPED_PREFIX)) {
            return check(Addresses.embedded(bytes, IPV4_MAPPED_OFFSET), port);
        }
        InetAddress embedded = embeddedIpv4(bytes);
        InetAddress judged = embedded == null ? address : embedded;
        if (closedPorts.contains(port) && (judged.isLoopbackAddress() || judged.isAnyLocalAddress())) {
            return new Verdict.Forbidden("%s port %d is Penstock's own".formatted(Addresses.text(address), port));
        }
        SpecialRange special = specialRange(judged);
        if (isAllowed(address, special)) {
            return new Verdict.Allowed(true);
        }
        if (special == null) {
            return new Verdict.Allowed(false);
        }
        return new Verdict.Forbidden(
                embedded == null
                        ? "%s is %s".formatted(Addresses.text(address), special.description())
                        : "%s stands for %s, %s"
                                .formatted(Addresses.text(address), Addresses.text(embedded), special.description()));
    }

    private boolean isAllowed(InetAddress address, @Nullable SpecialRange special) {
        for (Network network : allowed) {
            boolean reaches = special == null
                    || !special.byNameOnly()
                    || (opensByName && special.network().contains(network));
            if (reaches && network.contains(address)) {
                return true;
            }
        }
        return false;
    }

    private static @Nullable SpecialRange specialRange(InetAddress address) {
        for (SpecialRange range : SpecialRange.of(address)) {
            if (range.network().contains(address)) {
                return range;
            }
        }
        return null;
    }

    private static @Nullable InetAddress embeddedIpv4(byte[] bytes) {
        if (Addresses.samePrefix(bytes, NAT64, NAT64_PREFIX)) {
            return Addresses.embedded(bytes, NAT64_OFFSET);
        }
        if (Addresses.samePrefix(bytes, SIX_TO_FOUR, SIX_TO_FOUR_PREFIX)) {
            return Addresses.embedded(bytes, SIX_TO_FOUR_OFFSET);
        }
        return null;
    }

    /// What the policy says of an address.
    public sealed interface Verdict {
        /// It may be connected to.
        ///
        /// @param plainHttp whether `http` may be spoken to it, not only `https`
        record Allowed(boolean plainHttp) implements Verdict {}

        /// It must not be connected to.
        ///
        /// @param why a sentence for people: `127.0.0.1 is a loopback address (127.0.0.0/8)`
        record Forbidden(String why) implements Verdict {}
    }
}

package io.penstock.webhook;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;

/// A range of addresses that webhooks do not go to unless they are told to.
///
/// The tables follow the IANA IPv4 and IPv6 Special-Purpose Address Registries (RFC 6890, RFC 8190) and add multicast
/// and what was deprecated. They are stricter than the registries: blocks with exceptions are refused whole, and so are
/// the few globally reachable anycast blocks (AS112, AMT), which a node of one's own network may answer.
///
/// @param network the range
/// @param name what its addresses are, with an article: "a loopback address"
/// @param byNameOnly opened only by a network within it, not by a wider one such as `0.0.0.0/0`: here live the metadata
///     services of clouds, which hand out credentials. They are where their clouds' documentation says: most are
///     link-local, some are not, and one is even public
record SpecialRange(Network network, String name, boolean byNameOnly) {
    private static final String PRIVATE = "a private address";
    private static final String DOCUMENTATION = "an address for documentation";
    private static final String AS112 = "an AS112 address";
    private static final String LINK_LOCAL = "a link-local address";
    private static final String MULTICAST = "a multicast address";

    private static final String METADATA = "an address of a cloud's metadata service";

    /// The first that contains an address is its range.
    private static final List<SpecialRange> IPV4 = List.of(
            range("0.0.0.0/8", "an address of \"this network\""), // RFC 791, RFC 1122
            range("10.0.0.0/8", PRIVATE), // RFC 1918
            byName("100.100.100.200/32", METADATA), // Alibaba Cloud
            range("100.64.0.0/10", "a carrier-grade NAT address"), // RFC 6598
            range("127.0.0.0/8", "a loopback address"), // RFC 1122
            byName("168.63.129.16/32", METADATA), // Azure
            byName("169.254.0.0/16", LINK_LOCAL), // RFC 3927, and AWS, Google Cloud, Azure, and most others
            range("172.16.0.0/12", PRIVATE), // RFC 1918
            byName("192.0.0.192/32", METADATA), // Oracle Cloud Classic
            range("192.0.0.0/24", "an address for protocol assignments"), // RFC 6890
            range("192.0.2.0/24", DOCUMENTATION), // RFC 5737
            range("192.31.196.0/24", AS112), // RFC 7535
            range("192.52.193.0/24", "an AMT relay address"), // RFC 7450
            range("192.88.99.0/24", "a 6to4 relay address"), // RFC 7526
            range("192.168.0.0/16", PRIVATE), // RFC 1918
            range("192.175.48.0/24", AS112), // RFC 7534
            range("198.18.0.0/15", "an address for benchmarks"), // RFC 2544
            range("198.51.100.0/24", DOCUMENTATION), // RFC 5737
            range("203.0.113.0/24", DOCUMENTATION), // RFC 5737
            range("224.0.0.0/4", MULTICAST), // RFC 5771
            range("255.255.255.255/32", "the broadcast address"), // RFC 919, RFC 8190
            range("240.0.0.0/4", "a reserved address")); // RFC 1112

    /// Everything outside 2000::/3, of which only the last entry is left after the named ones, and the special part of
    /// 2000::/3. The ranges that embed an IPv4 address are the policy's own business.
    private static final List<SpecialRange> IPV6 = List.of(
            range("::/128", "the unspecified address"), // RFC 4291
            range("::1/128", "a loopback address"), // RFC 4291
            range("::/96", "an IPv4-compatible address"), // RFC 4291, deprecated
            range("64:ff9b:1::/48", "a local NAT64 address"), // RFC 8215
            range("100::/64", "a discard-only address"), // RFC 6666
            range("100:0:0:1::/64", "a dummy prefix address"), // RFC 9780
            range("2001::/32", "a Teredo address"), // RFC 4380
            range("2001:2::/48", "an address for benchmarks"), // RFC 5180
            range("2001::/23", "an address for protocol assignments"), // RFC 2928, with AMT, AS112, ORCHID, DRIP
            range("2001:db8::/32", DOCUMENTATION), // RFC 3849
            range("2620:4f:8000::/48", AS112), // RFC 7534
            range("3fff::/20", DOCUMENTATION), // RFC 9637
            range("5f00::/16", "a segment routing address"), // RFC 9602
            byName("fd00:42::42/128", METADATA), // Scaleway
            byName("fd00:100::100:200/128", METADATA), // Alibaba Cloud
            byName("fd00:a9fe:a9fe::1/128", METADATA), // Akamai
            byName("fd00:c1::a9fe:a9fe/128", METADATA), // Oracle Cloud
            byName("fd00:ec2::/32", METADATA), // AWS, with its other services for instances
            byName("fd20:ce::254/128", METADATA), // Google Cloud
            range("fc00::/7", "a unique local address"), // RFC 4193
            byName("fe80::/10", LINK_LOCAL), // RFC 4291
            range("fec0::/10", "a site-local address"), // RFC 3879
            range("ff00::/8", MULTICAST), // RFC 4291
            range("::/3", "an address outside global unicast"), // RFC 4291: 2000::/3 is all that IANA gives out
            range("4000::/2", "an address outside global unicast"),
            range("8000::/1", "an address outside global unicast"));

    static List<SpecialRange> of(InetAddress address) {
        return address instanceof Inet4Address ? IPV4 : IPV6;
    }

    /// `a loopback address (127.0.0.0/8)`
    String description() {
        return name + " (" + network + ")";
    }

    private static SpecialRange range(String network, String name) {
        return new SpecialRange(Network.parse(network), name, false);
    }

    private static SpecialRange byName(String network, String name) {
        return new SpecialRange(Network.parse(network), name, true);
    }
}

package io.penstock.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressPolicyTest {
    private static final int HTTPS = 443;

    private final AddressPolicy policy = AddressPolicy.publicOnly();

    @ParameterizedTest(name = "{0} to {1}")
    @CsvSource({
        // first, last, one before, one after (a dash where the neighbour is special too or does not exist)
        "0.0.0.0, 0.255.255.255, -, 1.0.0.0",
        "10.0.0.0, 10.255.255.255, 9.255.255.255, 11.0.0.0",
        "100.64.0.0, 100.127.255.255, 100.63.255.255, 100.128.0.0",
        "127.0.0.0, 127.255.255.255, 126.255.255.255, 128.0.0.0",
        "169.254.0.0, 169.254.255.255, 169.253.255.255, 169.255.0.0",
        "172.16.0.0, 172.31.255.255, 172.15.255.255, 172.32.0.0",
        "192.0.0.0, 192.0.0.255, 191.255.255.255, 192.0.1.0",
        "192.0.2.0, 192.0.2.255, 192.0.1.255, 192.0.3.0",
        "192.31.196.0, 192.31.196.255, 192.31.195.255, 192.31.197.0",
        "192.52.193.0, 192.52.193.255, 192.52.192.255, 192.52.194.0",
        "192.88.99.0, 192.88.99.255, 192.88.98.255, 192.88.100.0",
        "192.168.0.0, 192.168.255.255, 192.167.255.255, 192.169.0.0",
        "192.175.48.0, 192.175.48.255, 192.175.47.255, 192.175.49.0",
        "198.18.0.0, 198.19.255.255, 198.17.255.255, 198.20.0.0",
        "198.51.100.0, 198.51.100.255, 198.51.99.255, 198.51.101.0",
        "203.0.113.0, 203.0.113.255, 203.0.112.255, 203.0.114.0",
        "224.0.0.0, 239.255.255.255, 223.255.255.255, -",
        "240.0.0.0, 255.255.255.255, -, -",
        "::, ::, -, -",
        "::1, ::1, -, -",
        "::2, ::ffff:ffff, -, -",
        "::1:0:0:0, 64:ff9a:ffff:ffff:ffff:ffff:ffff:ffff, -, -",
        "64:ff9b::1:0:0, 64:ff9b:0:ffff:ffff:ffff:ffff:ffff, -, -",
        "64:ff9b:1::, 64:ff9b:1:ffff:ffff:ffff:ffff:ffff, -, -",
        "100::, 100::ffff:ffff:ffff:ffff, -, -",
        "100:0:0:1::, 100:0:0:1:ffff:ffff:ffff:ffff, -, -",
        "100:0:0:2::, 1fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, -, 2000::",
        "2001::, 2001:0:ffff:ffff:ffff:ffff:ffff:ffff, 2000:ffff:ffff:ffff:ffff:ffff:ffff:ffff, -",
        "2001:1::, 2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff, -, 2001:200::",
        "2001:2::, 2001:2:0:ffff:ffff:ffff:ffff:ffff, -, -",
        "2001:db8::, 2001:db8:ffff:ffff:ffff:ffff:ffff:ffff, 2001:db7:ffff:ffff:ffff:ffff:ffff:ffff, 2001:db9::",
        "2620:4f:8000::, 2620:4f:8000:ffff:ffff:ffff:ffff:ffff, 2620:4f:7fff:ffff:ffff:ffff:ffff:ffff, 2620:4f:8001::",
        "3fff::, 3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff, 3ffe:ffff:ffff:ffff:ffff:ffff:ffff:ffff, 3fff:1000::",
        "4000::, 5eff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, 3fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, -",
        "5f00::, 5f00:ffff:ffff:ffff:ffff:ffff:ffff:ffff, -, -",
        "8000::, fbff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, -, -",
        "fc00::, fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, -, -",
        "fe80::, febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff, -, -",
        "fec0::, feff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, -, -",
        "ff00::, ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, -, -",
        // what stands for a private IPv4 address
        "64:ff9b::10.0.0.0, 64:ff9b::10.255.255.255, 64:ff9b::9.255.255.255, 64:ff9b::11.0.0.0",
        "2002:a00::, 2002:aff:ffff:ffff:ffff:ffff:ffff:ffff, 2002:9ff:ffff:ffff:ffff:ffff:ffff:ffff, 2002:b00::",
    })
    void aSpecialRangeIsRefusedFromItsFirstToItsLastAddress(String first, String last, String before, String after) {
        assertThat(refusal(first)).isNotNull();
        assertThat(refusal(last)).isNotNull();
        if (!before.equals("-")) {
            assertThat(refusal(before)).isNull();
        }
        if (!after.equals("-")) {
            assertThat(refusal(after)).isNull();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"1.1.1.1", "93.184.215.14", "223.255.255.255", "2606:4700::1111", "2a00:1450:4001:800::200e"})
    void aPublicAddressIsAllowedForHttpsOnly(String address) {
        assertThat(policy.check(InetAddress.ofLiteral(address), HTTPS))
                .isEqualTo(new AddressPolicy.Verdict.Allowed(false));
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, 127.0.0.1 is a loopback address (127.0.0.0/8)",
        "169.254.169.254, 169.254.169.254 is a link-local address (169.254.0.0/16)",
        "255.255.255.255, 255.255.255.255 is the broadcast address (255.255.255.255/32)",
        "240.0.0.1, 240.0.0.1 is a reserved address (240.0.0.0/4)",
        "::, :: is the unspecified address (::/128)",
        "::1, ::1 is a loopback address (::1/128)",
        "::7f00:1, ::7f00:1 is an IPv4-compatible address (::/96)",
        "2001::1, 2001::1 is a Teredo address (2001::/32)",
        "2001:20::1, 2001:20::1 is an address for protocol assignments (2001::/23)",
        "fd12:3456::1, fd12:3456::1 is a unique local address (fc00::/7)",
        "9000::1, 9000::1 is an address outside global unicast (8000::/1)",
        "64:ff9b::7f00:1, '64:ff9b::7f00:1 stands for 127.0.0.1, a loopback address (127.0.0.0/8)'",
        "2002:a00:1::1, '2002:a00:1::1 stands for 10.0.0.1, a private address (10.0.0.0/8)'",
    })
    void theRefusalSaysWhy(String address, String why) {
        assertThat(refusal(address)).isEqualTo(why);
    }

    @Test
    void anIpv4MappedAddressIsJudgedAsTheIpv4AddressItIs() throws UnknownHostException {
        byte[] mapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, 10, 0, 0, 1};
        InetAddress address = Inet6Address.getByAddress(null, mapped, -1);
        assertThat(address).isInstanceOf(Inet6Address.class);
        assertThat(policy.check(address, HTTPS))
                .isEqualTo(new AddressPolicy.Verdict.Forbidden("10.0.0.1 is a private address (10.0.0.0/8)"));
        mapped[12] = 11;
        assertThat(policy.check(Inet6Address.getByAddress(null, mapped, -1), HTTPS))
                .isEqualTo(new AddressPolicy.Verdict.Allowed(false));
    }

    @Test
    void aZoneChangesNothing() throws UnknownHostException {
        byte[] linkLocal = InetAddress.ofLiteral("fe80::1").getAddress();
        assertThat(policy.check(Inet6Address.getByAddress(null, linkLocal, 1), HTTPS))
                .isEqualTo(new AddressPolicy.Verdict.Forbidden("fe80::1 is a link-local address (fe80::/10)"));
    }

    @Test
    void anAllowedNetworkIsLetThroughAlsoForPlainHttp() {
        AddressPolicy lenient = allow("127.0.0.0/8", "fd00::/8", "1.1.1.0/24");
        assertThat(lenient.allowsSomeNetwork()).isTrue();
        for (String address : List.of("127.0.0.1", "127.255.255.255", "fd00::1", "1.1.1.1")) {
            assertThat(lenient.check(InetAddress.ofLiteral(address), HTTPS))
                    .isEqualTo(new AddressPolicy.Verdict.Allowed(true));
        }
        assertThat(lenient.check(InetAddress.ofLiteral("1.1.2.1"), HTTPS))
                .isEqualTo(new AddressPolicy.Verdict.Allowed(false));
        assertThat(lenient.check(InetAddress.ofLiteral("10.0.0.1"), HTTPS))
                .isInstanceOf(AddressPolicy.Verdict.Forbidden.class);
    }

    @Test
    void aWideNetworkDoesNotOpenTheAddressesOfMetadataServices() {
        AddressPolicy everything = allow("0.0.0.0/0", "::/0");
        assertThat(everything.check(InetAddress.ofLiteral("10.0.0.1"), HTTPS))
                .isInstanceOf(AddressPolicy.Verdict.Allowed.class);
        for (String address : List.of(
                "169.254.169.254",
                "169.254.170.2",
                "100.100.100.200",
                "168.63.129.16",
                "192.0.0.192",
                "fe80::1",
                "fd00:42::42",
                "fd00:100::100:200",
                "fd00:a9fe:a9fe::1",
                "fd00:c1::a9fe:a9fe",
                "fd00:ec2::254",
                "fd00:ec2::23",
                "fd20:ce::254",
                "64:ff9b::100.100.100.200",
                "64:ff9b::169.254.169.254",
                "2002:a9fe:a9fe::1")) {
            assertThat(everything.check(InetAddress.ofLiteral(address), HTTPS))
                    .isInstanceOf(AddressPolicy.Verdict.Forbidden.class);
        }
        assertThat(allow("169.254.10.0/24").check(InetAddress.ofLiteral("169.254.10.1"), HTTPS))
                .isInstanceOf(AddressPolicy.Verdict.Allowed.class);
        assertThat(allow("fd20:ce::254/128").check(InetAddress.ofLiteral("fd20:ce::254"), HTTPS))
                .isInstanceOf(AddressPolicy.Verdict.Allowed.class);
    }

    @ParameterizedTest
    @CsvSource({
        "100.64.0.0/10, 100.100.100.201, 100.100.100.200",
        "192.0.0.0/24, 192.0.0.193, 192.0.0.192",
        "fc00::/7, fd20:ce::255, fd20:ce::254",
    })
    void aNetworkAroundAMetadataServiceOpensItsNeighboursOnly(String network, String neighbour, String service) {
        assertThat(allow(network).check(InetAddress.ofLiteral(neighbour), HTTPS))
                .isInstanceOf(AddressPolicy.Verdict.Allowed.class);
        assertThat(allow(network).check(InetAddress.ofLiteral(service), HTTPS))
                .isInstanceOf(AddressPolicy.Verdict.Forbidden.class);
    }

    @Test
    void whatAHostHasForItselfIsOpenedByNothing() {
        var guarding = allow("127.0.0.0/8", "::1/128", "::/128", "0.0.0.0/8", "10.0.0.0/8", "169.254.0.0/16")
                .guarding(Set.of(9001));
        for (String address : List.of("127.0.0.1", "127.1.2.3", "::1", "::", "0.0.0.0")) {
            assertThat(guarding.check(InetAddress.ofLiteral(address), 9001))
                    .isEqualTo(new AddressPolicy.Verdict.Forbidden(address + " port 9001 is Penstock's own"));
            assertThat(guarding.check(InetAddress.ofLiteral(address), HTTPS))
                    .isEqualTo(new AddressPolicy.Verdict.Allowed(true));
        }
        assertThat(guarding.check(InetAddress.ofLiteral("10.0.0.1"), 9001))
                .isEqualTo(new AddressPolicy.Verdict.Allowed(true));
        assertThat(guarding.check(InetAddress.ofLiteral("169.254.10.1"), HTTPS))
                .isInstanceOf(AddressPolicy.Verdict.Forbidden.class);
    }

    @Test
    void aUrlToWhatAHostHasForItselfIsRefusedWhenItIsConfigured() {
        var guarding = allow("127.0.0.0/8").guarding(Set.of(9001));

        assertThat(WebhookUrl.parse("http://127.0.0.1:9002/", guarding).text()).isEqualTo("http://127.0.0.1:9002/");
        assertThatThrownBy(() -> WebhookUrl.parse("http://127.0.0.1:9001/", guarding))
                .isInstanceOf(InvalidUrlException.class)
                .hasMessageContaining("Penstock's own");
    }

    @Test
    void publicOnlyAllowsNoNetwork() {
        assertThat(policy.allowsSomeNetwork()).isFalse();
    }

    private @Nullable String refusal(String address) {
        return switch (policy.check(InetAddress.ofLiteral(address), HTTPS)) {
            case AddressPolicy.Verdict.Forbidden forbidden -> forbidden.why();
            case AddressPolicy.Verdict.Allowed _ -> null;
        };
    }

    private static AddressPolicy allow(String... networks) {
        return AddressPolicy.allow(
                List.of(networks).stream().map(Network::parse).toList());
    }
}

package io.penstock.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkTest {
    @ParameterizedTest
    @ValueSource(
            strings = {"127.0.0.0/8", "10.1.2.3/32", "0.0.0.0/0", "172.16.0.0/12", "::1/128", "::/0", "2001:db8::/33"})
    void aNetworkIsWrittenAsItIsRead(String cidr) {
        assertThat(Network.parse(cidr)).hasToString(cidr);
    }

    @ParameterizedTest
    @CsvSource({
        "172.16.0.0/12, 172.31.255.255, true",
        "172.16.0.0/12, 172.32.0.0, false",
        "0.0.0.0/0, 255.255.255.255, true",
        "0.0.0.0/0, ::1, false",
        "::/0, 1.2.3.4, false",
        "2001:db8:8000::/33, 2001:db8:8000::1, true",
        "2001:db8:8000::/33, 2001:db8:7fff::1, false",
    })
    void aNetworkContainsWhatSharesItsPrefix(String network, String address, boolean contained) {
        assertThat(Network.parse(network).contains(InetAddress.ofLiteral(address)))
                .isEqualTo(contained);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "10.0.0.0| network '10.0.0.0' must be an address, a slash and a prefix length, as in 10.0.0.0/8",
                "localhost/8| network 'localhost/8' must begin with an IPv4 or IPv6 address, not a name",
                "127.1/8| network '127.1/8' must begin with an IPv4 or IPv6 address, not a name",
                "fe80::1%eth0/64| network 'fe80::1%eth0/64' must begin with an IPv4 or IPv6 address, not a name",
                "300.0.0.0/8| network '300.0.0.0/8' does not begin with a valid address",
                "1:::2/8| network '1:::2/8' does not begin with a valid address",
                "10.0.0.0/x| network '10.0.0.0/x' must end in a prefix length",
                "10.0.0.0/| network '10.0.0.0/' must end in a prefix length",
                "10.0.0.0/33| the prefix of network '10.0.0.0/33' must be 0 to 32",
                "::/129| the prefix of network '::/129' must be 0 to 128",
                "10.0.0.1/8| network '10.0.0.1/8' has bits set past its prefix; its first address is 10.0.0.0",
                "::ffff:10.0.0.0/104| network '::ffff:10.0.0.0/104' is an IPv4 network in IPv6 form; write it as IPv4",
            })
    void theErrorSaysWhatIsWrong(String cidr, String message) {
        assertThatThrownBy(() -> Network.parse(cidr))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void anAddressIsWrittenWithItsFirstZerosLeftOut() {
        assertThat(Addresses.text(InetAddress.ofLiteral("0:0:1:0:0:0:0:1"))).isEqualTo("::1:0:0:0:0:1");
        assertThat(Addresses.text(InetAddress.ofLiteral("1:0:2:3:4:5:6:7"))).isEqualTo("1:0:2:3:4:5:6:7");
        assertThat(Addresses.text(InetAddress.ofLiteral("1::"))).isEqualTo("1::");
    }
}

package io.penstock.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookUrlTest {
    private static final AddressPolicy PUBLIC = AddressPolicy.publicOnly();
    private static final AddressPolicy LOOPBACK = AddressPolicy.allow(List.of(Network.parse("127.0.0.0/8")));

    @ParameterizedTest
    @CsvSource({
        "https://example.com, true, example.com, 443, example.com, /",
        "HTTPS://Example.COM/Hook, true, example.com, 443, example.com, /Hook",
        "https://example.com:8443/a/b?c=d&e=%20, true, example.com, 8443, example.com:8443, /a/b?c=d&e=%20",
        "https://example.com.?x, true, example.com., 443, example.com, /?x",
        "https://example.com//double, true, example.com, 443, example.com, //double",
        "http://127.0.0.1:80/, false, 127.0.0.1, 80, 127.0.0.1:80, /",
        "'https://[2606:4700::1111]/x', true, '[2606:4700::1111]', 443, '[2606:4700::1111]', /x",
        "https://example.com/grün, true, example.com, 443, example.com, /gr%C3%BCn",
    })
    void aUrlIsTakenApart(String text, boolean tls, String host, int port, String authority, String target) {
        WebhookUrl url = WebhookUrl.parse(text);
        assertThat(url.route()).isEqualTo(new Route(tls, host, port));
        assertThat(url.authority()).isEqualTo(authority);
        assertThat(url.target()).isEqualTo(target);
        assertThat(url.text()).isEqualTo(text);
    }

    @ParameterizedTest
    @MethodSource
    void theErrorNamesThePartAndItsLimit(String text, String message) {
        assertThatThrownBy(() -> WebhookUrl.parse(text))
                .isInstanceOf(InvalidUrlException.class)
                .hasMessageStartingWith(message);
    }

    static Stream<Arguments> theErrorNamesThePartAndItsLimit() {
        return Stream.of(
                Arguments.of("ftp://example.com/", "url: must have the scheme https"),
                Arguments.of("//example.com/", "url: must have the scheme https"),
                Arguments.of("example.com", "url: must have the scheme https"),
                Arguments.of("", "url: must have the scheme https"),
                Arguments.of("https:example.com", "url: must have a host"),
                Arguments.of("https:///path", "url: must have a host"),
                Arguments.of("https://user:secret@example.com/", "url: must have no user information (user:password@)"),
                Arguments.of("https://@example.com/", "url: must have no user information (user:password@)"),
                Arguments.of("https://example.com/#here", "url: must have no fragment (#…)"),
                Arguments.of("https://example.com:0/", "url: has port 0; a port is 1 to 65,535"),
                Arguments.of("https://example.com:65536/", "url: has port 65536; a port is 1 to 65,535"),
                Arguments.of("https://exa mple.com/", "url: is not a URI: "),
                Arguments.of("https://exam_ple.com/", "url: must have a host"),
                Arguments.of("https://münchen.example/", "url: must have a host"),
                Arguments.of("https://[fe80::1%25eth0]/", "url: must have a host"),
                Arguments.of("https://[::1/", "url: is not a URI: "),
                Arguments.of("https://example.com\\@evil.example/", "url: is not a URI: "),
                Arguments.of("https://example.com/a\r\nb", "url: is not a URI: "));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://2130706433/",
                "https://0x7f000001/",
                "https://0x7f.1/",
                "https://0177.0.0.1.8/",
                "https://127.1/",
                "https://010.0.0.1/",
                "https://2130706433./",
                "https://example.0x7f/",
                "https://127.0.0.1./",
                "https://256.0.0.1/",
                "https://[::ffff:127.0.0.1/",
            })
    void anOddFormOfAnAddressIsNoHost(String text) {
        assertThatThrownBy(() -> WebhookUrl.parse(text)).isInstanceOf(InvalidUrlException.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "https://127.0.0.1/; 127.0.0.1 is a loopback address (127.0.0.0/8)",
                "https://[::1]/; ::1 is a loopback address (::1/128)",
                "https://[::ffff:10.0.0.1]/; 10.0.0.1 is a private address (10.0.0.0/8)",
                "https://[::ffff:a00:1]/; 10.0.0.1 is a private address (10.0.0.0/8)",
                "https://[64:ff9b::169.254.169.254]/; a link-local address",
                "https://169.254.169.254/latest/meta-data; a link-local address",
            })
    void aForbiddenAddressIsRefusedWhenItIsConfigured(String text, String why) {
        assertThatThrownBy(() -> WebhookUrl.parse(text, PUBLIC))
                .isInstanceOf(InvalidUrlException.class)
                .hasMessageStartingWith("url: must lead to a public address: ")
                .hasMessageContaining(why);
    }

    @Test
    void httpIsAcceptedOnlyIfSomeNetworkIsAllowed() {
        assertThatThrownBy(() -> WebhookUrl.parse("http://example.com/", PUBLIC))
                .hasMessage("url: must have the scheme https");
        assertThat(WebhookUrl.parse("http://example.com/", LOOPBACK).route().tls())
                .isFalse();
        assertThat(WebhookUrl.parse("http://127.0.0.1/", LOOPBACK).route().tls())
                .isFalse();
        assertThatThrownBy(() -> WebhookUrl.parse("http://1.1.1.1/", LOOPBACK))
                .hasMessage("url: must have the scheme https");
    }

    @Test
    void aUrlHasAtMost2048Characters() {
        String longest = "https://example.com/" + "a".repeat(WebhookUrl.MAX_LENGTH - 20);
        assertThat(WebhookUrl.parse(longest).text()).hasSize(2_048);
        assertThatThrownBy(() -> WebhookUrl.parse(longest + "a"))
                .hasMessage("url: is 2,049 characters long; at most 2,048 are allowed");
        assertThatThrownBy(() -> WebhookUrl.parse("https://example.com/" + "ü".repeat(400)))
                .hasMessage("url: is 2,420 characters long when encoded; at most 2,048 are allowed");
    }

    @Test
    void aUrlPrintsNeitherPathNorQuery() {
        assertThat(WebhookUrl.parse("https://example.com/secret?token=secret")).hasToString("https://example.com");
    }
}

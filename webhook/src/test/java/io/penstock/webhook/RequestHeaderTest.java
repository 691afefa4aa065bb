package io.penstock.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestHeaderTest {
    private static final WebhookUrl URL = WebhookUrl.parse("https://example.com/secret");

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a:b", "a\r\nb", "grün", "a\0"})
    void aNameIsAToken(String name) {
        assertThatThrownBy(() -> new RequestHeader(name, "x")).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\r\nx: y", "a\nb", "\0", "grün", "\u007f"})
    void aValueIsPrintableAsciiAndIsNotQuotedInTheError(String value) {
        assertThatThrownBy(() -> new RequestHeader("authorization", value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageMatching("character \\d of the value of header 'authorization' is not printable ASCII");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Host", "content-length", "Transfer-Encoding", "connection", "Expect", "user-agent"})
    void aHeaderThatTheClientSetsItselfIsRefused(String name) {
        assertThatThrownBy(() -> new RequestHeader(name, "x"))
                .hasMessage("header '%s' is set by the gateway itself", name);
    }

    @Test
    void aHeaderPrintsNoValue() {
        assertThat(new RequestHeader("Authorization", "Bearer secret")).hasToString("Authorization: …");
    }

    @Test
    void aRequestKeepsToItsLimits() {
        var header = new RequestHeader("a", "b");
        var second = Duration.ofSeconds(1);
        assertThatThrownBy(() -> new WebhookRequest(URL, Collections.nCopies(101, header), new byte[0], second))
                .hasMessage("a request has at most 100 headers, not 101");
        assertThatThrownBy(() -> new WebhookRequest(URL, List.of(), new byte[32 * 1024 * 1024 + 1], second))
                .hasMessage("a request's body has at most 33,554,432 bytes, not 33,554,433");
        assertThatThrownBy(() -> new WebhookRequest(URL, List.of(), new byte[0], Duration.ZERO))
                .hasMessageStartingWith("timeout must be more than nothing");
        assertThatThrownBy(() -> new WebhookRequest(URL, List.of(), new byte[0], Duration.ofMinutes(6)))
                .hasMessageStartingWith("timeout must be more than nothing");
    }

    @Test
    void aRequestPrintsNoSecret() {
        assertThat(new WebhookRequest(URL, List.of(), new byte[0], Duration.ofSeconds(1)))
                .hasToString("POST https://example.com");
    }
}

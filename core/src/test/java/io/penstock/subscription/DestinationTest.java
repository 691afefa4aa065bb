package io.penstock.subscription;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.penstock.input.InvalidInputException;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DestinationTest {
    private static final URI URL = URI.create("https://hooks.example/in/path-secret?token=query-secret#part-secret");

    @Test
    void aWebhookDoesNotTellItsSecrets() {
        var webhook = new Destination.Webhook(
                URI.create("https://user-secret:word-secret@hooks.example:8443/in/path-secret?token=query-secret"),
                Map.of("authorization", "Bearer value-secret"),
                Destination.Mode.BINARY);

        assertThat(webhook.toString()).contains("hooks.example", "BINARY").doesNotContain("secret", "authorization");
    }

    @Test
    void aUrlMayHave2048Characters() {
        var longest = "https://hooks.example/" + "a".repeat(Destination.Webhook.MAX_URL - 22);

        assertThat(webhook(longest).url()).hasToString(longest);
        assertThatExceptionOfType(InvalidInputException.class)
                .isThrownBy(() -> webhook(longest + "a"))
                .satisfies(refused -> assertThat(refused.field()).isEqualTo("url"))
                .withMessageContaining("2,049");
    }

    private static Destination.Webhook webhook(String url) {
        return new Destination.Webhook(URI.create(url), Map.of(), Destination.Mode.BINARY);
    }

    @Test
    void headersKeepTheirOrderAndTheirCase() {
        var headers = new LinkedHashMap<String, String>();
        headers.put("X-Second", "2");
        headers.put("x-first", "1");
        headers.put("Authorization", "Bearer abc");

        assertThat(webhook(headers).headers())
                .containsExactly(
                        Map.entry("X-Second", "2"),
                        Map.entry("x-first", "1"),
                        Map.entry("Authorization", "Bearer abc"));
    }

    @Test
    void aWebhookDoesNotChangeWithTheHeadersItWasMadeFrom() {
        var headers = new LinkedHashMap<>(Map.of("x-first", "1"));
        var webhook = webhook(headers);
        headers.put("host", "elsewhere.example");

        assertThat(webhook.headers()).containsOnlyKeys("x-first");
    }

    @Test
    void twentyHeadersAreTheMost() {
        assertThat(webhook(headers(20)).headers()).hasSize(20);
        assertRefused("headers", headers(21));
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "X-Api-Key", "authorization", "cookie", "!#$%&'*+-.^_`|~09azAZ", "cement", "webhooks"})
    void aNameIsAToken(String name) {
        assertThat(webhook(Map.of(name, "value")).headers()).containsKey(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "x y", "x:", "x\r\ny", "x(y)", "x\"", "x/y", "größe", "x\u0000", "x\t", "x＝", "²"})
    void whatIsNoTokenIsNoName(String name) {
        assertThatExceptionOfType(InvalidInputException.class).isThrownBy(() -> webhook(Map.of(name, "value")));
    }

    @Test
    void aNameHasAtMostAHundredCharacters() {
        assertThat(webhook(Map.of("x".repeat(100), "value")).headers()).hasSize(1);
        assertThatExceptionOfType(InvalidInputException.class)
                .isThrownBy(() -> webhook(Map.of("x".repeat(101), "value")))
                .satisfies(refused -> assertThat(refused.field()).hasSizeLessThan(100));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "host",
                "Host",
                "CONTENT-LENGTH",
                "content-type",
                "Content-Encoding",
                "transfer-encoding",
                "connection",
                "keep-alive",
                "upgrade",
                "te",
                "trailer",
                "expect",
                "user-agent",
                "accept-encoding",
                "traceparent",
                "tracestate",
                "Proxy-Authorization",
                "proxy-connection",
                "ce-id",
                "Ce-Anything",
                "webhook-id",
                "Webhook-Signature",
                "penstock-event",
                "PENSTOCK-X"
            })
    void whatPenstockSetsItselfIsRefusedInAnyCase(String name) {
        assertRefused("headers." + name, Map.of(name, "value"));
    }

    @Test
    void aNameIsThereOnceWhateverItsCase() {
        var headers = new LinkedHashMap<String, String>();
        headers.put("x-key", "1");
        headers.put("X-KEY", "2");

        assertRefused("headers.X-KEY", headers);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "a b", "a\tb", "~!@#$%^&*()\"\\"})
    void aValueIsPrintableAscii(String value) {
        assertThat(webhook(Map.of("x-key", value)).headers()).containsValue(value);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {" x", "x ", "\tx", "x\t", "x\ny", "x\r\nevil: y", "x\ry", "x\u0000", "x\u007F", "é", "x\u00A0"})
    void anyOtherValueIsRefusedWithoutBeingShown(String value) {
        assertThatExceptionOfType(InvalidInputException.class)
                .isThrownBy(() -> webhook(Map.of("x-key", value)))
                .satisfies(refused -> {
                    assertThat(refused.field()).isEqualTo("headers.x-key");
                    assertThat(refused.detail()).doesNotContain(value);
                });
    }

    @Test
    void aValueHasAtMost4096Characters() {
        assertThat(webhook(Map.of("x-key", "v".repeat(4_096))).headers()).hasSize(1);
        assertRefused("headers.x-key", Map.of("x-key", "v".repeat(4_097)));
    }

    private static void assertRefused(String field, Map<String, String> headers) {
        assertThatExceptionOfType(InvalidInputException.class)
                .isThrownBy(() -> webhook(headers))
                .satisfies(refused -> assertThat(refused.field()).isEqualTo(field));
    }

    private static Map<String, String> headers(int count) {
        return IntStream.range(0, count).boxed().collect(Collectors.toMap(i -> "x-" + i, i -> "value"));
    }

    private static Destination.Webhook webhook(Map<String, String> headers) {
        return new Destination.Webhook(URL, headers, Destination.Mode.BINARY);
    }
}

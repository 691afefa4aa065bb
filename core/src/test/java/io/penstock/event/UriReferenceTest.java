package io.penstock.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UriReferenceTest {
    /// The first six are the specification's own examples of a `source`.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://github.com/cloudevents",
                "mailto:cncf-wg-serverless@lists.cncf.io",
                "urn:uuid:6e8bc430-9c3a-11d9-9669-0800200c9a66",
                "/cloudevents/spec/pull/123",
                "/sensors/tn-1234567/alerts",
                "1-555-123-4567",
                "/orders",
                "orders",
                "a/b:c",
                "./a:b",
                "//host/path",
                "https://user@example.com:8080/a;b?c[]=d#e",
                "arn:aws:sqs:eu-west-1:123456789012:queue",
                "/a%20b",
                "https://[2001:db8::1]/",
                "/grüße",
                "?q",
                "#f",
                "..",
                "file:///etc",
                "x-y.z+1:a",
                "https://my_host/"
            })
    void uriReferencesAreTaken(String text) {
        assertThat(UriReference.isValid(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a b",
                " ",
                "/a%",
                "/a%2",
                "/a%zz",
                "a\"b",
                "<a>",
                "a|b",
                "a\\b",
                "a^b",
                "{a}",
                "`a`",
                "1:2",
                ":a",
                "my_app:a",
                "http://",
                "//",
                "urn:",
                "a#b#c",
                "https://[::1/"
            })
    void othersAreRefused(String text) {
        assertThat(UriReference.isValid(text)).isFalse();
    }

    @Test
    void theShortCutTakesNothingThatThePlatformRefuses() throws URISyntaxException {
        var random = new SplittableRandom(11);
        var characters = "ab1/:.-_~+%?#[";
        int taken = 0;
        for (int i = 0; i < 200_000; i++) {
            var text = new StringBuilder();
            for (int length = 1 + random.nextInt(7); length > 0; length--) {
                text.append(characters.charAt(random.nextInt(characters.length() - (i % 2 == 0 ? 5 : 0))));
            }
            if (UriReference.isValid(text.toString())) {
                assertThat(new URI(text.toString())).hasToString(text.toString());
                taken++;
            }
        }
        assertThat(taken).isGreaterThan(50_000);
    }
}

package io.penstock.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class EnvironmentTest {
    private static final Environment ENVIRONMENT = new Environment(Map.of(
            "TABLE", "events",
            "EMPTY", "",
            "QUEUE_URL", "https://queue.example/1",
            "SHARDS", "4",
            "FAR_AHEAD", "PT15M",
            "YES", "true",
            "NO", "false",
            "AWS_SECRET_ACCESS_KEY", "hush"));

    private static void assertSays(ThrowingCallable read, String... parts) {
        assertThatIllegalStateException().isThrownBy(read).withMessageContainingAll(parts);
    }

    @Test
    void whatIsSetIsRead() {
        assertThat(ENVIRONMENT.text("TABLE")).isEqualTo("events");
        assertThat(ENVIRONMENT.find("TABLE")).contains("events");
        assertThat(ENVIRONMENT.url("QUEUE_URL")).isEqualTo(URI.create("https://queue.example/1"));
        assertThat(ENVIRONMENT.whole("SHARDS", 1, 4, 2)).isEqualTo(4);
        assertThat(ENVIRONMENT.duration("FAR_AHEAD", Duration.ZERO)).isEqualTo(Duration.ofMinutes(15));
        assertThat(ENVIRONMENT.flag("YES")).isTrue();
        assertThat(ENVIRONMENT.flag("NO")).isFalse();
    }

    @Test
    void whatIsEmptyIsMissing() {
        assertThat(ENVIRONMENT.find("EMPTY")).isEmpty();
        assertThat(ENVIRONMENT.whole("EMPTY", 1, 4, 2)).isEqualTo(2);
        assertThat(ENVIRONMENT.duration("NONE", Duration.ofDays(1))).isEqualTo(Duration.ofDays(1));
        assertThat(ENVIRONMENT.flag("EMPTY")).isFalse();
        assertSays(() -> ENVIRONMENT.text("EMPTY"), "EMPTY", "not set");
        assertSays(() -> ENVIRONMENT.url("NONE"), "NONE", "not set");
    }

    @Test
    void whatIsWrongIsSaidWithItsName() {
        assertSays(() -> ENVIRONMENT.url("TABLE"), "TABLE", "a URL", "events");
        assertSays(() -> ENVIRONMENT.whole("SHARDS", 1, 3, 2), "SHARDS", "from 1 to 3", "4");
        assertSays(() -> ENVIRONMENT.whole("TABLE", 1, 3, 2), "TABLE", "a whole number");
        assertSays(() -> ENVIRONMENT.duration("TABLE", Duration.ZERO), "TABLE", "PT15M");
        assertSays(() -> ENVIRONMENT.flag("SHARDS"), "SHARDS", "true or false");
        assertSays(() -> new Environment(Map.of("D", "-PT1S")).duration("D", Duration.ZERO), "D", "PT15M");
    }

    @Test
    void noValueIsShown() {
        assertThat(ENVIRONMENT.toString()).contains("AWS_SECRET_ACCESS_KEY").doesNotContain("hush");
    }
}

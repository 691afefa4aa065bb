package io.penstock.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.slf4j.event.Level;

class JsonLogTest {
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final JsonLog log = new JsonLog(
            new PrintStream(written, true, StandardCharsets.UTF_8),
            () -> Instant.parse("2026-01-01T00:00:00Z"),
            Level.INFO);
    private final JsonLogger logger = new JsonLogger("io.penstock.Thing", log);

    @AfterEach
    void forget() {
        MDC.clear();
    }

    private String lines() {
        return written.toString(StandardCharsets.UTF_8);
    }

    @Test
    void anEntryIsALineOfJson() {
        logger.info("{} of \"{}\"", 1, "a\nb");

        assertThat(lines())
                .isEqualTo("{\"timestamp\":\"2026-01-01T00:00:00Z\",\"level\":\"INFO\",\"logger\":\"Thing\","
                        + "\"message\":\"1 of \\\"a\\nb\\\"\"}\n");
    }

    @Test
    void anExceptionIsOnItsLine() {
        logger.warn("failed", new IllegalStateException("boom"));

        assertThat(lines())
                .hasLineCount(1)
                .contains("\"exception\":\"java.lang.IllegalStateException\"", "\"trace\":\"", "boom", "JsonLogTest");
    }

    @Test
    void whatIsBelowTheLevelIsLeftOut() {
        logger.debug("no");
        logger.error("yes");

        assertThat(lines()).hasLineCount(1).contains("yes");
    }

    @Test
    void itSaysWhatItIsAbout() {
        log.write(Level.INFO, "x", "m", Map.of("event", "evt_1"), null);

        assertThat(lines()).contains("\"event\":\"evt_1\"");
    }

    @Test
    void itIsTheLogOfEveryFunction() {
        assertThat(LoggerFactory.getLogger("x")).isInstanceOf(JsonLogger.class);
        assertThat(LoggerFactory.getLogger("software.amazon.awssdk.x").isInfoEnabled())
                .isFalse();
    }
}

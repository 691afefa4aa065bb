package io.penstock.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The real process: how it ends.
@Timeout(180)
final class ServeIT {
    /// It cannot start.
    private static final int CANNOT_START = 73;

    /// Ended by SIGINT, or by SIGTERM.
    private static final int INTERRUPTED = 130;

    private static final int TERMINATED = 143;

    /// What was started in the background may ignore SIGINT, and so may all that it starts.
    private static final List<String> HEARS_SIGNALS = List.of("env", "--default-signal=INT,TERM");

    @TempDir(factory = OnDisk.class)
    private Path work = Path.of("");

    @Test
    void aSecondProcessOnTheSameDirectoryEndsAndSaysWhoUsesIt() throws Exception {
        var other = Files.createDirectory(work.resolve("other"));
        // The same directory by another name.
        Files.createSymbolicLink(other.resolve("data"), work.resolve("data"));
        try (var first = ServerProcess.start(0, work, List.of())) {
            first.awaitUri();
            try (var second = ServerProcess.start(0, other, List.of())) {
                assertThat(second.awaitEnd()).isEqualTo(CANNOT_START);
                assertThat(second.said())
                        .startsWith("penstock: ")
                        .hasLineCount(1)
                        .contains(work.resolve("data").toString(), Long.toString(first.pid()));
            }
        }
    }

    @Test
    void aProcessThatIsToldToStopEndsInOrderAndLeavesItsDirectoryToTheNext() throws Exception {
        try (var first = ServerProcess.start(0, work, HEARS_SIGNALS)) {
            first.awaitUri();
            assertThat(first.stop()).isEqualTo(TERMINATED);
            assertThat(first.said()).contains("Stopping", "Stopped").doesNotContain("ERROR", "WARN");
        }
        try (var second = ServerProcess.start(0, work, HEARS_SIGNALS)) {
            second.awaitUri();
            assertThat(second.interrupt()).isEqualTo(INTERRUPTED);
            // Of both.
            assertThat(second.said().split("Stopped", -1)).hasSize(3);
            assertThat(second.said()).doesNotContain("ERROR", "WARN");
        }
    }

    @Test
    void theDemoEndsInOrderAndLeavesNothingBehind() throws Exception {
        try (var first = ServerProcess.start(work, HEARS_SIGNALS, "--demo", "--port", "0")) {
            first.awaitSaid("delivered");
            assertThat(work.resolve("temporary")).isDirectoryContaining("glob:**/penstock-demo-*");
            assertThat(first.interrupt()).isEqualTo(INTERRUPTED);
            assertThat(first.said()).contains("gave up 0").doesNotContain("ERROR", "WARN", "Exception");
            assertThat(work.resolve("temporary")).isDirectoryNotContaining("glob:**/penstock-demo-*");
        }
        try (var second = ServerProcess.start(work, HEARS_SIGNALS, "--demo", "--port", "0")) {
            second.awaitSaid("delivered");
            assertThat(second.stop()).isEqualTo(TERMINATED);
            assertThat(work.resolve("temporary")).isDirectoryNotContaining("glob:**/penstock-demo-*");
        }
    }
}

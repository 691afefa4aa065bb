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
        try (var first = ServerProcess.start(0, work, List.of())) {
            first.awaitUri();
            first.stop();
            assertThat(first.said()).contains("Stopping").doesNotContain("ERROR", "WARN");
        }
        try (var second = ServerProcess.start(0, work, List.of())) {
            second.awaitUri();
        }
    }
}

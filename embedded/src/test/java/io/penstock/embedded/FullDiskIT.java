package io.penstock.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A disk that is full: a small one in memory that only the process under test sees. Where a user may not make one,
/// there is nothing to be seen.
final class FullDiskIT {
    private static final String MOUNT = "mount -t tmpfs -o size=400m none \"$0\" && exec \"$@\"";

    @TempDir
    Path disk;

    @Test
    void whatIsUnderWayIsFinishedWhenTheLogAndTheDatabaseFindNoMoreRoom() throws Exception {
        assumeTrue(onSmallDisk(List.of("true")).isEmpty(), "no disk can be made here");

        assertThat(onSmallDisk(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        FullDisk.class.getName(),
                        disk.toString())))
                .containsExactly(
                        "under way: 2048",
                        "refused: DISK_FULL, ballast: false",
                        "finished: 2048",
                        "still full: true",
                        "exhausted: 2048");
    }

    /// What `command` says on its standard output; what went wrong, if it did.
    private List<String> onSmallDisk(List<String> command) throws InterruptedException {
        var all = new ArrayList<>(List.of("unshare", "--user", "--map-root-user", "--mount", "sh", "-c", MOUNT));
        all.add(disk.toString());
        all.addAll(command);
        try {
            var process = new ProcessBuilder(all)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            var lines = new ArrayList<>(process.inputReader().lines().toList());
            int status = process.waitFor();
            if (status != 0) {
                lines.add("status " + status);
            }
            return lines;
        } catch (IOException e) {
            return List.of(String.valueOf(e.getMessage()));
        }
    }
}

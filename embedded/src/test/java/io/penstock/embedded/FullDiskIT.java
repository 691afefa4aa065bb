package io.penstock.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

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

    private static final List<List<String>> AWAY =
            List.of(List.of("unshare", "--mount"), List.of("unshare", "--user", "--map-root-user", "--mount"));

    @TempDir
    Path disk;

    @Test
    void whatIsUnderWayIsFinishedWhenTheLogAndTheDatabaseFindNoMoreRoom() throws Exception {
        assertThat(onSmallDisk(
                        away(),
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java")
                                        .toString(),
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

    /// The command that gives another one mounts of its own: as root, or as a user who is root there.
    private List<String> away() throws InterruptedException {
        var wrong = new ArrayList<String>();
        for (var away : AWAY) {
            var said = onSmallDisk(away, List.of("true"));
            if (said.isEmpty()) {
                return away;
            }
            wrong.addAll(said);
        }
        var message = "No disk can be made here: " + wrong;
        if ("true".equals(System.getenv("CI"))) {
            fail(message);
        }
        return abort(message);
    }

    /// What `command` says on its standard output; what went wrong, if it did.
    private List<String> onSmallDisk(List<String> away, List<String> command) throws InterruptedException {
        var all = new ArrayList<>(away);
        all.addAll(List.of("sh", "-c", MOUNT, disk.toString()));
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

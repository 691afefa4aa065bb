package io.penstock.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// `penstock bench` as a process of its own: how it ends.
@Timeout(180)
final class BenchCommandIT {
    @TempDir
    private Path directory = Path.of("");

    @Test
    void whatItHasMadeOnSomeonesServerIsRemovedAtTheEnd() throws Exception {
        try (var server = new TestServer(directory.resolve("data"))) {
            var tenant = server.tenant("t");
            var key = Files.writeString(directory.resolve("key"), tenant.get("PENSTOCK_KEY") + "\n");
            var run = Run.of(
                    tenant,
                    "",
                    "bench",
                    "--url=" + server.url(),
                    "--key-file=" + key,
                    "--events=500",
                    "--warm-up=100",
                    "--others=5",
                    "--json");

            assertThat(run.err()).isEmpty();
            assertThat(run.code()).isEqualTo(ExitCode.OK);
            assertThat(run.out())
                    .contains("\"lost\":0", "\"peakMemoryBytes\":null")
                    .doesNotContain("diskMs");
            assertThat(Run.of(tenant, "", "subscriptions", "list").out()).contains("No subscriptions yet");
        }
    }

    @Test
    void whatItHasMadeOnSomeonesServerIsRemovedWhenItIsStopped() throws Exception {
        try (var server = new TestServer(directory.resolve("data"))) {
            var tenant = server.tenant("t");
            var operator = server.operator();
            var bench = start("--url", server.url(), "--tenant", "t", "--events", "10000000", "--others", "20");
            bench.environment().putAll(operator);
            var process = bench.start();
            try {
                Await.until(
                        "events come in",
                        () -> Run.of(tenant, "", "events", "list").out().contains("bench.event") || !process.isAlive());
                new ProcessBuilder("kill", "-INT", Long.toString(process.pid()))
                        .start()
                        .waitFor();

                assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
                assertThat(said()).isEmpty();
                assertThat(process.exitValue()).isEqualTo(ExitCode.INTERRUPTED);
                assertThat(Run.of(tenant, "", "subscriptions", "list").out()).contains("No subscriptions yet");
            } finally {
                process.destroyForcibly();
            }
        }
    }

    @Test
    void itsOwnServerAndItsDataAreGoneWhenItIsStopped() throws Exception {
        var process = start("--data-parent", Path.of("target").toString(), "--events", "10000000")
                .start();
        try {
            Await.until("it has a server", () -> process.children().findAny().isPresent() || !process.isAlive());
            var servers = process.children().toList();
            new ProcessBuilder("kill", "-INT", Long.toString(process.pid()))
                    .start()
                    .waitFor();

            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(said()).isEmpty();
            assertThat(process.exitValue()).isEqualTo(ExitCode.INTERRUPTED);
            assertThat(servers).noneMatch(ProcessHandle::isAlive);
            assertThat(Path.of("target")).isDirectoryNotContaining("glob:**/penstock-bench-*");
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private String said() throws IOException {
        return Files.readString(directory.resolve("output"));
    }

    private ProcessBuilder start(String... options) {
        // What was started in the background may ignore SIGINT, and so may all that it starts.
        var command = new ArrayList<>(List.of(
                "env",
                "--default-signal=INT,TERM",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "io.penstock.command.Penstock",
                "bench"));
        command.addAll(List.of(options));
        return new ProcessBuilder(command)
                .redirectInput(Redirect.from(Path.of("/dev/null").toFile()))
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("output").toFile());
    }
}

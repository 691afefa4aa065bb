package io.penstock.command;

import static java.nio.file.attribute.PosixFilePermissions.fromString;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The script at the root: when it builds. Maven and Java are scripts of this test.
@Timeout(120)
final class ScriptIT {
    private static final long PATIENCE_SECONDS = 60;

    /// Notes that it was started and what it has open, does what `during` says, and makes what a build makes.
    private static final String MAVEN = """
        #!/usr/bin/env bash
        set -e
        echo $$ >> builds
        [[ ! -e /proc/$$/fd/9 ]] || echo 9 >> held
        if [[ -e during ]]; then source ./during; fi
        mkdir -p local/target/lib
        touch local/target/lib/new.jar local/target/penstock.jar
        echo "$PWD/jdk" > local/target/java-home
        """;

    private static final String JAVA = """
        #!/usr/bin/env bash
        echo "started ${*: -1}"
        """;

    @TempDir
    private Path root = Path.of("");

    private final List<Process> started = new ArrayList<>();

    @BeforeEach
    void aCheckout() throws IOException {
        write("penstock", Files.readString(Path.of("..", "penstock")));
        write("bin/mvn", MAVEN);
        write("jdk/bin/java", JAVA);
        write("pom.xml", "");
        write("local/pom.xml", "");
        write("local/src/main/A.java", "");
        write("events/a.json", "");
    }

    @AfterEach
    void nothingIsLeft() {
        for (var process : started) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private void write(String name, String text) throws IOException {
        var file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, fromString("rwxr-xr-x"));
    }

    @Test
    void itBuildsOnceAndStartsWhatIsAsked() throws Exception {
        assertThat(end(start("first"))).isZero();
        assertThat(end(start("second"))).isZero();

        assertThat(said("first")).contains("Building Penstock", "started first");
        assertThat(said("second")).isEqualTo("started second\n");
        assertThat(builds()).isEqualTo(1);
        assertThat(root.resolve("held")).doesNotExist();
    }

    @Test
    void whatIsEditedDuringABuildIsBuiltByTheNext() throws Exception {
        write("during", """
            rm during
            until [[ local/src/main/A.java -nt target/stamp ]]; do touch local/src/main/A.java; done
            """);
        assertThat(end(start("first"))).isZero();
        assertThat(end(start("second"))).isZero();
        assertThat(end(start("third"))).isZero();

        assertThat(builds()).isEqualTo(2);
    }

    @Test
    void aLibraryOfAnotherVersionDoesNotStay() throws Exception {
        write("local/target/lib/old.jar", "");
        assertThat(end(start("first"))).isZero();

        assertThat(root.resolve("local/target/lib")).isDirectoryNotContaining("glob:**/old.jar");
    }

    @Test
    void aBuildThatFailsIsTriedAgain() throws Exception {
        assertThat(end(start("first"))).isZero();
        write("during", "rm during; echo '[ERROR] no such thing'; exit 1");
        Files.delete(root.resolve("local/target/built"));
        assertThat(end(start("second"))).isEqualTo(70);
        assertThat(said("second")).contains("[ERROR] no such thing", "the build failed");

        assertThat(end(start("third"))).isZero();
    }

    @Test
    void ctrlCEndsTheBuildToo() throws Exception {
        write("during", "sleep 1000 & touch waiting; wait");
        var script = start("first");
        Await.until("it builds", () -> Files.exists(root.resolve("waiting")));
        var build = ProcessHandle.of(
                        Long.parseLong(Files.readString(root.resolve("builds")).strip()))
                .orElseThrow();
        var children = build.children().toList();
        new ProcessBuilder("kill", "-INT", Long.toString(script.pid())).start().waitFor();

        assertThat(end(script)).isEqualTo(130);
        assertThat(said("first")).contains("the build was stopped");
        Await.until("the build has ended", () -> !build.isAlive());
        Await.until("so have its own processes", () -> children.stream().noneMatch(ProcessHandle::isAlive));
        Files.delete(root.resolve("during"));
        assertThat(end(start("second"))).isZero();
        assertThat(builds()).isEqualTo(2);
    }

    @Test
    void aSecondStartWaitsForTheBuildOfTheFirstAndSaysSo() throws Exception {
        write("during", "until [[ -e go ]]; do sleep 0.02; done");
        var first = start("first");
        Await.until("it builds", () -> Files.exists(root.resolve("builds")));
        var second = start("second");
        Await.until("it waits", () -> said("second").contains("Waiting for another build"));
        write("go", "");

        assertThat(end(first)).isZero();
        assertThat(end(second)).isZero();
        assertThat(said("second")).contains("started second");
        assertThat(builds()).isEqualTo(1);
    }

    private long builds() throws IOException {
        return Files.readString(root.resolve("builds")).lines().count();
    }

    /// Both of its streams.
    private String said(String command) {
        try {
            return Files.readString(root.resolve(command + ".txt"));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private Process start(String command) throws IOException {
        // What was started in the background may ignore SIGINT, and so may all that it starts.
        var builder = new ProcessBuilder(
                        "env",
                        "--default-signal=INT,TERM",
                        root.resolve("penstock").toString(),
                        command)
                .redirectInput(Redirect.from(Path.of("/dev/null").toFile()))
                .redirectErrorStream(true)
                .redirectOutput(root.resolve(command + ".txt").toFile());
        builder.environment().merge("PATH", root.resolve("bin").toString(), (path, bin) -> bin + ":" + path);
        builder.environment().keySet().removeIf(name -> name.startsWith("PENSTOCK_"));
        var process = builder.start();
        started.add(process);
        return process;
    }

    private static int end(Process process) throws InterruptedException {
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("the script has not ended");
        }
        return process.exitValue();
    }
}

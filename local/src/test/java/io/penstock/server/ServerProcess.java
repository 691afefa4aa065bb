package io.penstock.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/// `penstock serve` as a process of its own, with this test's Java and class path.
final class ServerProcess implements AutoCloseable {
    /// The key of its operator.
    static final String OPERATOR_KEY = "the-operators-key-of-a-test";

    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration STOP = Duration.ofSeconds(30);
    private static final Pattern LISTENS = Pattern.compile("Penstock listens on (\\S+)\\R");

    private final Process process;
    private final Path output;
    private final Path errors;

    private ServerProcess(Process process, Path output, Path errors) {
        this.process = process;
        this.output = output;
        this.errors = errors;
    }

    /// Starts one; it may not listen yet when this returns.
    ///
    /// @param port 0 for any that is free
    /// @param work where data and output go: `data` below it, and a file for each stream
    /// @param prefix a command that runs the rest of the command line, or nothing
    static ServerProcess start(int port, Path work, List<String> prefix) {
        var data = work.resolve("data").toString();
        return start(work, prefix, "--port", Integer.toString(port), "--data", data, "--allow-network", "127.0.0.0/8");
    }

    /// Starts one with these options of `serve`.
    ///
    /// @param work where output goes, and what is temporary: `temporary` below it
    static ServerProcess start(Path work, List<String> prefix, String... options) {
        var temporary = work.resolve("temporary");
        var output = work.resolve("output");
        var errors = work.resolve("errors");
        var command = new ArrayList<>(prefix);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                // Starting takes half as long with the first compiler alone.
                "-XX:TieredStopAtLevel=1",
                "-Djava.io.tmpdir=" + temporary,
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "io.penstock.command.Penstock",
                "serve"));
        command.addAll(List.of(options));
        var builder = new ProcessBuilder(command)
                .redirectInput(Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(output.toFile())
                .redirectError(Redirect.appendTo(errors.toFile()));
        builder.environment().put("PENSTOCK_OPERATOR_KEY", OPERATOR_KEY);
        try {
            Files.createDirectories(temporary);
            return new ServerProcess(builder.start(), output, errors);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Waits until it listens.
    URI awaitUri() {
        Eventually.await(
                START,
                () -> "it listens; it said " + said(),
                () -> LISTENS.matcher(read(output)).find() || !process.isAlive());
        var found = LISTENS.matcher(read(output));
        if (!found.find()) {
            throw new AssertionError("the server ended with %d: %s".formatted(process.exitValue(), said()));
        }
        return URI.create(found.group(1));
    }

    /// Waits until it has said `text`.
    void awaitSaid(String text) {
        Eventually.await(START, () -> "it says '%s'; it said %s".formatted(text, said()), () -> said().contains(text));
    }

    /// Lets it run for a while.
    ///
    /// @throws AssertionError if it ends by itself
    void run(Duration time) throws InterruptedException {
        if (process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError("the server ended with %d: %s".formatted(process.exitValue(), said()));
        }
    }

    /// Ends it with SIGKILL: nothing in it gets to know.
    void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    /// Ends it in order, with SIGTERM: not its prefix, which ends after it.
    ///
    /// @return its exit code
    int stop() throws InterruptedException {
        var children = process.descendants().toList();
        if (children.isEmpty()) {
            process.destroy();
        }
        children.forEach(ProcessHandle::destroy);
        return awaitStop();
    }

    /// Ends it in order, as Ctrl-C does.
    ///
    /// @return its exit code
    int interrupt() throws InterruptedException, IOException {
        new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
        return awaitStop();
    }

    private int awaitStop() throws InterruptedException {
        if (!process.waitFor(STOP.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError("the server did not stop within %s: %s".formatted(STOP, said()));
        }
        return process.exitValue();
    }

    /// Waits until it has ended by itself.
    ///
    /// @return its exit code
    int awaitEnd() throws InterruptedException {
        if (!process.waitFor(START.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError("the server did not end within %s: %s".formatted(START, said()));
        }
        return process.exitValue();
    }

    long pid() {
        return process.pid();
    }

    /// The children of a prefix live on without it: they end too.
    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    /// What it has written to its standard output, and then what to standard error.
    String said() {
        return read(output) + read(errors);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

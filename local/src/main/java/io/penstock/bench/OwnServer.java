package io.penstock.bench;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.penstock.access.KeyText;
import io.penstock.command.client.ServerAccess;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/// A server in a process of its own, of the same Java and class path as this one, with a new data directory that goes
/// with it.
final class OwnServer implements AutoCloseable {
    /// The heap that the script `penstock` gives a server that is told nothing else.
    private static final String HEAP = "-Xmx512m";

    /// The other options of the JVM, of which the script makes use too.
    private static final String JAVA_OPTIONS = "/io/penstock/jvm.options";

    /// That it has started and stopped is of no interest here.
    private static final String LOG_OPTION = "-Dorg.slf4j.simpleLogger.log.io.penstock=warn";

    private static final Pattern LISTENS = Pattern.compile("Penstock listens on (http://\\S+)");
    private static final Pattern PEAK = Pattern.compile("VmHWM:\\s+(\\d+) kB");
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Process process;
    private final Path data;
    private final ServerAccess operator;

    private OwnServer(Process process, Path data, ServerAccess operator) {
        this.process = process;
        this.data = data;
        this.operator = operator;
    }

    /// Starts it, and waits until it accepts events.
    ///
    /// @throws BenchException if it does not
    static OwnServer start(Path dataParent, List<String> javaOptions) {
        var data = dataDirectory(dataParent);
        var operatorKey = KeyText.forOperator(new SecureRandom());
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add(HEAP);
        command.addAll(standardOptions());
        command.add(LOG_OPTION);
        command.addAll(javaOptions);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "io.penstock.command.Penstock", "serve"));
        command.addAll(List.of("--host", "127.0.0.1", "--port", "0", "--allow-network", "127.0.0.0/8"));
        command.addAll(List.of("--data", data.toString()));
        var builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().keySet().removeIf(name -> name.startsWith("PENSTOCK_"));
        builder.environment().put("PENSTOCK_OPERATOR_KEY", operatorKey.reveal());
        Process process;
        try {
            process = builder.start();
        } catch (IOException e) {
            delete(data);
            throw new BenchException("the server could not be started: " + e.getMessage(), e);
        }
        try {
            return new OwnServer(process, data, new ServerAccess(listening(process), operatorKey));
        } catch (IOException e) {
            end(process, data);
            throw new BenchException("the server could not be started: " + e.getMessage(), e);
        }
    }

    private static List<String> standardOptions() {
        try (var options = requireNonNull(OwnServer.class.getResourceAsStream(JAVA_OPTIONS), JAVA_OPTIONS)) {
            return new String(options.readAllBytes(), UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path dataDirectory(Path parent) {
        try {
            Files.createDirectories(parent);
            return Files.createTempDirectory(parent.toAbsolutePath(), "penstock-bench-");
        } catch (IOException e) {
            throw new BenchException("no data directory can be made in %s: %s".formatted(parent, e.getMessage()), e);
        }
    }

    private static URI listening(Process process) throws IOException {
        var out = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
        for (var line = out.readLine(); line != null; line = out.readLine()) {
            var found = LISTENS.matcher(line);
            if (found.find()) {
                Thread.ofVirtual().start(() -> drain(out));
                return URI.create(found.group(1));
            }
        }
        throw new IOException("it ended without a word");
    }

    /// Reads on, lest the server wait for a reader.
    private static void drain(BufferedReader out) {
        try (out) {
            while (out.readLine() != null) {
                // Nothing that matters here.
            }
        } catch (IOException e) {
            // It has ended.
        }
    }

    /// Itself, for its operator.
    ServerAccess operator() {
        return operator;
    }

    /// The processor time that it has taken so far.
    Duration processorTime() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /// The most memory that it had at once, in bytes; empty where there is no `/proc`.
    OptionalLong peakMemory() {
        try {
            var status = Files.readString(Path.of("/proc", Long.toString(process.pid()), "status"));
            var found = PEAK.matcher(status);
            return found.find() ? OptionalLong.of(Long.parseLong(found.group(1)) * 1024) : OptionalLong.empty();
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }

    /// Stops it and removes its data.
    @Override
    public void close() {
        end(process, data);
    }

    private static void end(Process process, Path data) {
        process.destroy();
        try {
            if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                kill(process);
            }
        } catch (InterruptedException e) {
            kill(process);
            Thread.currentThread().interrupt();
        }
        delete(data);
    }

    /// Waits for its end whatever interrupts: its directory cannot be removed before.
    private static void kill(Process process) {
        process.destroyForcibly().onExit().join();
    }

    private static void delete(Path directory) {
        if (!Files.exists(directory)) {
            return;
        }
        try (var files = Files.walk(directory)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("%s could not be removed".formatted(directory), e);
        }
    }
}

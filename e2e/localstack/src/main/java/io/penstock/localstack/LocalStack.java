package io.penstock.localstack;

import static java.util.Objects.requireNonNull;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// LocalStack, as `localstack.sh` runs it: plain processes of this machine, and no Docker.
///
/// A test asks for [#shared], one for all tests of its JVM, which ends with it. It keeps what tests make in it, so each
/// makes resources under names of its own.
public final class LocalStack implements AutoCloseable {
    /// The variable that names the address of a LocalStack which is to be used instead of starting one: while a test is
    /// being written, say.
    public static final String RUNNING = "PENSTOCK_LOCALSTACK_URL";

    /// The region that everything is in.
    public static final String REGION = "us-east-1";

    private static final Path SCRIPT = Path.of("e2e", "localstack", "localstack.sh");
    private static final String READY = "ready";
    private static final long END_SECONDS = 30;

    private static @Nullable LocalStack shared;

    private final URI endpoint;
    private final Path files;
    private final @Nullable Process process;

    private LocalStack(URI endpoint, Path files, @Nullable Process process) {
        this.endpoint = endpoint;
        this.files = files;
        this.process = process;
    }

    /// That of this JVM: started when it is first asked for, and ended with the JVM.
    public static synchronized LocalStack shared() {
        if (shared == null) {
            shared = start(Map.of());
            Runtime.getRuntime().addShutdownHook(new Thread(shared::close));
        }
        return shared;
    }

    /// Starts one, and fetches first what it needs if this is the first time on this machine, which takes minutes. Its files
    /// are under the `target` of the module that is being tested.
    ///
    /// @param settings environment variables for it, beyond those that `localstack.sh` sets
    /// @throws IllegalStateException if it does not start; standard error says why
    public static LocalStack start(Map<String, String> settings) {
        var files = Path.of("target", "localstack").toAbsolutePath();
        var running = Optional.ofNullable(System.getenv(RUNNING)).filter(url -> !url.isEmpty());
        if (running.isPresent()) {
            return new LocalStack(URI.create(running.get()), root().resolve("target", "localstack"), null);
        }
        int port = freePort();
        var builder = new ProcessBuilder(script().toString(), "run").redirectError(ProcessBuilder.Redirect.INHERIT);
        var environment = builder.environment();
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        environment.put("PENSTOCK_LOCALSTACK_DIR", files.toString());
        environment.put("PENSTOCK_LOCALSTACK_PORT", Integer.toString(port));
        environment.putAll(settings);
        try {
            var process = builder.start();
            awaitReady(process);
            return new LocalStack(URI.create("http://127.0.0.1:" + port), files, process);
        } catch (IOException e) {
            throw new UncheckedIOException("LocalStack cannot be started", e);
        }
    }

    /// Where all of its services answer.
    public URI endpoint() {
        return endpoint;
    }

    /// What functions and calls have left: `logs/<function>/<environment>.log` and `.pid`, `logs/calls.jsonl`; and its own
    /// `localstack.log`.
    public Path files() {
        return files;
    }

    /// The environment variables by which SDKs and command lines find it. Its credentials are not checked, and no secret.
    public Map<String, String> environment() {
        return Map.of(
                "AWS_ENDPOINT_URL",
                endpoint.toString(),
                "AWS_REGION",
                REGION,
                "AWS_DEFAULT_REGION",
                REGION,
                "AWS_ACCESS_KEY_ID",
                "test",
                "AWS_SECRET_ACCESS_KEY",
                "test");
    }

    /// A command of one of the tools that are installed with it (`sam`, `cfn-lint`), with [#environment]; to be started.
    public ProcessBuilder tool(String... command) {
        var builder = tool(List.of(command));
        builder.environment().putAll(environment());
        return builder;
    }

    /// A command of one of the tools that are installed with it, which needs no LocalStack.
    public static ProcessBuilder tool(List<String> command) {
        var all = new ArrayList<>(List.of(script().toString(), "tool"));
        all.addAll(command);
        var builder = new ProcessBuilder(all).directory(root().toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        return builder;
    }

    /// The directory of the repository.
    public static Path root() {
        for (var each = Path.of("").toAbsolutePath(); each != null; each = each.getParent()) {
            if (Files.exists(each.resolve(SCRIPT))) {
                return each;
            }
        }
        throw new IllegalStateException("no directory above this one has " + SCRIPT);
    }

    /// Ends it, with everything that it has started. One that was running before goes on.
    @Override
    public void close() {
        if (process == null) {
            return;
        }
        try {
            process.getOutputStream().close();
            if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            process.destroyForcibly();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private static Path script() {
        return root().resolve(SCRIPT);
    }

    /// The script ends by itself if it cannot make it ready, which ends its output.
    private static void awaitReady(Process process) throws IOException {
        var output = new BufferedReader(requireNonNull(process.inputReader(StandardCharsets.UTF_8)));
        for (var line = output.readLine(); line != null; line = output.readLine()) {
            if (line.equals(READY)) {
                return;
            }
        }
        throw new IllegalStateException("LocalStack did not start");
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

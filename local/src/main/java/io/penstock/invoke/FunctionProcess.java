package io.penstock.invoke;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipFile;

/// A process of a packaged function: what Lambda would run. As there, the class path is AWS's runtime interface client, which
/// loads the function (the zip's root, then the jars under `lib`) by itself; C1 compiles, and collects one thread.
public final class FunctionProcess implements AutoCloseable {
    private static final String MAIN = "com.amazonaws.services.lambda.runtime.api.client.AWSLambda";
    private static final String JNI = "com.amazonaws.services.lambda.runtime.api.client.runtimeapi.NativeClient.JNI";
    private static final String CLIENT = "aws-lambda-java-runtime-interface-client-";
    private static final double HEAP_SHARE = 0.8;

    private final RuntimeApi api;
    private final Process process;

    private final Thread copying;

    private FunctionProcess(RuntimeApi api, Process process, Thread copying) {
        this.api = api;
        this.process = process;
        this.copying = copying;
    }

    private static void copy(Process process, OutputStream log) {
        try (var written = process.getInputStream()) {
            written.transferTo(log);
            log.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("what the function writes cannot be passed on", e);
        }
    }

    /// A zip's content, and the client, in a directory: made once for several processes.
    ///
    /// @param function whose it is
    /// @param directory where it is
    /// @param client the directory of the client's jars
    public record Unpacked(Function function, Path directory, Path client) implements AutoCloseable {
        /// Unpacks it into a fresh directory.
        ///
        /// @throws InvocationException if the zip was not built, or the client is not there
        public static Unpacked of(Function function, Path client) {
            if (!Files.exists(function.zip())) {
                throw new InvocationException("%s is not there; mvn -DskipTests package builds it"
                        .formatted(function.zip().normalize()));
            }
            try {
                var directory = Files.createTempDirectory("penstock-" + function.name() + "-");
                var unpacked = new Unpacked(function, directory, client);
                unpack(function.zip(), unpacked.code());
                unpacked.library();
                return unpacked;
            } catch (IOException e) {
                throw new InvocationException("%s cannot be unpacked".formatted(function.zip()), e);
            }
        }

        Path code() {
            return directory.resolve("code");
        }

        private Path jni() {
            return directory.resolve("libaws-lambda-jni.so");
        }

        /// The client's native library: otherwise each process would take it out of its jar.
        private void library() throws IOException {
            var machine = System.getProperty("os.arch").equals("aarch64") ? "aarch_64" : "x86_64";
            try (var jars = Files.newDirectoryStream(client, CLIENT + "*.jar")) {
                var found = jars.iterator();
                if (!found.hasNext()) {
                    throw new IOException("there is no runtime interface client in " + client);
                }
                try (var jar = new ZipFile(found.next().toFile());
                        var in = jar.getInputStream(
                                jar.getEntry("jni/libaws-lambda-jni.linux-%s.so".formatted(machine)))) {
                    Files.copy(in, jni());
                }
            }
        }

        private static void unpack(Path zip, Path to) throws IOException {
            try (var file = new ZipFile(zip.toFile())) {
                for (var entry : Collections.list(file.entries())) {
                    var path = to.resolve(entry.getName()).normalize();
                    if (!path.startsWith(to)) {
                        throw new IOException("an entry leads out of it: " + entry.getName());
                    }
                    if (!entry.isDirectory()) {
                        Files.createDirectories(requireNonNull(path.getParent()));
                        try (var in = file.getInputStream(entry)) {
                            Files.copy(in, path);
                        }
                    }
                }
            }
        }

        /// Starts a process.
        ///
        /// @param variables its environment, beyond what Lambda itself sets
        /// @param options of its JVM, beyond Lambda's
        /// @param log where what it writes goes
        public FunctionProcess start(Map<String, String> variables, List<String> options, OutputStream log) {
            try {
                var api = new RuntimeApi(
                        "arn:aws:lambda:us-east-1:000000000000:function:penstock-" + function.resource() + ":live");
                var command = new ArrayList<>(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx%dm".formatted((int) (function.memory() * HEAP_SHARE)),
                        "-XX:+UseSerialGC",
                        "-XX:+TieredCompilation",
                        "-XX:TieredStopAtLevel=1",
                        "--enable-native-access=ALL-UNNAMED",
                        "-D%s=%s".formatted(JNI, jni())));
                command.addAll(options);
                command.addAll(List.of("-cp", client + "/*", MAIN, function.handler()));
                var builder =
                        new ProcessBuilder(command).directory(code().toFile()).redirectErrorStream(true);
                builder.environment().clear();
                builder.environment().putAll(environment(api, variables));
                var process = builder.start();
                var _ = process.onExit().thenAccept(gone -> api.end("Runtime exited with status " + gone.exitValue()));
                return new FunctionProcess(api, process, Thread.startVirtualThread(() -> copy(process, log)));
            } catch (IOException e) {
                throw new InvocationException("the function cannot be started", e);
            }
        }

        private Map<String, String> environment(RuntimeApi api, Map<String, String> variables) {
            var all = new HashMap<>(Map.of(
                    "AWS_LAMBDA_RUNTIME_API",
                    api.address(),
                    "LAMBDA_TASK_ROOT",
                    code().toString(),
                    "_HANDLER",
                    function.handler(),
                    "AWS_LAMBDA_FUNCTION_NAME",
                    "penstock-" + function.resource(),
                    "AWS_LAMBDA_FUNCTION_VERSION",
                    "1",
                    "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
                    Integer.toString(function.memory()),
                    "AWS_EXECUTION_ENV",
                    "AWS_Lambda_java25",
                    "LANG",
                    "en_US.UTF-8"));
            all.put("AWS_LAMBDA_LOG_FORMAT", "JSON");
            all.putAll(variables);
            return all;
        }

        @Override
        public void close() {
            try (var files = Files.walk(directory)) {
                for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /// Hands it an event, and waits for its answer.
    ///
    /// @param timeout how long; the function is told
    public Answer invoke(byte[] event, Duration timeout) {
        try {
            return api.invoke(event, timeout);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InvocationException("it was interrupted", e);
        }
    }

    /// How much time of processors it has taken so far.
    public Duration cpu() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /// Ends the process.
    @Override
    public void close() {
        // By its handle: otherwise what it has written last is lost.
        process.toHandle().destroyForcibly();
        var _ = process.onExit().join();
        api.close();
        try {
            copying.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}

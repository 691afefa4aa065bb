package io.penstock.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ReceiveCommandTest {
    private static final String SECRET = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";

    @TempDir
    Path directory;

    @Test
    void aWebhookIsVerifiedAndShownAfterItWasFailedOnce() {
        try (var server = new TestServer(directory);
                var receiving = new Receiving(Map.of(), "--count", "2", "--fail-first", "1", "--body")) {
            var tenant = server.tenant("t");
            var made = Run.of(
                    tenant,
                    "",
                    "subscriptions",
                    "create",
                    "--id=s",
                    "--type=*",
                    "--to=" + receiving.url(),
                    "--retry=PT0.1S");
            assertThat(made.code()).isEqualTo(ExitCode.OK);
            Run.of(tenant, "", "publish", "--type=a.b", "--id=e1", "--data={\"n\": 1.50}");

            assertThat(receiving.end()).isEqualTo(ExitCode.OK);
            assertThat(receiving.printed())
                    .containsPattern("503 +a.b +e1 +attempt 1 +signature not verified")
                    .containsPattern("200 +a.b +e1 +attempt 2 +signature not verified")
                    .contains("{\"n\": 1.50}");
        }
    }

    @Test
    void aSignatureOfAnotherSecretIsRejectedWithTheReason() {
        try (var server = new TestServer(directory);
                var receiving = new Receiving(Map.of("PENSTOCK_SECRET", SECRET), "--count", "1")) {
            var tenant = server.tenant("t");
            Run.of(tenant, "", "subscriptions", "create", "--id=s", "--type=a", "--to=" + receiving.url());
            var run = Run.of(tenant, "", "subscriptions", "test", "s");

            assertThat(run.code()).isEqualTo(ExitCode.NO);
            assertThat(run.out()).contains("401").contains("No signature matches");
            assertThat(receiving.end()).isEqualTo(ExitCode.OK);
            assertThat(receiving.printed())
                    .containsPattern("401 +penstock.test .*signature rejected: No signature matches")
                    .doesNotContain(SECRET);
        }
    }

    @Test
    void theSecretsAndKeysOfASubscriptionVerify() {
        try (var server = new TestServer(directory)) {
            var tenant = server.tenant("t");
            verifies(tenant, "shared", "v1", "whsec_", "PENSTOCK_SECRET");
            verifies(tenant, "public", "v1a", "whpk_", "PENSTOCK_PUBLIC_KEY");
        }
    }

    private static void verifies(Map<String, String> tenant, String id, String scheme, String prefix, String variable) {
        var port = freePort();
        var made = Run.of(
                tenant,
                "",
                "subscriptions",
                "create",
                "--id=" + id,
                "--type=" + id,
                "--to=http://127.0.0.1:" + port + "/",
                "--signature=" + scheme);
        var key = TestServer.word(made, prefix);
        try (var receiving = new Receiving(Map.of(variable, key), "--count", "1", "--json", "--port", port)) {
            Await.until(
                    "it is delivered",
                    () -> Run.of(tenant, "", "subscriptions", "test", id).code() == ExitCode.OK);
            assertThat(receiving.end()).isEqualTo(ExitCode.OK);
            assertThat(receiving.printed()).contains("\"verified\":true").contains("\"status\":200");
        }
    }

    @Test
    void aKeyThatIsNoneIsRefusedAndNotShown() {
        var run = Run.of(Map.of("PENSTOCK_SECRET", "hunter2"), "", "receive", "--port", "0");

        assertThat(run.code()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).doesNotContain("hunter2");
        assertThat(Run.of(Map.of(), "", "receive", "--status", "99").code()).isEqualTo(ExitCode.USAGE);
    }

    private static String freePort() {
        try (var socket = new ServerSocket(0)) {
            return Integer.toString(socket.getLocalPort());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// `penstock receive`, at work on another thread.
    private static final class Receiving implements AutoCloseable {
        private final StringWriter printed = new StringWriter();
        private final ExecutorService thread = Executors.newSingleThreadExecutor();
        private final CompletableFuture<Integer> code;

        Receiving(Map<String, String> variables, String... options) {
            var arguments = new ArrayList<>(List.of("receive"));
            if (!List.of(options).contains("--port")) {
                arguments.addAll(List.of("--port", "0"));
            }
            arguments.addAll(List.of(options));
            var command = Penstock.commandLine(new Environment(variables, InputStream.nullInputStream(), false))
                    .setOut(new PrintWriter(printed, true));
            code = CompletableFuture.supplyAsync(() -> command.execute(arguments.toArray(String[]::new)), thread);
        }

        String url() {
            Await.until("it listens", () -> printed().contains("http://"));
            return printed().lines().findFirst().orElseThrow().replaceAll(".*(http://\\S+)", "$1") + "/";
        }

        String printed() {
            return printed.toString();
        }

        int end() {
            Await.until("it has ended", code::isDone);
            return code.join();
        }

        @Override
        public void close() {
            thread.shutdownNow();
        }
    }
}

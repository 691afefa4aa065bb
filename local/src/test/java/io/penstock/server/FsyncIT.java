package io.penstock.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Watches the system calls of the real process: no event is answered 202 before the sync that covers it. What is
/// checked, and why that is enough, is in [DurabilityCheck].
final class FsyncIT {
    private static final int ALONE = 30;
    private static final int THREADS = 8;
    private static final int REQUESTS = 20;
    private static final int BATCH = 5;

    @TempDir(factory = OnDisk.class)
    private Path work = Path.of("");

    @Test
    @Timeout(240)
    void noEventIsAnswered202BeforeTheSyncThatCoversIt() throws Exception {
        var log = work.resolve("strace");
        // Long enough for a page; -y names the files.
        var trace = "trace=fsync,fdatasync,sync_file_range,pwrite64,pwritev,write,writev,sendto,sendmsg";
        var strace =
                List.of(strace(), "-f", "--seccomp-bpf", "-tt", "-y", "-s", "4200", "-e", trace, "-o", log.toString());
        Collection<String> markers = new ConcurrentLinkedQueue<>();
        try (var server = ServerProcess.start(0, work, strace)) {
            try (var client = new TestClient(server.awaitUri(), ServerProcess.OPERATOR_KEY)) {
                client.send("PUT", "/v1/tenants/" + TestClient.TENANT, "{\"name\": \"Acme\"}")
                        .expect(201);
                for (int i = 0; i < ALONE; i++) {
                    publish(client, "alone-%03d".formatted(i), 1, markers);
                }
                try (var threads = Executors.newFixedThreadPool(THREADS)) {
                    for (int i = 0; i < THREADS * REQUESTS; i++) {
                        int number = i;
                        threads.execute(() ->
                                publish(client, "among-%03d".formatted(number), number % 4 == 0 ? BATCH : 1, markers));
                    }
                }
            }
            server.stop();
        }

        assertThat(markers).hasSize(ALONE + THREADS * REQUESTS / 4 * (3 + BATCH));
        assertThat(DurabilityCheck.violations(lines(log), markers)).isEmpty();
    }

    private static void publish(TestClient client, String name, int count, Collection<String> markers) {
        var ids = IntStream.range(0, count)
                .mapToObj(i -> "marker-%s-%d".formatted(name, i))
                .toList();
        var body = ids.stream().map("""
                        {"specversion": "1.0", "source": "/fsync", "type": "fsync.checked", "id": "%s"}"""::formatted).collect(Collectors.joining(", ", "[", "]"));
        client.send(
                        "POST",
                        "/v1/events",
                        Map.of("content-type", "application/cloudevents-batch+json"),
                        body.getBytes(StandardCharsets.UTF_8))
                .expect(202);
        markers.addAll(ids);
    }

    /// Not all that is written is text.
    private static List<String> lines(Path log) throws IOException {
        try (var lines = Files.lines(log, StandardCharsets.ISO_8859_1)) {
            return lines.toList();
        }
    }

    private static String strace() throws IOException, InterruptedException {
        var script = new ArrayList<Path>();
        for (var up = Path.of("").toAbsolutePath(); up != null && script.isEmpty(); up = up.getParent()) {
            if (Files.isExecutable(up.resolve("tools/strace"))) {
                script.add(up.resolve("tools/strace"));
            }
        }
        var process = new ProcessBuilder(script.getFirst().toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        var path = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        if (process.waitFor() != 0) {
            var message = "There is no strace here that works: tools/strace says why";
            if ("true".equals(System.getenv("CI"))) {
                fail(message);
            }
            Assumptions.abort(message);
        }
        return path;
    }
}

package io.penstock.e2e;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.invoke.Answer;
import io.penstock.invoke.Function;
import io.penstock.invoke.FunctionProcess;
import io.penstock.invoke.Sent;
import io.penstock.invoke.StandIn;
import io.penstock.localstack.LocalStack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Each sample in `events/`, handed to the function that it is for: the packaged one, as Lambda runs it.
class SamplesIT {
    private static final Path ROOT = LocalStack.root();

    /// Largest zip: what Lambda has to fetch before a cold start.
    private static final long MAX_BYTES = 20_000_000;

    /// The same of the function that somebody waits for.
    private static final long MAX_INGEST_BYTES = 15_000_000;

    /// Most classes that it takes to answer a first event, beyond those in the JDK's own archive: what a cold start takes
    /// follows them. It was 3,258 when a cold start took 1.2 s.
    private static final int MAX_INGEST_CLASSES = 3_500;

    private static final Path CLIENT = ROOT.resolve("local/target/runtime-interface-client");

    private final Receiver receiver = new Receiver();
    private final StandIn standIn = StandIn.start(InstantSource.system(), new SecureRandom(), receiver.uri("/orders"));

    SamplesIT() throws IOException {}

    @AfterEach
    void end() {
        standIn.close();
        receiver.close();
    }

    /// What a sample is answered with.
    private static final Map<String, String> ANSWERS = Map.of(
            "ingest", "{\"statusCode\":202,",
            "admin", "{\"statusCode\":20",
            "sweep", "",
            "replay", "");

    /// The queue in which it leaves something.
    private static final Map<String, String> QUEUES =
            Map.of("ingest", "EVENTS", "ingress", "EVENTS", "route", "DELIVERIES", "replay", "DELIVERIES");

    @Test
    void everyZipIsSmall() throws IOException {
        for (var function : Function.of(ROOT).values()) {
            long most = function.name().equals("ingest") ? MAX_INGEST_BYTES : MAX_BYTES;
            assertThat(Files.size(function.zip())).as(function.name()).isLessThan(most);
        }
    }

    @Test
    void aFirstEventTakesFewClasses(@TempDir Path directory) throws IOException {
        var log = directory.resolve("classes");
        var ingest = requireNonNull(Function.of(ROOT).get("ingest"));
        var written = System.err;
        try (var unpacked = FunctionProcess.Unpacked.of(ingest, CLIENT);
                var process = unpacked.start(
                        standIn.variables(), List.of("-Xlog:class+load:file=%s:none".formatted(log)), written)) {
            taken(
                    ingest,
                    process.invoke(Files.readAllBytes(ROOT.resolve("events/ingest-http.json")), ingest.timeout()));
        }
        try (var loaded = Files.lines(log)) {
            assertThat(loaded.filter(line -> !line.endsWith("source: shared objects file")))
                    .hasSizeBetween(1_000, MAX_INGEST_CLASSES);
        }
    }

    @Test
    void everySampleIsTakenByItsFunction() throws IOException {
        var samples = new TreeMap<String, List<Path>>();
        try (var files = Files.newDirectoryStream(ROOT.resolve("events"), "*.json")) {
            files.forEach(file -> samples.computeIfAbsent(
                            file.getFileName().toString().replaceFirst("-.*", ""), _ -> new ArrayList<>())
                    .add(file));
        }
        var functions = Function.of(ROOT);
        assertThat(samples.keySet()).isEqualTo(functions.keySet());
        for (var function : functions.values()) {
            take(function, requireNonNull(samples.get(function.name())));
        }
        assertThat(receiver.at("/orders")).extracting(Receiver.Webhook::body).containsExactly("{\"amount\":1.0e2}");
    }

    private void take(Function function, List<Path> samples) throws IOException {
        var log = System.err;
        try (var unpacked = FunctionProcess.Unpacked.of(function, CLIENT);
                var process = unpacked.start(standIn.variables(), List.of(), log)) {
            for (var sample : samples) {
                int before = standIn.sent().size();

                var answer = process.invoke(Files.readAllBytes(sample), function.timeout());

                assertThat(answer).as(sample.toString()).satisfies(given -> taken(function, given));
                var queue = QUEUES.get(function.name());
                if (queue != null) {
                    var sent = standIn.sent();
                    assertThat(sent.subList(before, sent.size()))
                            .as(sample.toString())
                            .isNotEmpty()
                            .extracting(Sent::where)
                            .containsOnly(queue);
                }
            }
        }
    }

    private static void taken(Function function, Answer answer) {
        assertThat(answer.failed()).as(answer.text()).isFalse();
        assertThat(answer.text()).startsWith(ANSWERS.getOrDefault(function.name(), "{\"batchItemFailures\":[]}"));
    }
}

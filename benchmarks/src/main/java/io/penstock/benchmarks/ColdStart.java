package io.penstock.benchmarks;

import static java.util.Objects.requireNonNull;

import io.penstock.invoke.Function;
import io.penstock.invoke.FunctionProcess;
import io.penstock.invoke.StandIn;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// How long it takes from the start of a process until it has answered its first event: packaged functions under AWS's
/// runtime interface client, with what stands in for AWS behind them, and for comparison a function that does nothing, in
/// turns.
///
/// `ColdStart <root of the repository> <rounds> [<function>=<sample> …]`
public final class ColdStart {
    private static final List<String> STANDARD = List.of(
            "ingest=ingest-http.json", "route=route-sqs.json", "deliver=deliver-sqs.json", "admin=admin-http.json");
    private static final String FLOOR = "(nothing)";

    private ColdStart() {}

    /// One start.
    ///
    /// @param wall until the answer was there
    /// @param cpu of the process, by then
    private record Start(Duration wall, Duration cpu) {}

    private record Candidate(FunctionProcess.Unpacked unpacked, byte[] event) {}

    /// Measures, and prints a table.
    public static void main(String[] arguments) throws IOException {
        // Otherwise the answers of what stands in would wait for acknowledgements.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        var root = Path.of(arguments[0]).toAbsolutePath().normalize();
        int rounds = Integer.parseInt(arguments[1]);
        var asked = arguments.length > 2 ? List.of(arguments).subList(2, arguments.length) : STANDARD;
        try (var standIn =
                StandIn.start(InstantSource.system(), new SecureRandom(), URI.create("http://127.0.0.1:9/orders"))) {
            var candidates = candidates(root, asked);
            var starts = new LinkedHashMap<String, List<Start>>();
            for (int round = 0; round < rounds; round++) {
                candidates.forEach((name, candidate) -> starts.computeIfAbsent(name, _ -> new ArrayList<>())
                        .add(start(candidate, standIn.variables())));
            }
            print(starts, candidates, standIn.variables());
            candidates.values().forEach(candidate -> candidate.unpacked().close());
        }
    }

    private static Map<String, Candidate> candidates(Path root, List<String> asked) throws IOException {
        var client = root.resolve("local/target/runtime-interface-client");
        var functions = Function.of(root);
        var candidates = new LinkedHashMap<String, Candidate>();
        candidates.put(
                FLOOR,
                new Candidate(FunctionProcess.Unpacked.of(bare(), client), "{}".getBytes(StandardCharsets.UTF_8)));
        for (var one : asked) {
            var parts = one.split("=", 2);
            var function = requireNonNull(functions.get(parts[0]), parts[0]);
            candidates.put(
                    parts[0],
                    new Candidate(
                            FunctionProcess.Unpacked.of(function, client),
                            Files.readAllBytes(root.resolve("events").resolve(parts[1]))));
        }
        return candidates;
    }

    private static Function bare() throws IOException {
        var zip = Files.createTempFile("penstock-bare-", ".zip");
        zip.toFile().deleteOnExit();
        // What it implements is on the client's class path, and not on this one.
        var name = ColdStart.class.getPackageName() + ".BareHandler";
        try (var out = new ZipOutputStream(Files.newOutputStream(zip));
                var in = requireNonNull(ColdStart.class.getResourceAsStream("BareHandler.class"))) {
            out.putNextEntry(new ZipEntry(name.replace('.', '/') + ".class"));
            in.transferTo(out);
        }
        return new Function("bare", "Bare", name + "::handleRequest", 1024, Duration.ofSeconds(15), zip);
    }

    private static Start start(Candidate candidate, Map<String, String> variables) {
        return start(candidate, variables, List.of());
    }

    private static Start start(Candidate candidate, Map<String, String> variables, List<String> options) {
        long began = System.nanoTime();
        try (var process = candidate.unpacked().start(variables, options, OutputStream.nullOutputStream())) {
            var answer = process.invoke(
                    candidate.event(), candidate.unpacked().function().timeout());
            var wall = Duration.ofNanos(System.nanoTime() - began);
            if (answer.failed()) {
                throw new IllegalStateException(answer.text());
            }
            return new Start(wall, process.cpu());
        }
    }

    private static void print(
            Map<String, List<Start>> starts, Map<String, Candidate> candidates, Map<String, String> variables)
            throws IOException {
        System.out.printf(
                "%-10s %10s %10s %10s %10s %8s %8s %8s%n",
                "", "least", "median", "CPU least", "CPU median", "ratio", "classes", "zip MB");
        double floor = median(requireNonNull(starts.get(FLOOR)), start -> seconds(start.cpu()));
        for (var entry : starts.entrySet()) {
            var candidate = requireNonNull(candidates.get(entry.getKey()));
            System.out.printf(
                    "%-10s %8.2f s %8.2f s %8.2f s %8.2f s %8.1f %8d %8.1f%n",
                    entry.getKey(),
                    least(entry.getValue(), start -> seconds(start.wall())),
                    median(entry.getValue(), start -> seconds(start.wall())),
                    least(entry.getValue(), start -> seconds(start.cpu())),
                    median(entry.getValue(), start -> seconds(start.cpu())),
                    median(entry.getValue(), start -> seconds(start.cpu())) / floor,
                    classes(candidate, variables),
                    Files.size(candidate.unpacked().function().zip()) / 1e6);
        }
        System.out.printf(
                "load %.1f on %d processors%n",
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
                Runtime.getRuntime().availableProcessors());
    }

    /// How many classes it takes that are not in the JDK's own archive.
    private static long classes(Candidate candidate, Map<String, String> variables) throws IOException {
        var log = Files.createTempFile("penstock-classes-", ".log");
        try {
            start(candidate, variables, List.of("-Xlog:class+load:file=%s:none".formatted(log)));
            try (var lines = Files.lines(log)) {
                return lines.filter(line -> !line.endsWith("source: shared objects file"))
                        .count();
            }
        } finally {
            Files.delete(log);
        }
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }

    private static double least(List<Start> starts, ToDoubleFunction<Start> of) {
        return starts.stream().mapToDouble(of).min().orElseThrow();
    }

    private static double median(List<Start> starts, ToDoubleFunction<Start> of) {
        var sorted = starts.stream()
                .map(of::applyAsDouble)
                .sorted(Comparator.naturalOrder())
                .toList();
        return sorted.get(sorted.size() / 2);
    }
}

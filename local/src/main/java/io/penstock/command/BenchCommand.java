package io.penstock.command;

import io.penstock.bench.Bench;
import io.penstock.bench.BenchOptions;
import io.penstock.bench.Progress;
import io.penstock.bench.Report;
import io.penstock.bench.ReportFormat;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `penstock bench`: how much a server takes, how fast, and at what cost.
@Command(
        name = "bench",
        description = {
            "Measures a server: publishes events, receives them, and prints rates, latencies and costs.",
            "Unless --url names one, it starts a server of its own, and removes it and its data at the end."
        },
        mixinStandardHelpOptions = true,
        versionProvider = VersionText.class,
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  penstock bench --batch 1 --rate 1000 --events 20000",
            "  penstock bench --url http://127.0.0.1:8080 --key-file key.txt --events 20000"
        })
final class BenchCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--events",
            paramLabel = "N",
            defaultValue = "100000",
            description = "How many events (default: ${DEFAULT-VALUE}).")
    private int events;

    @Option(
            names = "--warm-up",
            paramLabel = "N",
            defaultValue = "20000",
            description = "How many before them, which are not counted (default: ${DEFAULT-VALUE}).")
    private int warmUp;

    @Option(
            names = "--size",
            paramLabel = "BYTES",
            defaultValue = "1024",
            description = "Of an event's data (default: ${DEFAULT-VALUE}).")
    private int size;

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "0",
            description = "Events per second; 0 for as fast as it can (default: ${DEFAULT-VALUE}).")
    private int rate;

    @Option(
            names = "--batch",
            paramLabel = "N",
            defaultValue = "100",
            description = "Events of a request; 1 for single ones in binary mode (default: ${DEFAULT-VALUE}).")
    private int batch;

    @Option(
            names = "--connections",
            paramLabel = "N",
            defaultValue = "32",
            description = "Requests at once (default: ${DEFAULT-VALUE}).")
    private int connections;

    @Option(
            names = "--subscriptions",
            paramLabel = "N",
            defaultValue = "1",
            description = "How many match each event (default: ${DEFAULT-VALUE}).")
    private int subscriptions;

    @Option(
            names = "--others",
            paramLabel = "N",
            defaultValue = "0",
            description = "How many further ones the tenant has that match none: over 1,000 types, with filters on two"
                    + " fields (default: ${DEFAULT-VALUE}).")
    private int others;

    @Option(
            names = "--slow",
            description = "Some of the events go to a receiver that is slow; the others are measured, before that and"
                    + " meanwhile. Best with --rate.")
    private boolean slow;

    @Option(
            names = "--slow-delay",
            paramLabel = "DURATION",
            defaultValue = "3s",
            description = "How long that receiver takes for each (default: ${DEFAULT-VALUE}).")
    private Duration slowDelay = Duration.ZERO;

    @Option(
            names = "--slow-share",
            paramLabel = "SHARE",
            defaultValue = "0.5",
            description = "How many of all events go to it (default: ${DEFAULT-VALUE}).")
    private double slowShare;

    @Option(
            names = "--timeout",
            paramLabel = "DURATION",
            defaultValue = "10m",
            description = "When to end, whatever is missing (default: ${DEFAULT-VALUE}).")
    private Duration timeout = Duration.ZERO;

    @Option(
            names = "--data-parent",
            paramLabel = "DIRECTORY",
            description = "Where its server gets a directory for its data, on a disk (default: target if it is there,"
                    + " else the directory for temporary files).")
    private @Nullable Path dataParent;

    @Option(
            names = "--java-options",
            paramLabel = "OPTIONS",
            defaultValue = "",
            description = "Further options of its server's JVM, separated by spaces.")
    private String javaOptions = "";

    @Option(
            names = "--url",
            paramLabel = "URL",
            order = 100,
            description = "A server that runs already, and may deliver to 127.0.0.1 (--allow-network 127.0.0.0/8). The"
                    + " tenant there is given subscriptions for the time of the measurement, and keeps the events. Such"
                    + " a load is for a server that is named here: PENSTOCK_URL does not count.")
    private @Nullable URI url;

    @Mixin
    private Credentials credentials = new Credentials();

    @Option(names = "--json", order = 103, description = "Prints one JSON object.")
    private boolean json;

    @Override
    public Integer call() {
        var options = options();
        try (var stop = StopSignal.interrupting(Thread.currentThread())) {
            return measureUnless(stop, options);
        }
    }

    private int measureUnless(StopSignal stop, BenchOptions options) {
        try {
            var report = measure(options);
            var out = spec().commandLine().getOut();
            out.println(json ? ReportFormat.json(report) : ReportFormat.text(report));
            out.flush();
            return report.lost() == 0 ? ExitCode.OK : ExitCode.NO;
        } catch (InterruptedException e) {
            return stopped(e);
        } catch (RuntimeException e) {
            if (stop.given()) {
                // What is interrupted may fail in words of its own.
                return stopped(e);
            }
            throw e;
        }
    }

    /// Says what could not be removed; else nothing.
    private int stopped(Exception e) {
        var err = spec().commandLine().getErr();
        for (var left : e.getSuppressed()) {
            err.println("penstock: " + left.getMessage());
        }
        err.flush();
        return ExitCode.INTERRUPTED;
    }

    private Report measure(BenchOptions options) throws InterruptedException {
        try (var progress = new Progress(spec().commandLine().getErr(), isWatched())) {
            return Bench.run(options, progress, InstantSource.system());
        }
    }

    // JDK 25 answers null again where there is no terminal.
    @SuppressWarnings("SystemConsoleNull")
    private static boolean isWatched() {
        var console = System.console();
        return console != null && console.isTerminal();
    }

    private BenchOptions options() {
        try {
            return new BenchOptions(
                    events,
                    warmUp,
                    size,
                    rate,
                    batch,
                    connections,
                    subscriptions,
                    others,
                    slow ? Optional.of(new BenchOptions.Slow(slowDelay, slowShare)) : Optional.empty(),
                    timeout,
                    dataParent(),
                    options(javaOptions),
                    Optional.ofNullable(url).map(credentials::asTenant));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec().commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    private Path dataParent() {
        if (dataParent != null) {
            return dataParent;
        }
        var target = Path.of("target");
        return Files.isDirectory(target) ? target : Path.of(System.getProperty("java.io.tmpdir"));
    }

    private static List<String> options(String text) {
        return Arrays.stream(text.split(" ", -1))
                .filter(option -> !option.isBlank())
                .toList();
    }

    private CommandSpec spec() {
        return Objects.requireNonNull(spec, "picocli sets it");
    }
}

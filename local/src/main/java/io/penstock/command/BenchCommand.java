package io.penstock.command;

import io.penstock.bench.Bench;
import io.penstock.bench.BenchException;
import io.penstock.bench.BenchOptions;
import io.penstock.bench.Progress;
import io.penstock.bench.Report;
import io.penstock.bench.ReportFormat;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
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
        sortOptions = false)
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
            description =
                    "Half of the events go to a receiver that is slow; the other half is measured, before that and"
                            + " meanwhile. Best with --rate.")
    private boolean slow;

    @Option(
            names = "--slow-delay",
            paramLabel = "DURATION",
            defaultValue = "PT3S",
            description = "How long that receiver takes for each (default: ${DEFAULT-VALUE}).")
    private Duration slowDelay = Duration.ZERO;

    @Option(
            names = "--timeout",
            paramLabel = "DURATION",
            defaultValue = "PT10M",
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
            description = "A server that runs already, and may deliver to 127.0.0.1 (--allow-network 127.0.0.0/8).")
    private @Nullable URI url;

    @Option(
            names = "--key",
            paramLabel = "KEY",
            defaultValue = "${env:PENSTOCK_KEY:-}",
            description = "With --url: the key of a tenant there, which is given subscriptions for the time of the"
                    + " measurement (PENSTOCK_KEY).")
    private String key = "";

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Override
    public Integer call() throws InterruptedException {
        var commandLine = spec().commandLine();
        try {
            var report = measure(commandLine.getErr());
            commandLine.getOut().println(json ? ReportFormat.json(report) : ReportFormat.text(report));
            commandLine.getOut().flush();
            return report.lost() == 0 ? ExitCode.OK : ExitCode.NO;
        } catch (BenchException e) {
            commandLine.getErr().println("penstock: " + e.getMessage());
            return ExitCode.UNAVAILABLE;
        }
    }

    private Report measure(PrintWriter err) throws InterruptedException {
        try (var progress = new Progress(err, isWatched())) {
            return Bench.run(options(), progress);
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
                    slow ? Optional.of(slowDelay) : Optional.empty(),
                    timeout,
                    dataParent(),
                    options(javaOptions),
                    target());
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

    private Optional<BenchOptions.Target> target() {
        if (url == null) {
            return Optional.empty();
        }
        if (key.isBlank()) {
            throw new IllegalArgumentException("--url needs --key, or PENSTOCK_KEY");
        }
        return Optional.of(new BenchOptions.Target(url, key));
    }

    private CommandSpec spec() {
        return Objects.requireNonNull(spec, "picocli sets it");
    }
}

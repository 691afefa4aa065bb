package io.penstock.command;

import io.penstock.access.KeyText;
import io.penstock.embedded.EmbeddedOptions;
import io.penstock.embedded.FatalHandler;
import io.penstock.server.HttpLimits;
import io.penstock.server.PenstockServer;
import io.penstock.server.ServerOptions;
import io.penstock.webhook.Network;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `penstock serve`: the server, until it is told to stop.
@Command(
        name = "serve",
        description = "Runs the server until it is told to stop (SIGTERM, or Ctrl-C).",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class ServeCommand implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(ServeCommand.class);

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            defaultValue = "${env:PENSTOCK_HOST:-127.0.0.1}",
            description = "The address to listen on; 0.0.0.0 for all (PENSTOCK_HOST; default: ${DEFAULT-VALUE}).")
    private String host = "";

    @Option(
            names = "--port",
            defaultValue = "${env:PENSTOCK_PORT:-8080}",
            description = "The port to listen on; 0 for any that is free (PENSTOCK_PORT; default: ${DEFAULT-VALUE}).")
    private int port;

    @Option(
            names = "--data",
            paramLabel = "DIRECTORY",
            defaultValue = "${env:PENSTOCK_DATA:-data}",
            description = "Where everything is kept (PENSTOCK_DATA; default: ${DEFAULT-VALUE}).")
    private Path data = Path.of("data");

    @Option(
            names = "--allow-network",
            paramLabel = "CIDR",
            split = ",",
            defaultValue = "${env:PENSTOCK_ALLOW_NETWORK:-}",
            description = "A network that webhooks may go to besides public addresses, by http too: 127.0.0.0/8, say."
                    + " May be repeated, or a list with commas (PENSTOCK_ALLOW_NETWORK).")
    private List<String> allowedNetworks = List.of();

    @Option(
            names = "--retention",
            paramLabel = "DURATION",
            defaultValue = "${env:PENSTOCK_RETENTION:-P30D}",
            description =
                    "How long events are kept, in ISO 8601: P30D, PT12H (PENSTOCK_RETENTION; default: ${DEFAULT-VALUE}).")
    private Duration retention = Duration.ZERO;

    @Option(
            names = "--max-connections",
            paramLabel = "N",
            defaultValue = "${env:PENSTOCK_MAX_CONNECTIONS:-4096}",
            description = "Most clients' connections at once (PENSTOCK_MAX_CONNECTIONS; default: ${DEFAULT-VALUE}).")
    private int maxConnections;

    @Option(
            names = "--max-backlog-per-subscription",
            paramLabel = "N",
            defaultValue = "${env:PENSTOCK_MAX_BACKLOG_PER_SUBSCRIPTION:-1000000}",
            description = "Most deliveries of a subscription that wait; further ones are parked"
                    + " (PENSTOCK_MAX_BACKLOG_PER_SUBSCRIPTION; default: ${DEFAULT-VALUE}).")
    private long maxBacklogPerSubscription;

    @Option(
            names = "--max-backlog-per-tenant",
            paramLabel = "N",
            defaultValue = "${env:PENSTOCK_MAX_BACKLOG_PER_TENANT:-10000000}",
            description = "Most unfinished deliveries of a tenant; past it, its events are answered 429"
                    + " (PENSTOCK_MAX_BACKLOG_PER_TENANT; default: ${DEFAULT-VALUE}).")
    private long maxBacklogPerTenant;

    @Override
    public Integer call() throws InterruptedException {
        var out = spec().commandLine().getOut();
        var stop = new CountDownLatch(1);
        var stopped = new CountDownLatch(1);
        try (var server = PenstockServer.start(options(), (message, step) -> {}, fatal())) {
            greet(out, server);
            // Returning would end the process before the server is closed: the hook waits for that.
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                stop.countDown();
                await(stopped);
            }));
            stop.await();
            out.println("Stopping …");
            out.flush();
        } finally {
            stopped.countDown();
        }
        return ExitCode.OK;
    }

    private ServerOptions options() {
        try {
            return new ServerOptions(
                    host,
                    port,
                    new HttpLimits(
                            HttpLimits.STANDARD.headerBytes(),
                            maxConnections,
                            HttpLimits.STANDARD.idle(),
                            HttpLimits.STANDARD.read()),
                    EmbeddedOptions.in(data)
                            .withRetention(retention)
                            .withBacklog(maxBacklogPerSubscription, maxBacklogPerTenant),
                    allowedNetworks.stream()
                            .filter(network -> !network.isBlank())
                            .map(Network::parse)
                            .toList(),
                    operatorKey());
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec().commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    /// From the environment only: what is on a command line, everyone on the machine can read.
    private static Optional<KeyText> operatorKey() {
        return Optional.ofNullable(System.getenv("PENSTOCK_OPERATOR_KEY"))
                .map(text -> KeyText.read(text)
                        .filter(key -> key.id().isEmpty())
                        .orElseThrow(() -> new IllegalArgumentException(
                                "PENSTOCK_OPERATOR_KEY must have %d to %d visible ASCII characters, and not begin as a tenant's key does"
                                        .formatted(KeyText.MIN_GIVEN, KeyText.MAX_LENGTH))));
    }

    private static void greet(PrintWriter out, PenstockServer server) {
        out.printf("Penstock listens on %s%n", server.uri());
        server.newOperatorKey()
                .ifPresent(key -> out.printf(
                        "The operator's key, shown this once: %s%n%nexport PENSTOCK_OPERATOR_KEY=%s%n",
                        key.reveal(), key.reveal()));
        out.flush();
    }

    static FatalHandler fatal() {
        return (what, cause) -> {
            LOG.error(
                    "Penstock ends at once: {}. What was answered is safe; the next start reads what is there",
                    what,
                    cause);
            Runtime.getRuntime().halt(ExitCode.DISK);
        };
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private CommandSpec spec() {
        return Objects.requireNonNull(spec, "picocli sets it");
    }
}

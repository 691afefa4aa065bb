package io.penstock.command;

import io.penstock.access.KeyText;
import io.penstock.command.demo.Demo;
import io.penstock.embedded.EmbeddedOptions;
import io.penstock.embedded.FatalHandler;
import io.penstock.server.HttpLimits;
import io.penstock.server.PenstockServer;
import io.penstock.server.ServerOptions;
import io.penstock.server.Version;
import io.penstock.subscription.SubscriptionLimits;
import io.penstock.webhook.Network;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
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
        versionProvider = VersionText.class,
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

    @Option(
            names = "--demo",
            description =
                    "Shows Penstock at work: makes a tenant, three subscriptions and a receiver, publishes samples"
                            + " in a loop, and prints each step. Data is in a temporary directory, unless --data is given.")
    private boolean demo;

    @Option(
            names = "--demo-events",
            paramLabel = "N",
            description = "Ends the demo when N events are published and delivered.")
    private long demoEvents;

    @Override
    public Integer call() throws InterruptedException {
        if (demoEvents < 0 || (demoEvents > 0 && !demo)) {
            throw new ParameterException(spec().commandLine(), "--demo-events goes with --demo, and is at least 1");
        }
        return demo ? demo() : serve();
    }

    private int serve() throws InterruptedException {
        var out = spec().commandLine().getOut();
        try (var stop = new StopSignal();
                var server = PenstockServer.start(options(data), (message, step) -> {}, fatal())) {
            greet(out, server);
            LOG.info("Started: version {}, data in {}", Version.TEXT, data.toAbsolutePath());
            stop.await();
            LOG.info("Stopping: attempts under way may take a few seconds to end");
        }
        LOG.info("Stopped");
        return ExitCode.OK;
    }

    private int demo() throws InterruptedException {
        var temporary =
                isGiven("--data", "PENSTOCK_DATA") ? Optional.<Path>empty() : Optional.of(TemporaryDirectory.make());
        try (var stop = new StopSignal()) {
            var options = options(temporary.orElse(data))
                    .withAllowedNetwork(Network.parse("127.0.0.0/8"))
                    .withOperatorKey(operatorKey().orElseGet(() -> KeyText.forOperator(new SecureRandom())));
            var settings = new Demo.Settings(
                    options,
                    !isGiven("--port", "PENSTOCK_PORT"),
                    demoEvents,
                    environment().colours());
            boolean delivered = new Demo(settings, spec().commandLine().getOut(), stop::given).run(fatal());
            return delivered ? ExitCode.OK : ExitCode.NO;
        } finally {
            temporary.ifPresent(TemporaryDirectory::remove);
        }
    }

    private boolean isGiven(String option, String variable) {
        return spec().commandLine().getParseResult().hasMatchedOption(option)
                || environment().variable(variable).isPresent();
    }

    private ServerOptions options(Path directory) {
        try {
            return new ServerOptions(
                    host,
                    port,
                    new HttpLimits(
                            HttpLimits.STANDARD.headerBytes(),
                            maxConnections,
                            HttpLimits.STANDARD.idle(),
                            HttpLimits.STANDARD.read()),
                    EmbeddedOptions.in(directory)
                            .withRetention(retention)
                            .withBacklog(maxBacklogPerSubscription, maxBacklogPerTenant)
                            .withSubscriptions(SubscriptionLimits.ofHeap(
                                    Runtime.getRuntime().maxMemory())),
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
    private Optional<KeyText> operatorKey() {
        return environment()
                .variable("PENSTOCK_OPERATOR_KEY")
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

    private Environment environment() {
        return Penstock.environment(spec());
    }

    private CommandSpec spec() {
        return Objects.requireNonNull(spec, "picocli sets it");
    }
}

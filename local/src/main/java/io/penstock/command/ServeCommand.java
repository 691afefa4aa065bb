package io.penstock.command;

import io.penstock.access.KeyText;
import io.penstock.arn.ArnPattern;
import io.penstock.command.demo.Demo;
import io.penstock.embedded.EmbeddedOptions;
import io.penstock.embedded.FatalHandler;
import io.penstock.input.InvalidInputException;
import io.penstock.server.HttpLimits;
import io.penstock.server.PenstockServer;
import io.penstock.server.ServerOptions;
import io.penstock.server.Version;
import io.penstock.subscription.SubscriptionLimits;
import io.penstock.subscription.TargetPermissions;
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
        description = {
            "Runs the server until it is told to stop.",
            "It is told so by SIGTERM, and then ends with 143, or by Ctrl-C, with 130. Attempts under way get a few"
                    + " seconds to end; those that do not are made again at the next start.",
            "The operator's key is PENSTOCK_OPERATOR_KEY; where it is not set, the first start makes one and prints it,"
                    + " once."
        },
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
            defaultValue = "127.0.0.1",
            description = "The address to listen on; 0.0.0.0 for all (PENSTOCK_HOST; default: ${DEFAULT-VALUE}).")
    private String host = "";

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "8080",
            description = "The port to listen on; 0 for any that is free (PENSTOCK_PORT; default: ${DEFAULT-VALUE}).")
    private int port;

    @Option(
            names = "--data",
            paramLabel = "DIRECTORY",
            defaultValue = "data",
            description = "Where everything is kept (PENSTOCK_DATA; default: ${DEFAULT-VALUE}).")
    private Path data = Path.of("data");

    @Option(
            names = "--allow-network",
            paramLabel = "CIDR",
            split = ",",
            description = "A network that webhooks may go to besides public addresses, by http too: 127.0.0.0/8, say."
                    + " May be repeated, or a list with commas (PENSTOCK_ALLOW_NETWORK).")
    private List<String> allowedNetworks = List.of();

    @Option(
            names = "--allow-destination",
            paramLabel = "ARN",
            split = ",",
            description =
                    "Queues, topics, buses and functions on AWS that every tenant may send to, with the credentials"
                            + " that this server finds: arn:aws:sqs:*:123456789012:*, say; those of one tenant are allowed with"
                            + " 'tenants create'. May be repeated, or a list with commas (PENSTOCK_ALLOW_DESTINATION).")
    private List<String> allowedDestinations = List.of();

    @Option(
            names = "--allow-role",
            paramLabel = "ARN",
            split = ",",
            description = "Roles on AWS that every tenant may have assumed, with an external id of its own, to send to"
                    + " what they give access to: arn:aws:iam::*:role/penstock-*, say. May be repeated, or a list with"
                    + " commas (PENSTOCK_ALLOW_ROLE).")
    private List<String> allowedRoles = List.of();

    @Option(
            names = "--announce-attempts",
            description = "Announce each attempt that failed, as an event of the tenant penstock, rather than only what"
                    + " becomes of deliveries (PENSTOCK_ANNOUNCE_ATTEMPTS).")
    private boolean announceAttempts;

    @Option(
            names = "--retention",
            paramLabel = "DURATION",
            defaultValue = "30d",
            description = "How long events are kept: 12h, 30d (PENSTOCK_RETENTION; default: ${DEFAULT-VALUE}).")
    private Duration retention = Duration.ZERO;

    @Option(
            names = "--max-connections",
            paramLabel = "N",
            defaultValue = "4096",
            description = "Most clients' connections at once (PENSTOCK_MAX_CONNECTIONS; default: ${DEFAULT-VALUE}).")
    private int maxConnections;

    @Option(
            names = "--max-backlog-per-subscription",
            paramLabel = "N",
            defaultValue = "1000000",
            description = "Most deliveries of a subscription that wait; further ones are parked"
                    + " (PENSTOCK_MAX_BACKLOG_PER_SUBSCRIPTION; default: ${DEFAULT-VALUE}).")
    private long maxBacklogPerSubscription;

    @Option(
            names = "--max-backlog-per-tenant",
            paramLabel = "N",
            defaultValue = "10000000",
            description = "Most unfinished deliveries of a tenant; past it, its events are answered 429"
                    + " (PENSTOCK_MAX_BACKLOG_PER_TENANT; default: ${DEFAULT-VALUE}).")
    private long maxBacklogPerTenant;

    @Option(
            names = "--demo",
            fallbackValue = "true",
            description =
                    "Shows Penstock at work: makes a tenant, three subscriptions and a receiver, publishes samples in"
                            + " a loop, and prints each step. Data is in a temporary directory, unless --data is given"
                            + " (PENSTOCK_DEMO: true).")
    private boolean demo;

    @Option(
            names = "--demo-events",
            paramLabel = "N",
            description = "Ends the demo when N events are published and delivered (PENSTOCK_DEMO_EVENTS).")
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
        // The process may end as soon as `stop` is closed: all else comes before.
        try (var stop = new StopSignal()) {
            try (var server = PenstockServer.start(options(data), (message, step) -> {}, fatal())) {
                greet(out, server);
                server.keepOperatorKey();
                LOG.info("Started: version {}, data in {}", Version.TEXT, data.toAbsolutePath());
                stop.await();
                LOG.info("Stopping: attempts under way may take a few seconds to end");
            }
            LOG.info("Stopped");
        }
        return ExitCode.OK;
    }

    private int demo() throws InterruptedException {
        try (var stop = new StopSignal();
                var temporary = isGiven("--data") ? null : TemporaryDirectory.make()) {
            var options = options(temporary == null ? data : temporary.path())
                    .withAllowedNetwork(Network.parse("127.0.0.0/8"))
                    .withOperatorKey(operatorKey().orElseGet(() -> KeyText.forOperator(new SecureRandom())));
            var settings = new Demo.Settings(
                    options, !isGiven("--port"), demoEvents, environment().colours());
            boolean delivered = new Demo(settings, spec().commandLine().getOut(), stop::given).run(fatal());
            return delivered ? ExitCode.OK : ExitCode.NO;
        }
    }

    private boolean isGiven(String option) {
        return spec().commandLine().getParseResult().hasMatchedOption(option)
                || environment().variable(EnvironmentDefaults.variable(option)).isPresent();
    }

    private ServerOptions options(Path directory) {
        var options = silentOptions(directory);
        return announceAttempts ? options.withAnnouncedAttempts() : options;
    }

    private ServerOptions silentOptions(Path directory) {
        try {
            return new ServerOptions(
                    host,
                    port,
                    HttpLimits.STANDARD.withConnections(maxConnections),
                    EmbeddedOptions.in(directory)
                            .withRetention(retention)
                            .withBacklog(maxBacklogPerSubscription, maxBacklogPerTenant)
                            .withSubscriptions(SubscriptionLimits.ofHeap(
                                    Runtime.getRuntime().maxMemory())),
                    allowedNetworks.stream()
                            .filter(network -> !network.isBlank())
                            .map(Network::parse)
                            .toList(),
                    new TargetPermissions(
                            patterns("--allow-destination", allowedDestinations),
                            patterns("--allow-role", allowedRoles),
                            List.of()),
                    operatorKey());
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec().commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    private static List<ArnPattern> patterns(String option, List<String> texts) {
        try {
            return texts.stream()
                    .filter(text -> !text.isBlank())
                    .map(ArnPattern::new)
                    .toList();
        } catch (InvalidInputException e) {
            throw new IllegalArgumentException(option + " " + e.detail(), e);
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

package io.penstock.command;

import static java.util.Objects.requireNonNull;

import io.penstock.command.client.Json;
import io.penstock.invoke.Function;
import io.penstock.invoke.FunctionProcess;
import io.penstock.invoke.LocalStackFunction;
import io.penstock.invoke.StandIn;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `penstock invoke`: a function of Lambda, on this machine.
@Command(
        name = "invoke",
        description = {
            "Runs a packaged function of Lambda on this machine, and hands it an event. Its answer goes to standard"
                    + " output; its log, and what it sent, to standard error.",
            "It runs as it does in Lambda: the zip, under AWS's runtime interface client. If Penstock is deployed on a"
                    + " LocalStack that runs here, it works with what is there. Otherwise tables, queues and the rest are"
                    + " stood in for in memory, and hold what the samples in events/ are about: a tenant, a key, a"
                    + " subscription whose webhook is where 'penstock receive' listens."
        },
        mixinStandardHelpOptions = true,
        versionProvider = VersionText.class,
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  mvn -DskipTests package",
            "  penstock invoke ingest events/ingest-http.json",
            "  penstock invoke --alone deliver events/deliver-sqs.json"
        })
final class InvokeCommand implements Callable<Integer> {
    /// Where `penstock receive` listens.
    private static final URI RECEIVER = URI.create("http://127.0.0.1:9000/orders");

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(index = "0", paramLabel = "FUNCTION", description = "Which function: ingest, route, ….")
    private String name = "";

    @Parameters(index = "1", paramLabel = "FILE", description = "The event, in JSON; '-' for standard input.")
    private String file = "";

    @Option(names = "--alone", description = "In memory, also if a LocalStack runs here.")
    private boolean alone;

    @Option(
            names = "--stack",
            paramLabel = "NAME",
            defaultValue = "penstock",
            description = "Which stack on LocalStack (default: ${DEFAULT-VALUE}).")
    private String stack = "";

    @Option(
            names = "--env",
            paramLabel = "NAME=VALUE",
            description = "A variable of the function's environment. May be repeated.")
    private Map<String, String> variables = new HashMap<>();

    @Override
    public Integer call() {
        var spec = requireNonNull(this.spec, "there is no spec");
        var environment = Penstock.environment(spec);
        var root = Path.of(System.getProperty("penstock.root", ""));
        var functions = Function.of(root);
        var function = functions.get(name);
        if (function == null) {
            throw new ParameterException(
                    spec.commandLine(),
                    "there is no function '%s'; there are %s".formatted(name, String.join(", ", functions.keySet())));
        }
        var event = event(environment);
        var client = root.resolve("local/target/runtime-interface-client");
        try (var unpacked = FunctionProcess.Unpacked.of(function, client)) {
            var deployed = alone
                    ? null
                    : LocalStackFunction.find(environment.variables(), stack, function)
                            .orElse(null);
            if (deployed != null) {
                say("with " + deployed.description());
                return run(unpacked, deployed.variables(), event);
            }
            say("with what stands in for AWS, in memory");
            try (var standIn = StandIn.start(InstantSource.system(), new SecureRandom(), RECEIVER)) {
                int code = run(unpacked, standIn.variables(), event);
                standIn.sent()
                        .forEach(sent -> say(
                                sent.delaySeconds() == 0
                                        ? "sent to %s: %s".formatted(sent.where(), sent.text())
                                        : "sent to %s, for in %d s: %s"
                                                .formatted(sent.where(), sent.delaySeconds(), sent.text())));
                return code;
            }
        }
    }

    private byte[] event(Environment environment) {
        var event = Input.read(environment, file);
        try {
            var _ = Json.read(event);
            return event;
        } catch (IllegalArgumentException e) {
            throw new UnreadableInputException("%s is no JSON: %s".formatted(file, e.getMessage()), e);
        }
    }

    private int run(FunctionProcess.Unpacked unpacked, Map<String, String> given, byte[] event) {
        var all = new HashMap<>(given);
        all.putAll(variables);
        var log = System.err;
        try (var process = unpacked.start(all, List.of(), log)) {
            var answer = process.invoke(event, unpacked.function().timeout());
            var out = requireNonNull(spec, "there is no spec").commandLine().getOut();
            out.println(answer.text());
            out.flush();
            return answer.failed() ? ExitCode.NO : ExitCode.OK;
        }
    }

    private void say(String text) {
        requireNonNull(spec, "there is no spec").commandLine().getErr().println("penstock: " + text);
    }
}

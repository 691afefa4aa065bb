package io.penstock.command;

import io.penstock.server.HttpLimits;
import io.penstock.server.HttpServer;
import io.penstock.signing.Ed25519PublicKey;
import io.penstock.signing.SharedSecret;
import io.penstock.signing.SignatureVerifier;
import io.penstock.signing.VerificationKey;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
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

/// `penstock receive`: a receiver of webhooks, until it is told to stop.
@Command(
        name = "receive",
        description = {
            "Receives webhooks, verifies their signatures, and prints a line for each.",
            "What is not signed right is answered 401. It goes on until it is told to stop (Ctrl-C), unless --count says"
                    + " otherwise."
        },
        mixinStandardHelpOptions = true,
        versionProvider = VersionText.class,
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  export PENSTOCK_SECRET=whsec_…",
            "  penstock receive --port 9000 --body",
            "  penstock receive --public-key whpk_… --fail-first 2"
        })
final class ReceiveCommand implements Callable<Integer> {
    private static final Duration PAUSE = Duration.ofMillis(50);

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            defaultValue = "127.0.0.1",
            description = "The address to listen on (default: ${DEFAULT-VALUE}).")
    private String host = "";

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "9000",
            description = "The port to listen on; 0 for any that is free (default: ${DEFAULT-VALUE}).")
    private int port;

    @Option(
            names = "--secret",
            paramLabel = "whsec_…",
            description =
                    "A secret to verify with; better in the environment, where others on the machine cannot read it"
                            + " (PENSTOCK_SECRET; several with spaces). May be repeated.")
    private List<String> secrets = List.of();

    @Option(
            names = "--public-key",
            paramLabel = "whpk_…",
            description = "A public key to verify with (PENSTOCK_PUBLIC_KEY; several with spaces). May be repeated.")
    private List<String> publicKeys = List.of();

    @Option(
            names = "--status",
            paramLabel = "STATUS",
            defaultValue = "200",
            description = "What to answer (default: ${DEFAULT-VALUE}).")
    private int status;

    @Option(
            names = "--fail-first",
            paramLabel = "N",
            description = "Answers 503 to the first N attempts of each delivery.")
    private int failFirst;

    @Option(names = "--body", description = "Prints bodies too.")
    private boolean body;

    @Option(names = "--json", description = "Prints a JSON object for each request.")
    private boolean json;

    @Option(names = "--count", paramLabel = "N", description = "Stops after N requests.")
    private int count;

    @Override
    public Integer call() throws InterruptedException {
        var out = spec().commandLine().getOut();
        if (status < 200 || status > 599 || failFirst < 0 || count < 0 || port < 0 || port > 65_535) {
            throw wrong("--status is from 200 to 599, --port to 65535, and --fail-first and --count are not negative");
        }
        var keys = keys();
        var verifier = keys.isEmpty() ? Optional.<SignatureVerifier>empty() : Optional.of(new SignatureVerifier(keys));
        var receiver = new WebhookPrinter(
                new WebhookPrinter.Answering(status, failFirst),
                new WebhookPrinter.Printing(out, body, json),
                verifier,
                InstantSource.system());
        try (var stop = new StopSignal();
                var server = HttpServer.start(new InetSocketAddress(host, port), HttpLimits.STANDARD, receiver)) {
            if (!json) {
                out.printf("Receives webhooks on %s%n", server.uri());
                out.println(
                        keys.isEmpty()
                                ? "Signatures are not verified: no secret was given (PENSTOCK_SECRET)"
                                : "Verifies signatures with %d key%s"
                                        .formatted(keys.size(), keys.size() == 1 ? "" : "s"));
                out.flush();
            }
            while (!stop.await(PAUSE) && (count == 0 || receiver.answered() < count)) {
                // Until there is a reason to stop.
            }
        }
        return ExitCode.OK;
    }

    private List<VerificationKey> keys() {
        var keys = new ArrayList<VerificationKey>();
        try {
            for (var text : given(secrets, "PENSTOCK_SECRET")) {
                keys.add(SharedSecret.parse(text));
            }
            for (var text : given(publicKeys, "PENSTOCK_PUBLIC_KEY")) {
                keys.add(Ed25519PublicKey.parse(text));
            }
        } catch (IllegalArgumentException e) {
            throw wrong(String.valueOf(e.getMessage()));
        }
        if (keys.size() > SignatureVerifier.MAX_KEYS) {
            throw wrong("at most %d keys".formatted(SignatureVerifier.MAX_KEYS));
        }
        return keys;
    }

    private List<String> given(List<String> options, String variable) {
        return options.isEmpty()
                ? Penstock.environment(spec()).variable(variable).stream()
                        .flatMap(text -> List.of(text.strip().split("\\s+", -1)).stream())
                        .toList()
                : options;
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec().commandLine(), message);
    }

    private CommandSpec spec() {
        return Objects.requireNonNull(spec, "picocli sets it");
    }
}

package io.penstock.command;

import io.penstock.access.KeyText;
import io.penstock.command.client.ServerAccess;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// The options that say who asks a server. The key is never one of them: what is on a command line, everyone on the
/// machine can read.
class Credentials {
    private static final String KEY = "PENSTOCK_KEY";
    private static final String OPERATOR_KEY = "PENSTOCK_OPERATOR_KEY";

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec spec;

    @Option(
            names = "--key-file",
            paramLabel = "FILE",
            order = 101,
            description = "A file with the key; without it, the key is taken from the environment: PENSTOCK_KEY for a"
                    + " tenant's, PENSTOCK_OPERATOR_KEY for the operator's.")
    private @Nullable Path keyFile;

    @Option(
            names = "--tenant",
            paramLabel = "ID",
            order = 102,
            description = "Which tenant is meant, for the operator (PENSTOCK_TENANT).")
    private @Nullable String tenant;

    /// As a tenant, or as the operator in the name of one.
    ServerAccess asTenant(URI server) {
        var key = keyFromFile()
                .or(() -> keyFrom(KEY))
                .or(() -> keyFrom(OPERATOR_KEY).map(found -> {
                    if (tenant().isEmpty()) {
                        throw wrong("The operator's key needs a tenant: --tenant, or PENSTOCK_TENANT");
                    }
                    return found;
                }));
        return new ServerAccess(checked(server), required(key), tenant());
    }

    /// As the operator.
    ServerAccess asOperator(URI server) {
        var key = keyFromFile().or(() -> keyFrom(OPERATOR_KEY)).or(() -> keyFrom(KEY));
        return new ServerAccess(checked(server), required(key));
    }

    Optional<String> tenant() {
        var named = Optional.ofNullable(tenant).or(() -> environment().variable("PENSTOCK_TENANT"));
        if (named.isPresent() && !isVisible(named.get())) {
            throw wrong("A tenant's id has lower-case letters, digits, '-' and '_' (--tenant, or PENSTOCK_TENANT)");
        }
        return named;
    }

    String requiredTenant() {
        return tenant().orElseThrow(() -> wrong("Say which tenant is meant: --tenant, or PENSTOCK_TENANT"));
    }

    ParameterException wrong(String message) {
        return new ParameterException(spec().commandLine(), message);
    }

    Environment environment() {
        return Penstock.environment(spec());
    }

    private KeyText required(Optional<KeyText> key) {
        return key.orElseThrow(() ->
                wrong("There is no key: set PENSTOCK_KEY (or PENSTOCK_OPERATOR_KEY), or name a file with --key-file"));
    }

    private URI checked(URI server) {
        boolean http = "http".equals(server.getScheme()) || "https".equals(server.getScheme());
        boolean more =
                server.getRawQuery() != null || server.getRawFragment() != null || server.getRawUserInfo() != null;
        if (!http || server.getHost() == null || more) {
            throw wrong("The server's URL must be like http://127.0.0.1:8080 or https://events.example.com");
        }
        return server;
    }

    private Optional<KeyText> keyFromFile() {
        if (keyFile == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(key("The file of --key-file", Files.readString(keyFile)));
        } catch (IOException e) {
            throw wrong("The key file %s cannot be read".formatted(keyFile));
        }
    }

    private Optional<KeyText> keyFrom(String variable) {
        return environment().variable(variable).map(text -> key(variable, text));
    }

    /// Reads a key, and says nothing of it if it is none: it may be one in spite of a slip.
    ///
    /// @param place where it was found, for the message
    private KeyText key(String place, String text) {
        return KeyText.read(text.strip())
                .orElseThrow(
                        () -> wrong("%s holds no key: a key has %d to %d visible ASCII characters, and nothing else"
                                .formatted(place, KeyText.MIN_GIVEN, KeyText.MAX_LENGTH)));
    }

    /// Whether it can be sent in a header; what else is wrong with it, the server says.
    private static boolean isVisible(String text) {
        return text.chars().allMatch(c -> c > ' ' && c < 0x7F);
    }

    private CommandSpec spec() {
        return Objects.requireNonNull(spec, "picocli sets it");
    }
}

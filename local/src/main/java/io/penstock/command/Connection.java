package io.penstock.command;

import io.penstock.access.KeyText;
import io.penstock.command.client.ApiClient;
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

/// The options of every command that talks to a server. The key is never one of them: what is on a command line,
/// everyone on the machine can read.
final class Connection {
    private static final String KEY = "PENSTOCK_KEY";
    private static final String OPERATOR_KEY = "PENSTOCK_OPERATOR_KEY";
    private static final URI STANDARD_URL = URI.create("http://127.0.0.1:8080");

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec spec;

    @Option(
            names = "--url",
            paramLabel = "URL",
            order = 100,
            description = "Where the server listens (PENSTOCK_URL; default: http://127.0.0.1:8080).")
    private @Nullable URI url;

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

    @Option(names = "--json", order = 103, description = "Prints the server's JSON.")
    private boolean json;

    /// Whether to print JSON.
    boolean json() {
        return json;
    }

    /// With a tenant's key, or the operator's in the name of a tenant.
    ApiClient asTenant() {
        var key = keyFromFile()
                .or(() -> keyFrom(KEY))
                .or(() -> keyFrom(OPERATOR_KEY).map(found -> {
                    if (tenant().isEmpty()) {
                        throw wrong("The operator's key needs a tenant: --tenant, or PENSTOCK_TENANT");
                    }
                    return found;
                }));
        return client(key, tenant());
    }

    /// With the operator's key.
    ApiClient asOperator() {
        var key = keyFromFile().or(() -> keyFrom(OPERATOR_KEY)).or(() -> keyFrom(KEY));
        return client(key, Optional.empty());
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

    private ApiClient client(Optional<KeyText> key, Optional<String> forTenant) {
        if (key.isEmpty()) {
            throw wrong("There is no key: set PENSTOCK_KEY (or PENSTOCK_OPERATOR_KEY), or name a file with --key-file");
        }
        return new ApiClient(server(), key.map(KeyText::reveal), forTenant);
    }

    private URI server() {
        var server = Optional.ofNullable(url)
                .or(() -> environment().variable("PENSTOCK_URL").map(this::parse))
                .orElse(STANDARD_URL);
        boolean http = "http".equals(server.getScheme()) || "https".equals(server.getScheme());
        if (!http
                || server.getHost() == null
                || server.getRawQuery() != null
                || server.getRawFragment() != null
                || server.getRawUserInfo() != null) {
            throw wrong("The server's URL must be like http://127.0.0.1:8080 or https://events.example.com");
        }
        return server;
    }

    private URI parse(String text) {
        try {
            return URI.create(text);
        } catch (IllegalArgumentException e) {
            throw wrong("PENSTOCK_URL is not a URL");
        }
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

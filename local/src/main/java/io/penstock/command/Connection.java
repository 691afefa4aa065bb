package io.penstock.command;

import io.penstock.command.client.ApiClient;
import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The options of every command that talks to a server.
final class Connection extends Credentials {
    private static final URI STANDARD_URL = URI.create("http://127.0.0.1:8080");

    @Option(
            names = "--url",
            paramLabel = "URL",
            order = 100,
            description = "Where the server listens (PENSTOCK_URL; default: http://127.0.0.1:8080).")
    private @Nullable URI url;

    /// As a tenant, or as the operator in the name of one.
    ApiClient asTenant() {
        return new ApiClient(asTenant(server()));
    }

    /// As the operator.
    ApiClient asOperator() {
        return new ApiClient(asOperator(server()));
    }

    private URI server() {
        return Optional.ofNullable(url)
                .or(() -> environment().variable("PENSTOCK_URL").map(this::parse))
                .orElse(STANDARD_URL);
    }

    private URI parse(String text) {
        try {
            return URI.create(text);
        } catch (IllegalArgumentException e) {
            throw wrong("PENSTOCK_URL is not a URL; http://127.0.0.1:8080 is one");
        }
    }
}

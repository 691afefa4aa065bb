package io.penstock.api;

import static java.util.Objects.requireNonNull;

import io.penstock.api.Problem.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/// What needs no key.
final class OpenRoutes {
    private static final String DOCUMENT = "openapi.json";
    private static final String RETRY_SECONDS = "5";

    private final Readiness readiness;
    private final String version;
    private final ApiResponse document;

    OpenRoutes(ApiServices services) {
        this.readiness = services.readiness();
        this.version = services.version();
        this.document =
                new ApiResponse(200, new Headers(List.of(Map.entry("content-type", "application/json"))), document());
    }

    List<Route> routes() {
        return List.of(
                Route.open("GET", "/", _ -> root()),
                Route.open("GET", "/health", _ -> status("alive")),
                Route.open("GET", "/ready", _ -> ready()),
                Route.open("GET", "/v1/openapi.json", _ -> document));
    }

    private ApiResponse root() {
        return Answers.json(200, out -> {
            out.writeStartObject();
            out.writeStringField("name", "Penstock");
            out.writeStringField("version", version);
            out.writeStringField("openapi", "/v1/openapi.json");
            out.writeStringField("health", "/health");
            out.writeStringField("ready", "/ready");
            out.writeEndObject();
        });
    }

    private ApiResponse ready() {
        return readiness
                .obstacle()
                .map(obstacle -> Answers.problem(Problem.of(Kind.UNAVAILABLE, obstacle, "retry-after", RETRY_SECONDS)))
                .orElseGet(() -> status("ready"));
    }

    private static ApiResponse status(String status) {
        return Answers.json(200, out -> {
            out.writeStartObject();
            out.writeStringField("status", status);
            out.writeEndObject();
        });
    }

    private static byte[] document() {
        try (var in = requireNonNull(OpenRoutes.class.getResourceAsStream(DOCUMENT), DOCUMENT + " is missing")) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(DOCUMENT + " cannot be read", e);
        }
    }
}

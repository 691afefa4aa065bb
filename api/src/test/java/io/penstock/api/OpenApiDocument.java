package io.penstock.api;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.penstock.api.TestApi.Answer;
import io.penstock.input.InvalidInputException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The OpenAPI document, to which the server is held: every response that a test sees is checked against it.
final class OpenApiDocument {
    static final OpenApiDocument INSTANCE = new OpenApiDocument();

    private static final String PROBLEM = "application/problem+json";

    private final JsonMapper mapper = new JsonMapper();
    private final SchemaRegistry schemas = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
    private final Map<JsonNode, Schema> compiled = new ConcurrentHashMap<>();
    private final JsonNode root;

    private OpenApiDocument() {
        root = mapper.readTree(requireNonNull(Api.class.getResourceAsStream("openapi.json")));
    }

    JsonNode root() {
        return root;
    }

    /// What the document says of `method` at `path`; a missing node if that is nothing.
    JsonNode operation(String method, String path) {
        return root.path("paths").path(path).path(method.toLowerCase(Locale.ROOT));
    }

    /// What stands where `node` refers to, if it does.
    JsonNode resolved(JsonNode node) {
        var reference = node.path("$ref").stringValue("");
        return reference.isEmpty() ? node : root.at(reference.substring(1));
    }

    /// What is wrong with `json`, by `schema`, which is part of the document.
    List<String> errors(JsonNode schema, String json) {
        return compiled.computeIfAbsent(schema, this::compile).validate(mapper.readTree(json)).stream()
                .map(Object::toString)
                .toList();
    }

    /// Holds a response to what the document says of its route and status.
    void check(Api api, ApiRequest request, ApiResponse response) {
        var route = route(api, request);
        if (route.isEmpty()) {
            assertThat(response.status()).isIn(400, 404, 405);
            checkBody(root.at("/components/schemas/Problem"), PROBLEM, response);
            return;
        }
        var described = resolved(operation(route.get().method(), route.get().path())
                .path("responses")
                .path(Integer.toString(response.status())));
        assertThat(described.isMissingNode())
                .as(
                        "%s %s answers %d, which is not in the document: %s",
                        route.get().method(), route.get().path(), response.status(), response.text())
                .isFalse();
        described
                .path("headers")
                .propertyNames()
                .forEach(name ->
                        assertThat(response.headers().first(name)).as(name).isPresent());
        var content = described.path("content");
        if (content.isMissingNode()) {
            assertThat(response.body()).isEmpty();
            return;
        }
        var type = new Answer(response).header("content-type");
        assertThat(content.propertyNames()).contains(type);
        checkBody(content.path(type).path("schema"), type, response);
    }

    private void checkBody(JsonNode schema, String type, ApiResponse response) {
        assertThat(new Answer(response).header("content-type")).isEqualTo(type);
        assertThat(errors(schema, response.text())).as(response.text()).isEmpty();
    }

    private static Optional<Route> route(Api api, ApiRequest request) {
        try {
            return Optional.of(new RouteTree(api.routes())
                    .find(request.method(), request.path())
                    .route());
        } catch (ProblemException | InvalidInputException e) {
            return Optional.empty();
        }
    }

    /// The part of the document as a schema of its own, with all that it may refer to.
    private Schema compile(JsonNode part) {
        var schema = mapper.createObjectNode();
        schema.set("components", root.path("components"));
        schema.set("allOf", mapper.createArrayNode().add(part));
        return schemas.getSchema(schema);
    }
}

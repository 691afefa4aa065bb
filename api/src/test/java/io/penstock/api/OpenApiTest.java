package io.penstock.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.access.ApiKey;
import io.penstock.api.TestApi.Caller;
import io.penstock.arn.Arn;
import io.penstock.delivery.Attempt;
import io.penstock.event.Event;
import io.penstock.event.EventJson;
import io.penstock.ledger.EventQuery;
import io.penstock.ledger.Ledger;
import io.penstock.replay.ReplayJob;
import io.penstock.replay.ReplayRequest;
import io.penstock.replay.ReplaySelection;
import io.penstock.retry.Backoff;
import io.penstock.subscription.Destination;
import io.penstock.subscription.StatusSet;
import io.penstock.subscription.Subscription;
import io.penstock.subscription.TypePattern;
import io.penstock.tenant.Tenant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// Holds the document to the server; [OpenApiDocument#check], in all other tests, holds the server to the document.
class OpenApiTest {
    private final OpenApiDocument document = OpenApiDocument.INSTANCE;
    private final TestApi api = new TestApi();

    @Test
    void everyRouteIsInTheDocumentAndNothingElse() {
        var documented = new TreeSet<String>();
        document.root()
                .path("paths")
                .forEachEntry((path, methods) -> methods.propertyNames()
                        .forEach(method -> documented.add(method.toUpperCase(Locale.ROOT) + " " + path)));

        assertThat(documented)
                .containsExactlyInAnyOrderElementsOf(api.api.routes().stream()
                        .map(route -> route.method() + " " + route.path())
                        .toList());
    }

    @TestFactory
    Stream<DynamicTest> theDocumentSaysWhatARouteTakesAndWhoMayCallIt() {
        return api.api.routes().stream()
                .map(route -> DynamicTest.dynamicTest(route.method() + " " + route.path(), () -> {
                    assertThat(parameters(route, "query")).containsExactlyInAnyOrderElementsOf(route.query());
                    assertThat(parameters(route, "path").stream().map(name -> "{" + name + "}"))
                            .containsExactlyElementsOf(Stream.of(route.path().split("/", -1))
                                    .filter(segment -> segment.startsWith("{"))
                                    .toList());
                    var schemes = new ArrayList<String>();
                    document.operation(route.method(), route.path())
                            .path("security")
                            .forEach(scheme -> schemes.addAll(scheme.propertyNames()));
                    assertThat(schemes)
                            .isEqualTo(
                                    switch (route.handling()) {
                                        case Route.Open _ -> List.of();
                                        case Route.OfOperator _ -> List.of("operatorKey");
                                        case Route.OfTenant _, Route.OfPublisher _ ->
                                            List.of("tenantKey", "operatorKey");
                                    });
                }));
    }

    @TestFactory
    Stream<DynamicTest> whatTheDocumentShowsAsARequestIsDone() {
        return api.api.routes().stream().flatMap(route -> {
            var content = document.operation(route.method(), route.path())
                    .path("requestBody")
                    .path("content");
            var tests = new ArrayList<DynamicTest>();
            content.forEachEntry((type, body) -> body.path("examples")
                    .forEachEntry((name, example) -> tests.add(DynamicTest.dynamicTest(
                            "%s %s %s".formatted(route.method(), route.path(), name),
                            () -> done(route, type, body.path("schema"), example.path("value"))))));
            if (!document.operation(route.method(), route.path())
                            .path("requestBody")
                            .path("required")
                            .booleanValue(false)
                    && !route.path().equals(PublishRoute.PATH)) {
                tests.add(DynamicTest.dynamicTest(
                        "%s %s without a body".formatted(route.method(), route.path()),
                        () -> assertThat(prepared(new TestApi(), route, "", "").status())
                                .isLessThan(300)));
            }
            return tests.stream();
        });
    }

    @TestFactory
    Stream<DynamicTest> whatTheDocumentShowsAsAResponseIsOne() {
        return api.api.routes().stream()
                .flatMap(route ->
                        document.operation(route.method(), route.path()).path("responses").properties().stream()
                                .filter(response -> response.getValue()
                                        .at("/content/application~1json/example")
                                        .isObject())
                                .map(response -> DynamicTest.dynamicTest(
                                        "%s %s %s".formatted(route.method(), route.path(), response.getKey()), () -> {
                                            var content = response.getValue().at("/content/application~1json");
                                            assertThat(document.errors(
                                                            content.path("schema"),
                                                            content.path("example")
                                                                    .toString()))
                                                    .isEmpty();
                                        })));
    }

    @Test
    void theLimitsInTheDocumentAreThoseOfTheServer() {
        assertThat(limit("SubscriptionInput/properties/types/maxItems")).isEqualTo(Subscription.MAX_TYPES);
        assertThat(limit("TypePattern/maxLength")).isEqualTo(TypePattern.MAX_LENGTH);
        assertThat(limit("WebhookInput/properties/url/maxLength")).isEqualTo(Destination.Webhook.MAX_URL);
        assertThat(limit("TargetArn/maxLength")).isEqualTo(Arn.MAX_LENGTH);
        assertThat(limit("ArnPattern/maxLength")).isEqualTo(Arn.MAX_LENGTH);
        assertThat(limit("EventBusInput/properties/source/maxLength")).isEqualTo(Destination.Bus.MAX_SOURCE);
        assertThat(limit("EventBusInput/properties/detailType/maxLength")).isEqualTo(Destination.Bus.MAX_DETAIL_TYPE);
        assertThat(limit("TenantInput/properties/destinations/maxItems")).isEqualTo(Tenant.MAX_DESTINATIONS);
        assertThat(limit("PolicyInput/properties/retry/properties/schedule/maxItems"))
                .isEqualTo(Backoff.MAX_RETRIES);
        assertThat(limit("PolicyInput/properties/retry/properties/exponential/properties/count/maximum"))
                .isEqualTo(Backoff.MAX_RETRIES);
        assertThat(limit("PolicyInput/properties/retry/properties/exponential/properties/factor/maximum"))
                .isEqualTo((int) Backoff.Exponential.MAX_FACTOR);
        assertThat(limit("PolicyInput/properties/success/maxItems")).isEqualTo(StatusSet.MAX_PATTERNS);
        assertThat(limit("PolicyInput/properties/final/maxItems")).isEqualTo(StatusSet.MAX_PATTERNS);
        assertThat(limit("TenantInput/properties/name/maxLength")).isEqualTo(Tenant.MAX_NAME);
        assertThat(limit("KeyInput/properties/name/maxLength")).isEqualTo(ApiKey.MAX_NAME);
        for (var attribute : List.of("id", "source", "type", "subject", "time", "datacontenttype", "dataschema")) {
            assertThat(limit("CloudEvent/properties/" + attribute + "/maxLength"))
                    .as(attribute)
                    .isEqualTo(Event.MAX_ATTRIBUTE_BYTES);
        }
        assertThat(document.root()
                        .at("/components/schemas/CloudEvent/description")
                        .stringValue())
                .contains(
                        "%,d bytes".formatted(Event.MAX_ATTRIBUTE_BYTES),
                        "together %,d".formatted(Event.MAX_ATTRIBUTES_BYTES),
                        "1 to %d ".formatted(Event.MAX_EXTENSION_NAME),
                        "at most %d.".formatted(Event.MAX_EXTENSIONS));
        assertThat(limit("Accepted/properties/accepted/maxItems")).isEqualTo(EventJson.MAX_BATCH_EVENTS);
        assertThat(limit("EventRecord/properties/deliveries/maxItems")).isEqualTo(Ledger.MAX_DELIVERIES_OF_EVENT);
        assertThat(document.root()
                        .at("/components/schemas/EventRecord/properties/deliveries/description")
                        .stringValue())
                .contains("%,d".formatted(EventRecordJson.MAX_RESPONSES_BYTES));
        assertThat(limit("ReplayInput/properties/events/maxItems")).isEqualTo(ReplaySelection.Events.MAX_EVENTS);
        assertThat(limit("ReplayInput/properties/types/maxItems")).isEqualTo(Subscription.MAX_TYPES);
        assertThat(limit("ReplayInput/properties/rate/maximum")).isEqualTo(ReplayRequest.MAX_RATE);
        assertThat(limit("ReplayInput/properties/rate/default")).isEqualTo(ReplayRequest.STANDARD_RATE);
        for (var since : List.of("since", "failedSince")) {
            assertThat(document.root()
                            .at("/components/schemas/ReplayInput/properties/%s/description".formatted(since))
                            .stringValue())
                    .contains("%d days".formatted(ReplaySelection.MAX_RANGE.toDays()));
        }
        assertThat(document.operation("POST", "/v1/replays").path("description").stringValue())
                .contains(
                        "At most %d of".formatted(ReplayJob.MAX_RUNNING),
                        "%d days".formatted(ReplayJob.REMEMBERED.toDays()));
        assertThat(limit("Events/properties/items/maxItems")).isEqualTo(EventQuery.MAX_LIMIT);
        assertThat(document.root()
                        .at("/components/parameters/limit/schema/maximum")
                        .intValue())
                .isEqualTo(EventQuery.MAX_LIMIT);
        assertThat(document.root()
                        .at("/components/parameters/limit/schema/default")
                        .intValue())
                .isEqualTo(Query.DEFAULT_LIMIT);
        assertThat(document.root()
                        .at("/components/responses/TooLarge/description")
                        .stringValue())
                .contains("%,d".formatted(Api.MAX_BODY_BYTES), "%,d".formatted(Api.MAX_EVENTS_BODY_BYTES));
        assertThat(document.root()
                        .at("/components/schemas/Attempt/properties/response/description")
                        .stringValue())
                .contains("%,d".formatted(Attempt.MAX_RESPONSE_BYTES));
    }

    @Test
    void aResponseThatDriftsFromTheDocumentIsFound() {
        var schema = document.root().at("/components/schemas/Tenant");
        var tenant =
                "{\"id\":\"a\",\"name\":\"A\",\"createdAt\":\"2026-01-01T00:00:00.000Z\",\"destinations\":[],\"externalId\":\"%s\"}"
                        .formatted("0".repeat(26));

        assertThat(document.errors(schema, tenant)).isEmpty();
        assertThat(document.errors(schema, tenant.replace("{", "{\"colour\":1,")))
                .hasSize(1);
        assertThat(document.errors(schema, tenant.replace(".000Z", "Z"))).hasSize(1);
        assertThat(document.errors(schema, "{}")).hasSize(5);
    }

    @Test
    void everyKindOfProblemIsInTheDocument() {
        var kinds = new ArrayList<String>();
        document.root()
                .at("/components/schemas/Problem/properties/type/enum")
                .forEach(kind -> kinds.add(kind.stringValue()));

        assertThat(kinds)
                .containsExactlyElementsOf(
                        Stream.of(Problem.Kind.values()).map(Problem.Kind::type).toList());
    }

    @TestFactory
    Stream<DynamicTest> whateverIsAskedForTheServerMayRefuseItOrHaveNoRoomForIt() {
        return api.api.routes().stream()
                .map(route -> DynamicTest.dynamicTest(route.method() + " " + route.path(), () -> {
                    var responses =
                            document.operation(route.method(), route.path()).path("responses");
                    assertThat(responses.path("default").path("$ref").stringValue())
                            .isEqualTo("#/components/responses/Refused");
                    assertThat(responses.path("503").path("$ref").stringValue())
                            .isEqualTo("#/components/responses/Unavailable");
                }));
    }

    @ParameterizedTest
    @EnumSource
    void whatAServerRefusesByItselfIsAnsweredAsTheDocumentSays(ServerRefusal refusal) {
        var response = refusal.response();
        var described = switch (response.status()) {
            case 500 -> "Internal";
            case 503 -> "Unavailable";
            default -> "Refused";
        };
        var schema =
                document.root().at("/components/responses/" + described + "/content/application~1problem+json/schema");

        assertThat(response.headers().first("content-type")).contains("application/problem+json");
        assertThat(document.errors(schema, response.text())).isEmpty();
        assertThat(response.headers().first("retry-after").isPresent()).isEqualTo(response.status() == 503);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 404, 408, 414, 417, 426, 431, 500, 501, 503, 505})
    void everyStatusOfAServerStandsForARefusal(int status) {
        assertThat(ServerRefusal.of(status).response().status())
                .isEqualTo(
                        switch (status) {
                            case 404, 417, 426 -> 400;
                            case 503 -> 500;
                            default -> status;
                        });
    }

    @Test
    void operationsHaveNamesOfTheirOwn() {
        assertThat(api.api.routes().stream()
                        .map(route -> document.operation(route.method(), route.path())
                                .path("operationId")
                                .stringValue()))
                .doesNotHaveDuplicates()
                .doesNotContain("");
    }

    private int limit(String path) {
        return document.root().at("/components/schemas/" + path).intValue();
    }

    private List<String> parameters(Route route, String in) {
        var names = new ArrayList<String>();
        document.operation(route.method(), route.path()).path("parameters").forEach(parameter -> {
            var resolved = document.resolved(parameter);
            if (resolved.path("in").stringValue("").equals(in)) {
                names.add(resolved.path("name").stringValue());
            }
        });
        return names;
    }

    private void done(Route route, String type, JsonNode schema, JsonNode example) {
        assertThat(document.errors(schema, example.toString())).isEmpty();
        var answer = prepared(new TestApi(), route, type, example.toString());
        assertThat(answer.status()).as(answer.response().text()).isLessThan(300);
    }

    /// Calls a route where there is one of everything.
    private static TestApi.Answer prepared(TestApi api, Route route, String type, String body) {
        var acme = api.tenant("acme");
        var subscription =
                route.method().equals("POST") && route.path().endsWith("/subscriptions") ? "other" : "orders";
        acme.put("/v1/subscriptions/" + subscription, """
                        {"types":["*"],"destination":{"type":"webhook","url":"https://a.example"}}""").is(201);
        var event = acme.publish("order.created", "0").text("accepted.0.event");
        acme.post("/v1/replays", """
                        {"id":"again","subscription":"%s","failedSince":"2025-12-01T00:00:00Z"}""".formatted(subscription)).is(202);
        var variables = Map.of(
                "{replay}",
                "again",
                "{tenant}",
                "acme",
                "{key}",
                api.operator().get("/v1/tenants/acme/keys").text("items.0.id"),
                "{subscription}",
                "orders",
                "{event}",
                event,
                "{delivery}",
                acme.get("/v1/events/" + event).text("deliveries.0.id"));
        var path = route.path();
        for (var variable : variables.entrySet()) {
            path = path.replace(variable.getKey(), variable.getValue());
        }
        Caller caller = switch (route.handling()) {
            case Route.Open _ -> api.nobody();
            case Route.OfOperator _ -> api.operator();
            case Route.OfTenant _, Route.OfPublisher _ -> acme;
        };
        return (type.isEmpty() ? caller : caller.with("Content-Type", type)).call(route.method(), path, body);
    }
}

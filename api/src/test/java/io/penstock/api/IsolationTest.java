package io.penstock.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.api.TestApi.Answer;
import io.penstock.api.TestApi.Caller;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// One tenant's things do not exist for another: over all routes there are, so that a new one is held to it too.
class IsolationTest {
    private static final String SUBSCRIPTION = """
            {"types":["*"],"destination":{"type":"webhook","url":"https://a.example"}}""";

    private final TestApi api = new TestApi();
    private final Caller owner = api.tenant("owner");
    private final Caller other = api.tenant("other");
    private final String event;
    private final Map<String, String> theirs;

    /// Of the same form, and nobody's.
    private static final Map<String, String> NOBODYS = Map.of(
            "{subscription}", "nobodys",
            "{replay}", "nobodys",
            "{event}", "evt_00000000000000000000000000",
            "{delivery}", "dlv_00000000000000000000000000");

    IsolationTest() {
        owner.put("/v1/subscriptions/orders0", SUBSCRIPTION).is(201);
        event = owner.publish("order.created", "1").is(202).text("accepted.0.event");
        owner.post("/v1/replays", """
                        {"id":"again0","subscription":"orders0","failedSince":"2025-12-01T00:00:00Z"}""").is(202);
        theirs = Map.of(
                "{replay}",
                "again0",
                "{subscription}",
                "orders0",
                "{event}",
                event,
                "{delivery}",
                owner.get("/v1/events/" + event).text("deliveries.0.id"));
    }

    @TestFactory
    List<DynamicTest> whatBelongsToAnotherTenantIsAnsweredAsWhatDoesNotExist() {
        return api.api.routes().stream()
                .filter(route ->
                        route.handling() instanceof Route.OfTenant || route.handling() instanceof Route.OfPublisher)
                .filter(route -> route.path().contains("{") && !route.method().equals("PUT"))
                .map(route -> DynamicTest.dynamicTest(route.method() + " " + route.path(), () -> {
                    for (var caller : List.of(other, api.operatorFor("other"))) {
                        var real = call(caller, route, theirs);
                        var unreal = call(caller, route, NOBODYS);
                        assertThat(real.status()).isEqualTo(404);
                        assertSame(real, unreal);
                    }
                    stillThere();
                }))
                .toList();
    }

    @TestFactory
    List<DynamicTest> anotherTenantsNameIsAnsweredAsOneThatDoesNotExist() {
        return api.api.routes().stream()
                .filter(route ->
                        route.handling() instanceof Route.OfTenant || route.handling() instanceof Route.OfPublisher)
                .map(route -> DynamicTest.dynamicTest(route.method() + " " + route.path(), () -> {
                    var real = call(other.with("Penstock-Tenant", "owner"), route, theirs);
                    var unreal = call(other.with("Penstock-Tenant", "nobody"), route, theirs);
                    assertThat(real.status()).isEqualTo(404);
                    assertThat(real.response().text().replace("'owner'", "'nobody'"))
                            .isEqualTo(unreal.response().text());
                    assertThat(real.response().headers())
                            .isEqualTo(unreal.response().headers());
                    stillThere();
                }))
                .toList();
    }

    @TestFactory
    List<DynamicTest> whatIsTheOperatorsIsNoTenants() {
        return api.api.routes().stream()
                .filter(route -> route.handling() instanceof Route.OfOperator)
                .map(route -> DynamicTest.dynamicTest(
                        route.method() + " " + route.path(),
                        () -> call(other, route, Map.of("{tenant}", "other", "{key}", "key_x"))
                                .is(403)))
                .toList();
    }

    @TestFactory
    List<DynamicTest> nothingButWhatIsOpenIsReachedWithoutAKey() {
        return api.api.routes().stream()
                .filter(route -> !(route.handling() instanceof Route.Open))
                .map(route -> DynamicTest.dynamicTest(
                        route.method() + " " + route.path(),
                        () -> call(api.nobody(), route, theirs).is(401)))
                .toList();
    }

    @Test
    void listsShowOnlyTheTenantsOwn() {
        for (var list :
                List.of("/v1/subscriptions", "/v1/events", "/v1/event-types", "/v1/deliveries", "/v1/replays")) {
            assertThat(owner.get(list).is(200).items()).hasSize(1);
            assertThat(other.get(list).is(200).items()).isEmpty();
        }
    }

    @Test
    void namesAndCursorsOfAnotherTenantLeadNowhere() {
        assertSame(other.get("/v1/deliveries?subscription=orders0"), other.get("/v1/deliveries?subscription=nobodys"));
        var own = other.publish("order.created", "1").is(202).text("accepted.0.event");
        assertThat(own).isNotEqualTo(event);
        assertSame(
                other.get("/v1/events/%s?subscription=orders0".formatted(own)),
                other.get("/v1/events/%s?subscription=nobodys".formatted(own)));
        owner.publish("order.created", "2");
        var cursor = owner.get("/v1/events?limit=1").text("next");
        other.get("/v1/events?limit=1&cursor=" + cursor).isProblem(400, "cursor");
    }

    @Test
    void anotherTenantMayUseTheSameNames() {
        other.put("/v1/subscriptions/orders0", SUBSCRIPTION).is(201);
        other.delete("/v1/subscriptions/orders0").is(204);

        stillThere();
    }

    private void stillThere() {
        assertThat(owner.get("/v1/replays/again0").is(200).text("state")).isEqualTo("running");
        assertThat(owner.get("/v1/subscriptions/orders0").is(200).text("status.state"))
                .isEqualTo("active");
        assertThat(owner.get("/v1/deliveries/" + theirs.get("{delivery}")).text("run"))
                .isEqualTo("1");
    }

    private static Answer call(Caller caller, Route route, Map<String, String> variables) {
        var path = route.path();
        for (var variable : variables.entrySet()) {
            path = path.replace(variable.getKey(), variable.getValue());
        }
        return switch (route.method()) {
            case "PUT" -> caller.put(path, SUBSCRIPTION);
            case "PATCH" -> caller.patch(path, "{}");
            default -> caller.call(route.method(), path, "");
        };
    }

    private void assertSame(Answer real, Answer unreal) {
        var text = real.response().text();
        for (var variable : theirs.entrySet()) {
            text = text.replace("'" + variable.getValue() + "'", "'" + NOBODYS.get(variable.getKey()) + "'");
        }
        assertThat(text).isEqualTo(unreal.response().text());
        assertThat(real.response().headers()).isEqualTo(unreal.response().headers());
        assertThat(real.status()).isEqualTo(unreal.status());
    }
}

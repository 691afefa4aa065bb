package io.penstock.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AccessApiTest {
    private final TestApi api = new TestApi();

    @Test
    void aTenantIsMadeOnceAndRenamed() {
        var made = api.operator().put("/v1/tenants/acme", "{\"name\":\"Acme\"}").is(201);
        api.clock.advance(Duration.ofDays(1));

        var renamed = api.operator()
                .put("/v1/tenants/acme", "{\"name\":\"Acme Inc.\"}")
                .is(200);

        assertThat(made.response().text())
                .startsWith("{\"id\":\"acme\",\"name\":\"Acme\",\"createdAt\":\"2026-01-01T00:00:00.000Z\"")
                .contains("\"destinations\":[]", "\"externalId\":\"");
        assertThat(renamed.text("createdAt")).isEqualTo(made.text("createdAt"));
        assertThat(api.operator().get("/v1/tenants/acme").is(200).text("name")).isEqualTo("Acme Inc.");
    }

    @Test
    void whatATenantMaySendToIsTheOperatorsToSayAndItsOwnToSee() {
        var acme = api.tenant("acme");
        var allowed = "[\"arn:aws:sqs:*:123456789012:orders-*\",\"arn:aws:sns:*:*:*\"]";

        var put = api.operator()
                .put("/v1/tenants/acme", "{\"name\":\"Acme\",\"destinations\":%s}".formatted(allowed))
                .is(200);

        assertThat(put.text("destinations")).isEqualTo(allowed);
        assertThat(acme.get("/v1/tenant").is(200).response().text())
                .isEqualTo(put.response().text());
        assertThat(api.operatorFor("acme").get("/v1/tenant").response().text())
                .isEqualTo(put.response().text());
        assertThat(api.operator()
                        .put("/v1/tenants/acme", "{\"name\":\"Renamed\"}")
                        .text("destinations"))
                .isEqualTo(allowed);
        assertThat(api.operator()
                        .put("/v1/tenants/acme", "{\"name\":\"Acme\",\"destinations\":[]}")
                        .text("destinations"))
                .isEqualTo("[]");
        acme.put("/v1/tenants/acme", "{\"name\":\"Acme\",\"destinations\":[\"arn:*:*:*:*:*\"]}")
                .is(403);
        api.operator()
                .put("/v1/tenants/acme", "{\"name\":\"Acme\",\"destinations\":[\"arn:*:*:*:*:*\",\"orders\"]}")
                .isProblem(400, "destinations[1]");
    }

    @Test
    void everyTenantHasAnExternalIdOfItsOwnThatStays() {
        var id = api.tenant("acme").get("/v1/tenant").text("externalId");
        api.operator().put("/v1/tenants/acme", "{\"name\":\"Renamed\"}").is(200);

        assertThat(api.operator().get("/v1/tenants/acme").text("externalId")).isEqualTo(id);
        assertThat(api.tenant("other").get("/v1/tenant").text("externalId")).isNotEqualTo(id);
    }

    @Test
    void tenantsAreListedAndDeleted() {
        api.tenant("a");
        api.tenant("b");

        var first = api.operator().get("/v1/tenants?limit=1").is(200);
        var second = api.operator().get("/v1/tenants?limit=1&cursor=" + first.text("next"));

        assertThat(first.text("items.0.id") + second.text("items.0.id")).isEqualTo("ab");
        api.operator().delete("/v1/tenants/a").is(204);
        api.operator().delete("/v1/tenants/a").is(404);
        api.operator().get("/v1/tenants/a").is(404);
    }

    @Test
    void theOperatorSubscribesToWhatPenstockSaysAboutItselfAndNobodyPublishesThere() {
        var penstock = api.operatorFor("penstock");

        penstock.put(
                        "/v1/subscriptions/watch",
                        "{\"types\":[\"penstock.*\"],\"destination\":{\"type\":\"webhook\",\"url\":\"https://a.example/\"}}")
                .is(201);
        penstock.get("/v1/events").is(200);

        penstock.publish("penstock.delivery.exhausted", "1").is(403);
        api.tenant("acme").with("Penstock-Tenant", "penstock").get("/v1/events").is(404);
        api.tenant("acme")
                .with("Penstock-Tenant", "penstock")
                .publish("penstock.delivery.exhausted", "1")
                .is(404);
        api.operator().post("/v1/tenants/penstock/keys", "{\"name\":\"ci\"}").isProblem(400, "tenant");
        assertThat(api.operator().get("/v1/tenants/penstock").is(200).text("name"))
                .isEqualTo("Penstock");
        assertThat(penstock.get("/v1/events").text("items")).isEqualTo("[]");
    }

    @Test
    void theReservedTenantIsNotAmongThoseThatAreListed() {
        api.operatorFor("penstock").get("/v1/events").is(200);
        for (var id : List.of("omega", "pi", "quebec")) {
            api.tenant(id);
        }

        var page = api.operator().get("/v1/tenants?limit=2").is(200);

        assertThat(page.text("items.0.id")).isEqualTo("omega");
        assertThat(page.text("items.1.id")).isEqualTo("pi");
        var rest = api.operator()
                .get("/v1/tenants?limit=2&cursor=" + page.text("next"))
                .is(200);
        assertThat(rest.text("items.0.id")).isEqualTo("quebec");
        assertThat(rest.response().text()).doesNotContain("next");
    }

    @Test
    void whatMayNotBeATenantIsRefused() {
        api.operator().put("/v1/tenants/Acme", "{\"name\":\"Acme\"}").isProblem(400, "tenant");
        api.operator().put("/v1/tenants/penstock", "{\"name\":\"Acme\"}").isProblem(400, "tenant");
        api.operator().delete("/v1/tenants/penstock").isProblem(400, "tenant");
        api.operator().put("/v1/tenants/acme", "{}").isProblem(400, "name");
        api.operator().put("/v1/tenants/acme", "{\"name\":\" \"}").isProblem(400, "name");
        api.operator().put("/v1/tenants/acme", "{\"name\":\"a\\u0007\"}").isProblem(400, "name");
    }

    @Test
    void aKeyIsShownOnceAndWorksUntilItIsRevoked() {
        api.operator().put("/v1/tenants/acme", "{\"name\":\"Acme\"}");
        var made = api.operator()
                .post("/v1/tenants/acme/keys", "{\"name\":\"ci\",\"expiresAt\":\"2026-06-01T00:00:00Z\"}")
                .is(201);
        var holder = api.holder(made.text("key"));

        holder.get("/v1/events").is(200);
        var listed = api.operator().get("/v1/tenants/acme/keys").is(200);
        assertThat(listed.text("items.0.id")).isEqualTo(made.text("id"));
        assertThat(listed.text("items.0.expiresAt")).isEqualTo("2026-06-01T00:00:00.000Z");
        assertThat(listed.response().text()).doesNotContain(made.text("key"));

        var path = "/v1/tenants/acme/keys/" + made.text("id");
        assertThat(made.header("location")).isEqualTo(path);
        api.operator().delete(path).is(204);
        holder.get("/v1/events").is(401);
        api.operator().delete(path).is(404);
    }

    @Test
    void aKeyExpires() {
        api.operator().put("/v1/tenants/acme", "{\"name\":\"Acme\"}");
        var made = api.operator()
                .post("/v1/tenants/acme/keys", "{\"name\":\"ci\",\"expiresAt\":\"2026-01-02T00:00:00Z\"}");

        api.clock.advance(Duration.ofDays(1));

        api.holder(made.text("key")).get("/v1/events").is(401);
        api.operator()
                .post("/v1/tenants/acme/keys", "{\"name\":\"ci\",\"expiresAt\":\"2026-01-02T00:00:00Z\"}")
                .isProblem(400, "expiresAt");
        api.operator()
                .post("/v1/tenants/acme/keys", "{\"name\":\"ci\",\"expiresAt\":\"tomorrow\"}")
                .isProblem(400, "expiresAt");
    }

    @Test
    void withoutAKeyInForceNothingIsReached() {
        assertThat(api.nobody().get("/v1/events").is(401).header("www-authenticate"))
                .startsWith("Bearer");
        api.holder("psk_00000000000000000000000000_nonsense").get("/v1/events").is(401);
        api.nobody().with("Authorization", "Basic abc").get("/v1/events").is(401);
        api.operator().with("Authorization", "Bearer x").get("/v1/tenants").isProblem(400, "Authorization");
    }

    @Test
    void whatAKeyDoesNotReachIsKnownBeforeTheBodyIsRead() {
        var acme = api.tenant("acme");

        assertThat(acme.refusal("POST", "/v1/events")).isEmpty();
        assertThat(acme.refusal("POST", "/v1/nonsense")).hasValueSatisfying(answer -> answer.is(404));
        assertThat(acme.refusal("PATCH", "/v1/events")).hasValueSatisfying(answer -> answer.is(405));
        assertThat(acme.refusal("PUT", "/v1/tenants/acme")).hasValueSatisfying(answer -> answer.is(403));
        assertThat(api.nobody().refusal("POST", "/v1/events"))
                .hasValueSatisfying(answer ->
                        assertThat(answer.is(401).header("www-authenticate")).startsWith("Bearer"));
        assertThat(api.operator().refusal("POST", "/v1/events"))
                .hasValueSatisfying(answer -> answer.isProblem(400, "Penstock-Tenant"));
        assertThat(api.nobody().refusal("GET", "/health")).isEmpty();
    }

    @Test
    void aKeyThatIsRevokedWhileTheBodyComesIsWorthNothing() {
        var acme = api.tenant("acme");
        assertThat(acme.refusal("POST", "/v1/events")).isEmpty();

        api.operator()
                .delete("/v1/tenants/acme/keys/"
                        + api.operator().get("/v1/tenants/acme/keys").text("items.0.id"))
                .is(204);

        acme.publish("order.created", "1").is(401);
    }

    @Test
    void theOperatorNamesTheTenantThatIsMeant() {
        api.tenant("acme");

        api.operator().get("/v1/events").isProblem(400, "Penstock-Tenant");
        api.operatorFor("nobody").get("/v1/events").is(404);
        api.operatorFor("acme").get("/v1/events").is(200);
    }

    @Test
    void aTenantMayNameItself() {
        var acme = api.tenant("acme");

        acme.with("Penstock-Tenant", "acme").get("/v1/events").is(200);
    }

    @Test
    void aliveIsNotYetReady() {
        api.nobody().get("/health").is(200);
        assertThat(api.nobody().get("/ready").is(200).text("status")).isEqualTo("ready");

        api.obstacle = Optional.of("The disk is full");

        api.nobody().get("/health").is(200);
        var answer = api.nobody().get("/ready").is(503);
        assertThat(answer.text("detail")).isEqualTo("The disk is full");
        assertThat(answer.header("retry-after")).isEqualTo("5");
    }

    @Test
    void theRootSaysWhereToReadOn() {
        assertThat(api.nobody().get("/").is(200).text("version")).isEqualTo("1.2.3");
        api.nobody().get("/v1/openapi.json").is(200);
    }
}

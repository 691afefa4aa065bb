package io.penstock.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.api.TestApi.Caller;
import io.penstock.subscription.Destination;
import io.penstock.subscription.Failing;
import io.penstock.subscription.Subscription;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SubscriptionApiTest {
    private static final String MINIMAL = """
            {"id": "orders", "types": ["order.*"], "destination": {"type": "webhook", "url": "https://a.example/hooks"}}
            """;

    private static final String FULL = """
            {
              "id": "full",
              "types": ["order.created", "invoice.*"],
              "filter": {"data": {"amount": [{"numeric": [">", 100.50]}]}},
              "destination": {
                "type": "webhook",
                "url": "https://a.example/hooks?token=x",
                "headers": {"Authorization": "Bearer secret", "X-Team": "blue"},
                "mode": "structured"
              },
              "policy": {
                "retry": {"schedule": ["PT1S", "PT2M"], "jitter": 0.1},
                "timeout": "PT5S",
                "success": ["2xx", "409"],
                "ttl": "P1D",
                "delay": "PT1M",
                "window": {"from": "08:00", "to": "18:00"}
              }
            }
            """;

    private final TestApi api = new TestApi();
    private final Caller acme = api.tenant("acme");

    @Test
    void aNewSubscriptionIsShownWithItsSecretThisOnce() {
        var made = acme.post("/v1/subscriptions", MINIMAL).is(201);

        assertThat(made.header("location")).isEqualTo("/v1/subscriptions/orders");
        assertThat(made.text("secret")).startsWith("whsec_");
        assertThat(made.text("status.state")).isEqualTo("active");
        assertThat(made.text("destination.mode")).isEqualTo("binary");
        assertThat(made.text("policy.retry.schedule.0")).isEqualTo("PT5S");
        assertThat(made.text("policy.timeout")).isEqualTo("PT15S");
        assertThat(made.text("createdAt")).isEqualTo("2026-01-01T00:00:00.000Z");
        var seen = acme.get("/v1/subscriptions/orders").is(200);
        assertThat(seen.has("secret")).isFalse();
        assertThat(seen.header("etag")).isEqualTo("\"" + seen.text("version") + "\"");
    }

    @Test
    void aScheduleGivesWayToDelaysThatGrowWhenItIsTakenAway() {
        acme.post("/v1/subscriptions", FULL).is(201);
        var exponential = "{\"base\":\"PT1S\",\"count\":5}";

        acme.patch("/v1/subscriptions/full", "{\"policy\":{\"retry\":{\"exponential\":%s}}}".formatted(exponential))
                .isProblem(400, "policy.retry.exponential");
        var changed = acme.patch(
                        "/v1/subscriptions/full",
                        "{\"policy\":{\"retry\":{\"schedule\":null,\"exponential\":%s}}}".formatted(exponential))
                .is(200);

        assertThat(changed.text("policy.retry")).isEqualTo("""
                        {"exponential":{"base":"PT1S","factor":2.0,"cap":"PT24H","count":5},\
                        "jitter":0.1,"retryAfter":true}""");
    }

    @Test
    void aThrottleIsShownAsItIsKeptAndCanBeTakenOff() {
        acme.post("/v1/subscriptions", MINIMAL).is(201);
        acme.patch("/v1/subscriptions/orders", "{\"policy\":{\"rateLimit\":{\"limit\":0,\"per\":\"second\"}}}")
                .isProblem(400, "policy.rateLimit.limit");
        acme.patch("/v1/subscriptions/orders", "{\"policy\":{\"rateLimit\":{\"limit\":1,\"per\":\"day\"}}}")
                .isProblem(400, "policy.rateLimit.per");
        acme.patch("/v1/subscriptions/orders", "{\"policy\":{\"rateLimit\":{\"per\":\"second\"}}}")
                .isProblem(400, "policy.rateLimit.limit");
        acme.patch("/v1/subscriptions/orders", "{\"policy\":{\"concurrency\":1001}}")
                .isProblem(400, "policy.concurrency");

        var throttled = acme.patch(
                        "/v1/subscriptions/orders",
                        "{\"policy\":{\"rateLimit\":{\"limit\":120,\"per\":\"minute\"},\"concurrency\":3}}")
                .is(200);

        assertThat(throttled.text("policy.rateLimit")).isEqualTo("{\"limit\":120,\"per\":\"minute\",\"burst\":2}");
        assertThat(throttled.text("policy.concurrency")).isEqualTo("3");
        var free = acme.patch("/v1/subscriptions/orders", "{\"policy\":{\"rateLimit\":null,\"concurrency\":null}}")
                .is(200);
        assertThat(free.text("policy")).doesNotContain("rateLimit", "concurrency");
    }

    @Test
    void deliveriesAreOrderedByTheirPartitionKeyOrNotAtAll() {
        acme.post("/v1/subscriptions", MINIMAL).is(201);

        acme.patch("/v1/subscriptions/orders", "{\"policy\":{\"ordering\":{}}}").isProblem(400, "policy.ordering.by");
        acme.patch("/v1/subscriptions/orders", "{\"policy\":{\"ordering\":{\"by\":\"subject\"}}}")
                .isProblem(400, "policy.ordering.by");
        acme.patch(
                        "/v1/subscriptions/orders",
                        "{\"policy\":{\"ordering\":{\"by\":\"partitionkey\",\"onExhausted\":\"none\"}}}")
                .isProblem(400, "policy.ordering.onExhausted");

        var ordered = acme.patch("/v1/subscriptions/orders", "{\"policy\":{\"ordering\":{\"by\":\"partitionkey\"}}}")
                .is(200);

        assertThat(ordered.text("policy.ordering")).isEqualTo("{\"by\":\"partitionkey\",\"onExhausted\":\"block\"}");
        var passing = acme.patch("/v1/subscriptions/orders", "{\"policy\":{\"ordering\":{\"onExhausted\":\"skip\"}}}")
                .is(200);
        assertThat(passing.text("policy.ordering.onExhausted")).isEqualTo("skip");
        var free = acme.patch("/v1/subscriptions/orders", "{\"policy\":{\"ordering\":null}}")
                .is(200);
        assertThat(free.text("policy")).doesNotContain("ordering");
    }

    @Test
    void aCircuitBreakerIsChangedFieldByField() {
        acme.post("/v1/subscriptions", MINIMAL).is(201);

        acme.patch("/v1/subscriptions/orders", "{\"policy\":{\"circuitBreaker\":{\"failureRate\":0}}}")
                .isProblem(400, "policy.circuitBreaker.failureRate");
        acme.patch("/v1/subscriptions/orders", "{\"policy\":{\"disableAfter\":\"PT1M\"}}")
                .isProblem(400, "policy.disableAfter");
        var changed = acme.patch(
                        "/v1/subscriptions/orders",
                        "{\"policy\":{\"circuitBreaker\":{\"enabled\":false},\"disableAfter\":\"P1D\"}}")
                .is(200);

        assertThat(changed.text("policy.circuitBreaker")).isEqualTo("""
                        {"enabled":false,"failureRate":0.5,"attempts":20,"window":"PT1M","pause":"PT30S"}""");
        assertThat(changed.text("policy.disableAfter")).isEqualTo("PT24H");
    }

    @Test
    void anOpenCircuitIsShown() {
        acme.post("/v1/subscriptions", MINIMAL).is(201);
        var present = present("orders");
        var at = present.createdAt();
        var circuit = new Failing.Circuit(at, at.plusSeconds(30), 1, "12 of 20 attempts failed in PT1M");
        api.subscriptions.setStatus(
                present.uid(), present.status().with(new Failing(at, null, circuit)), present.version());

        assertThat(acme.get("/v1/subscriptions/orders").is(200).text("status")).isEqualTo("""
                        {"state":"active","since":"2026-01-01T00:00:00.000Z","failingSince":"2026-01-01T00:00:00.000Z",\
                        "circuit":{"openedAt":"2026-01-01T00:00:00.000Z","retryAt":"2026-01-01T00:00:30.000Z","tries":1,\
                        "reason":"12 of 20 attempts failed in PT1M"}}""");
    }

    @Test
    void aSubscriptionWithoutAnIdGetsOne() {
        var made = acme.post("/v1/subscriptions", MINIMAL.replace("\"id\": \"orders\",", ""))
                .is(201);

        assertThat(made.text("id")).startsWith("sub_");
        acme.get(made.header("location")).is(200);
    }

    @Test
    void whatIsSaidOfASubscriptionIsShownAgainButForWhatIsSecret() {
        var made = acme.post("/v1/subscriptions", FULL).is(201);

        assertThat(made.text("types")).isEqualTo("[\"order.created\",\"invoice.*\"]");
        assertThat(made.text("filter")).isEqualTo("{\"data\":{\"amount\":[{\"numeric\":[\">\",100.50]}]}}");
        assertThat(made.text("destination.headers")).isEqualTo("{\"Authorization\":\"***\",\"X-Team\":\"***\"}");
        assertThat(made.text("policy")).isEqualTo("""
                        {"retry":{"schedule":["PT1S","PT2M"],"jitter":0.1,"retryAfter":true},"timeout":"PT5S",\
                        "success":["2xx","409"],"final":["410"],"ttl":"PT24H","delay":"PT1M",\
                        "window":{"from":"08:00","to":"18:00","zone":"UTC"},\
                        "circuitBreaker":{"enabled":true,"failureRate":0.5,"attempts":20,"window":"PT1M","pause":"PT30S"},\
                        "disableAfter":"PT120H"}""");
        var present = present("full");
        assertThat(present.policy().timeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(((Destination.Webhook) present.destination()).headers())
                .containsEntry("Authorization", "Bearer secret")
                .containsEntry("X-Team", "blue");
    }

    @Test
    void anIdThatIsTakenIsAConflict() {
        acme.post("/v1/subscriptions", MINIMAL).is(201);

        acme.post("/v1/subscriptions", MINIMAL).isProblem(409, "id");
    }

    @Test
    void puttingTwiceMakesOneAndShowsTheSecretOnce() {
        var first = acme.put("/v1/subscriptions/orders", MINIMAL).is(201);
        var second = acme.put("/v1/subscriptions/orders", MINIMAL).is(200);

        assertThat(first.has("secret")).isTrue();
        assertThat(second.has("secret")).isFalse();
        assertThat(second.text("createdAt")).isEqualTo(first.text("createdAt"));
    }

    @Test
    void whatIsShownCanBePutBack() {
        acme.post("/v1/subscriptions", FULL).is(201);
        var shown = acme.get("/v1/subscriptions/full");

        acme.put("/v1/subscriptions/full", shown.response().text()).is(200);

        assertThat(((Destination.Webhook) present("full").destination()).headers())
                .containsEntry("Authorization", "Bearer secret");
        assertThat(acme.get("/v1/subscriptions/full").text("filter")).isEqualTo(shown.text("filter"));
    }

    @Test
    void whatOnlyPenstockSetsIsRefusedIfItIsChanged() {
        acme.post("/v1/subscriptions", MINIMAL).is(201);

        acme.patch("/v1/subscriptions/orders", "{\"status\":{\"state\":\"paused\"}}")
                .isProblem(400, "status");
        acme.patch("/v1/subscriptions/orders", "{\"createdAt\":\"2020-01-01T00:00:00.000Z\"}")
                .isProblem(400, "createdAt");
        acme.patch("/v1/subscriptions/orders", "{\"id\":\"other\"}").isProblem(400, "id");
        acme.put("/v1/subscriptions/orders", MINIMAL.replace("orders", "other")).isProblem(400, "id");
        acme.post("/v1/subscriptions", MINIMAL.replace("{\"id\"", "{\"version\": 1, \"id\""))
                .isProblem(400, "version");
    }

    @Test
    void aPatchChangesWhatItNamesAndNothingElse() {
        acme.post("/v1/subscriptions", FULL).is(201);

        var patched = acme.patch("/v1/subscriptions/full", """
                        {"filter": null, "policy": {"timeout": "PT9S"},
                         "destination": {"headers": {"X-Team": null, "X-New": "yes"}}}
                        """).is(200);

        assertThat(patched.has("filter")).isFalse();
        assertThat(patched.text("policy.timeout")).isEqualTo("PT9S");
        assertThat(patched.text("policy.retry.schedule")).isEqualTo("[\"PT1S\",\"PT2M\"]");
        assertThat(((Destination.Webhook) present("full").destination()).headers())
                .containsOnly(
                        java.util.Map.entry("Authorization", "Bearer secret"), java.util.Map.entry("X-New", "yes"));
    }

    @Test
    void aHiddenHeaderThatIsNotThereCannotBeKept() {
        acme.post("/v1/subscriptions", MINIMAL).is(201);

        acme.patch("/v1/subscriptions/orders", "{\"destination\":{\"headers\":{\"X-A\":\"***\"}}}")
                .isProblem(400, "destination.headers.X-A");
    }

    @Test
    void aChangeOfAnotherVersionIsRefused() {
        var made = acme.post("/v1/subscriptions", MINIMAL).is(201);
        acme.patch("/v1/subscriptions/orders", "{\"types\":[\"a\"]}").is(200);
        var outdated = acme.with("If-Match", made.header("etag"));

        outdated.patch("/v1/subscriptions/orders", "{\"types\":[\"b\"]}").is(412);
        outdated.put("/v1/subscriptions/orders", MINIMAL).is(412);
        outdated.delete("/v1/subscriptions/orders").is(412);

        var present = acme.with("If-Match", acme.get("/v1/subscriptions/orders").header("etag"));
        present.patch("/v1/subscriptions/orders", "{\"types\":[\"b\"]}").is(200);
        acme.with("If-Match", "*").delete("/v1/subscriptions/orders").is(204);
        acme.with("If-Match", "*").put("/v1/subscriptions/orders", MINIMAL).is(412);
        acme.with("If-Match", "7").put("/v1/subscriptions/orders", MINIMAL).isProblem(400, "If-Match");
    }

    @Test
    void puttingOnlyIfThereIsNoneLeavesTheOneThatIs() {
        var ifNone = acme.with("If-None-Match", "*");

        ifNone.put("/v1/subscriptions/orders", MINIMAL).is(201);
        ifNone.put("/v1/subscriptions/orders", MINIMAL).is(412);
    }

    @Test
    void aPausedSubscriptionIsResumed() {
        acme.post("/v1/subscriptions", MINIMAL).is(201);
        api.clock.advance(Duration.ofMinutes(1));

        var paused = acme.post("/v1/subscriptions/orders/pause").is(200);

        assertThat(paused.text("status")).isEqualTo("{\"state\":\"paused\",\"since\":\"2026-01-01T00:01:00.000Z\"}");
        assertThat(acme.post("/v1/subscriptions/orders/resume").is(200).text("status.state"))
                .isEqualTo("active");
    }

    @Test
    void aDeletedSubscriptionIsGone() {
        acme.post("/v1/subscriptions", MINIMAL).is(201);

        acme.delete("/v1/subscriptions/orders").is(204);

        acme.get("/v1/subscriptions/orders").is(404);
        acme.delete("/v1/subscriptions/orders").is(404);
    }

    @Test
    void theListIsInPages() {
        for (int i = 0; i < 5; i++) {
            acme.put("/v1/subscriptions/s" + i, MINIMAL.replace("orders", "s" + i))
                    .is(201);
        }

        var first = acme.get("/v1/subscriptions?limit=2").is(200);
        var second = acme.get("/v1/subscriptions?limit=2&cursor=" + first.text("next"));
        var third = acme.get("/v1/subscriptions?limit=2&cursor=" + second.text("next"));

        assertThat(first.items()).hasSize(2);
        assertThat(second.text("items.0.id")).isEqualTo("s2");
        assertThat(third.items()).hasSize(1);
        assertThat(third.has("next")).isFalse();
    }

    @Test
    void aTestEventGoesToTheSubscriptionWhateverItWants() {
        acme.post("/v1/subscriptions", MINIMAL).is(201);

        var sent = acme.post("/v1/subscriptions/orders/test").is(202);

        var delivery = acme.get("/v1/deliveries/" + sent.text("delivery")).is(200);
        assertThat(delivery.text("eventType")).isEqualTo("penstock.test");
        assertThat(delivery.text("subscription")).isEqualTo("orders");
        var custom = acme.post("/v1/subscriptions/orders/test", "{\"data\":[1, 2.50]}");
        assertThat(acme.get("/v1/events/" + custom.text("event")).text("cloudEvent.data"))
                .isEqualTo("[1,2.50]");
    }

    @Test
    void aRotatedSecretIsShownOnceAndTheOldOneSignsOnForAWhile() {
        var made = acme.post("/v1/subscriptions", MINIMAL).is(201);

        var rotated = acme.post("/v1/subscriptions/orders/rotate-secret", "{\"overlap\":\"PT1H\"}")
                .is(200);

        assertThat(rotated.text("secret")).startsWith("whsec_").isNotEqualTo(made.text("secret"));
        var keys = present("orders").keys();
        assertThat(keys.inForce(api.clock.instant())).hasSize(2);
        assertThat(keys.inForce(api.clock.instant().plus(Duration.ofHours(2)))).hasSize(1);
        acme.post("/v1/subscriptions/orders/rotate-secret").is(200);
        acme.post("/v1/subscriptions/orders/rotate-secret", "{\"overlap\":\"P31D\"}")
                .isProblem(400, "overlap");
    }

    @Test
    void aKeyPairShowsItsPublicHalfOnly() {
        var made = acme.post("/v1/subscriptions", MINIMAL.replace("{\"id\"", "{\"signature\": \"v1a\", \"id\""))
                .is(201);

        assertThat(made.text("publicKey")).startsWith("whpk_");
        assertThat(made.has("secret")).isFalse();
        assertThat(acme.get("/v1/subscriptions/orders").text("publicKey")).isEqualTo(made.text("publicKey"));
        var rotated = acme.post("/v1/subscriptions/orders/rotate-secret", "{\"signature\":\"v1\"}");
        assertThat(rotated.text("signature")).isEqualTo("v1");
        assertThat(rotated.text("secret")).startsWith("whsec_");
        assertThat(rotated.has("publicKey")).isFalse();
    }

    @Test
    void aChosenSecretIsTakenAndChangedOnlyByRotation() {
        var secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
        var chosen = MINIMAL.replace("{\"id\"", "{\"secret\": \"%s\", \"id\"".formatted(secret));
        acme.put("/v1/subscriptions/orders", chosen).is(201);

        assertThat(present("orders").keys().newest().reveal()).isEqualTo(secret);
        acme.put("/v1/subscriptions/orders", chosen).is(200);
        acme.put("/v1/subscriptions/orders", chosen.replace("MfKQ", "AAAA")).isProblem(400, "secret");
        acme.patch("/v1/subscriptions/orders", "{\"signature\":\"v1a\"}").isProblem(400, "signature");
        acme.post(
                        "/v1/subscriptions/orders/rotate-secret",
                        "{\"secret\":\"%s\",\"signature\":\"v1a\"}".formatted(secret))
                .isProblem(400, "secret");
        var nonsense = acme.post("/v1/subscriptions/orders/rotate-secret", "{\"secret\":\"whsec_hunter2hunter2\"}")
                .isProblem(400, "secret");
        assertThat(nonsense.response().text()).doesNotContain("hunter2");
    }

    private Subscription present(String id) {
        var tenant = api.registry.tenants().find("acme").orElseThrow();
        return api.registry.subscriptions().find(tenant.uid(), id).orElseThrow();
    }
}

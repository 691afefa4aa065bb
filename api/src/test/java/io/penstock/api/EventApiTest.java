package io.penstock.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.api.TestApi.Caller;
import io.penstock.delivery.Attempt;
import io.penstock.delivery.DeliveryState;
import io.penstock.delivery.Next;
import io.penstock.delivery.Outcome;
import io.penstock.event.ContentHash;
import io.penstock.event.Event;
import io.penstock.event.EventKey;
import io.penstock.identity.Id128;
import io.penstock.ledger.IntakeRefusedException;
import io.penstock.ledger.PlannedEvent;
import io.penstock.routing.Plan;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventApiTest {
    private static final String STRUCTURED = """
            {"specversion":"1.0","id":"%s","source":"/shop","type":"%s","subject":"order/1","time":"2026-01-01T00:00:00Z",
             "colour":"blue","data":{"b": 1.0e2,   "a":[1 , 2]}}
            """;

    private final TestApi api = new TestApi();
    private final Caller acme = api.tenant("acme");

    @Test
    void aBinaryEventIsAccepted() {
        var answer = acme.publish("order.created", "1").is(202);

        assertThat(answer.text("accepted.0.event")).startsWith("evt_");
        assertThat(answer.text("accepted.0.source")).isEqualTo("/shop");
        assertThat(answer.text("accepted.0.id")).isEqualTo("1");
        assertThat(answer.text("accepted")).doesNotContain("duplicate", "conflict");
    }

    @Test
    void theDataOfAnEventIsShownAsTheVeryBytesThatCame() {
        var accepted = acme.publishStructured(STRUCTURED.formatted("1", "order.created"))
                .is(202);

        var shown = acme.get("/v1/events/" + accepted.text("accepted.0.event")).is(200);

        assertThat(shown.response().text()).contains("\"data\":{\"b\": 1.0e2,   \"a\":[1 , 2]}");
        assertThat(shown.text("cloudEvent.colour")).isEqualTo("blue");
        assertThat(shown.text("state")).isEqualTo("unmatched");
        assertThat(shown.text("matched")).isEqualTo("0");
        assertThat(shown.text("deliveries")).isEqualTo("[]");
    }

    @Test
    void aBatchIsAcceptedInItsOrder() {
        var batch = "[%s,%s]".formatted(STRUCTURED.formatted("1", "a"), STRUCTURED.formatted("2", "b"));

        var answer = acme.publishBatch(batch).is(202);

        assertThat(answer.text("accepted.0.id")).isEqualTo("1");
        assertThat(answer.text("accepted.1.id")).isEqualTo("2");
    }

    @Test
    void oneBadEventRefusesItsBatchAndIsNamed() {
        var batch = "[%s,%s]".formatted(STRUCTURED.formatted("1", "a"), STRUCTURED.formatted("2", ""));

        acme.publishBatch(batch).isProblem(400, "[1].type");

        assertThat(acme.get("/v1/events").items()).isEmpty();
    }

    @Test
    void aDuplicateIsSaidToBeOne() {
        var first = acme.publishStructured(STRUCTURED.formatted("1", "a"));

        var again = acme.publishStructured(STRUCTURED.formatted("1", "a")).is(202);
        var other = acme.publishStructured(STRUCTURED.formatted("1", "b")).is(202);

        assertThat(again.text("accepted.0.event")).isEqualTo(first.text("accepted.0.event"));
        assertThat(again.text("accepted.0.duplicate")).isEqualTo("true");
        assertThat(again.text("accepted")).doesNotContain("conflict");
        assertThat(other.text("accepted.0.conflict")).isEqualTo("true");
        var shown = acme.get("/v1/events/" + first.text("accepted.0.event"));
        assertThat(shown.text("duplicates")).isEqualTo("2");
        assertThat(shown.text("conflicts")).isEqualTo("1");
    }

    @Test
    void whatIsNoCloudEventIsTheWrongMediaType() {
        acme.post("/v1/events", "{\"hello\":1}").isProblem(415, "Content-Type");
        acme.with("Content-Type", "application/cloudevents+xml")
                .call("POST", "/v1/events", "<event/>")
                .isProblem(415, "Content-Type");
        acme.call("POST", "/v1/events", "").is(415);
        acme.with("ce-id", "1").call("POST", "/v1/events", "").is(400);
    }

    @Test
    void aBodyPastTheLimitIsRefused() {
        var answer = acme.with("Content-Type", "application/cloudevents+json")
                .call("POST", "/v1/events", new byte[Api.MAX_EVENTS_BODY_BYTES + 1])
                .is(413);

        assertThat(answer.text("detail")).contains("4,194,304");
        assertThat(Api.bodyTooLarge("/v1/events").body())
                .isEqualTo(answer.response().body());
    }

    @Test
    void aBatchOfMoreThanAThousandEventsIsRefused() {
        var batch = IntStream.rangeClosed(0, 1_000)
                .mapToObj(i -> "{\"specversion\":\"1.0\",\"id\":\"%d\",\"source\":\"/s\",\"type\":\"t\"}".formatted(i))
                .collect(Collectors.joining(",", "[", "]"));

        acme.publishBatch(batch).is(400);
    }

    @ParameterizedTest
    @CsvSource({"BACKLOG,429", "DISK_FULL,503", "OVERLOADED,503", "STOPPING,503"})
    void whatThereIsNoRoomForIsToBeTriedAgain(IntakeRefusedException.Cause cause, int status) {
        api.intake = (_, _) -> {
            throw new IntakeRefusedException(cause, "No room", Duration.ofMillis(1_500));
        };

        var answer = acme.publish("a", "1").is(status);

        assertThat(answer.header("retry-after")).isEqualTo("2");
        assertThat(answer.text("detail")).isEqualTo("No room");
    }

    @Test
    void aFailureIsAnsweredWithAReferenceAndNothingElse() {
        api.intake = (_, _) -> {
            throw new IllegalStateException("jdbc:sqlite:/secret/place");
        };

        var answer = acme.publish("a", "1").is(500);

        assertThat(answer.text("reference")).hasSize(26);
        assertThat(answer.response().text()).doesNotContain("secret", "IllegalState");
    }

    @Test
    void eventsAreListedNewestFirstByWhatIsAskedFor() {
        acme.put("/v1/subscriptions/s", subscription("order.*")).is(201);
        acme.publishStructured(STRUCTURED.formatted("1", "order.created"));
        api.clock.advance(Duration.ofSeconds(10));
        acme.publishStructured(STRUCTURED.formatted("2", "user.created"));
        acme.publish("order.paid", "3");

        assertThat(ids("/v1/events")).isEqualTo("3 2 1");
        assertThat(ids("/v1/events?type=user.created")).isEqualTo("2");
        assertThat(ids("/v1/events?subject=order%2F1")).isEqualTo("2 1");
        assertThat(ids("/v1/events?source=/shop&state=pending")).isEqualTo("3 1");
        assertThat(ids("/v1/events?state=unmatched")).isEqualTo("2");
        assertThat(ids("/v1/events?since=2026-01-01T00:00:05Z")).isEqualTo("3 2");
        assertThat(ids("/v1/events?until=2026-01-01T01:00:05%2B01:00")).isEqualTo("1");
        var first = acme.get("/v1/events?limit=2").is(200);
        assertThat(ids("/v1/events?limit=2&cursor=" + first.text("next"))).isEqualTo("1");
        acme.get("/v1/events?cursor=nonsense").isProblem(400, "cursor");
    }

    @Test
    void anEventIsShownWithItsDeliveriesAndTheirAttempts() {
        acme.put("/v1/subscriptions/s", subscription("*")).is(201);
        var event = acme.publish("a", "1").text("accepted.0.event");
        var message = api.ledger.sent().getFirst();
        api.ledger.begin(message);
        api.ledger.finish(
                message,
                new Attempt(
                        1,
                        1,
                        api.clock.instant(),
                        Duration.ofMillis(42),
                        new Outcome.Refused("the receiver answered 410 Gone"),
                        410,
                        "gone \u00e9".getBytes(StandardCharsets.UTF_8)),
                new Next.End(DeliveryState.REFUSED, "gone"));

        var shown = acme.get("/v1/events/" + event).is(200);

        assertThat(shown.text("state")).isEqualTo("failed");
        assertThat(shown.text("deliveries.0.state")).isEqualTo("refused");
        assertThat(shown.text("deliveries.0.attempts.0")).isEqualTo("""
                        {"run":1,"n":1,"startedAt":"2026-01-01T00:00:00.000Z","durationMs":42,"outcome":"refused",\
                        "status":410,"reason":"the receiver answered 410 Gone","response":"gone \u00e9"}""");
    }

    @Test
    void whatReceiversAnsweredIsShownWithAnEventUpToALimit() {
        int needed = EventRecordJson.MAX_RESPONSES_BYTES / Attempt.MAX_RESPONSE_BYTES + 1;
        for (int i = 0; i < needed; i++) {
            acme.put("/v1/subscriptions/s" + i, subscription("*")).is(201);
        }
        var event = acme.publish("a", "1").text("accepted.0.event");
        for (var message : api.ledger.sent()) {
            api.ledger.begin(message);
            api.ledger.finish(
                    message,
                    new Attempt(
                            1,
                            1,
                            api.clock.instant(),
                            Duration.ofMillis(1),
                            new Outcome.Delivered(),
                            200,
                            "x".repeat(Attempt.MAX_RESPONSE_BYTES).getBytes(StandardCharsets.UTF_8)),
                    new Next.End(DeliveryState.DELIVERED, ""));
        }

        var shown = acme.get("/v1/events/" + event).is(200);

        assertThat(shown.text("state")).isEqualTo("delivered");
        assertThat(shown.response().text().split("\"response\"", -1)).hasSize(needed);
    }

    @Test
    void itIsExplainedWhyAnEventWentToASubscriptionOrNot() {
        acme.put("/v1/subscriptions/wanted", subscription("order.*")).is(201);
        acme.put("/v1/subscriptions/other", subscription("user.*")).is(201);
        acme.put("/v1/subscriptions/large", filtered("[{\"numeric\":[\">\",100]}]"))
                .is(201);
        acme.put("/v1/subscriptions/small", filtered("[{\"numeric\":[\"<\",100]}]"))
                .is(201);
        var event = acme.publish("order.created", "1").text("accepted.0.event");
        acme.put("/v1/subscriptions/later", subscription("order.*")).is(201);
        acme.put("/v1/subscriptions/other", subscription("order.*")).is(200);

        assertThat(acme.get("/v1/events/" + event).text("matched")).isEqualTo("2");
        assertThat(explanation(event, "wanted")).isEqualTo("true type and filter matched");
        assertThat(explanation(event, "small")).isEqualTo("true type and filter matched");
        assertThat(explanation(event, "large")).isEqualTo("false filter did not match at data.amount");
        assertThat(explanation(event, "other")).isEqualTo("false type not wanted: it wants user.*");
        assertThat(explanation(event, "later")).isEqualTo("false it was created later");
        acme.get("/v1/events/" + event + "?subscription=nobody").is(404);
    }

    @Test
    void whyNobodyWasAskedIsSaidOfTheEventAndToEverySubscription() {
        acme.put("/v1/subscriptions/orders", subscription("order.*")).is(201);
        var tenant = api.registry.tenants().find("acme").orElseThrow().uid();
        var event = new Event("1", "/shop", "order.created", null, null, null, null, Map.of(), null);
        var key = EventKey.of(tenant, event.source(), event.id());
        api.ledger.put(
                new PlannedEvent(
                        tenant,
                        key,
                        Id128.random(api.random),
                        api.clock.instant(),
                        event,
                        ContentHash.of(event),
                        new Plan(0, List.of())),
                "it could not be matched");

        var shown = acme.get("/v1/events/" + key.text()).is(200);

        assertThat(shown.text("state")).isEqualTo("unmatched");
        assertThat(shown.text("reason")).isEqualTo("it could not be matched");
        assertThat(acme.get("/v1/events").text("items.0.reason")).isEqualTo("it could not be matched");
        assertThat(explanation(key.text(), "orders")).isEqualTo("false it could not be matched");
        acme.get("/v1/events/" + key.text() + "?subscription=nobody").is(404);
    }

    @Test
    void aDeletedSubscriptionStillExplainsItsEvents() {
        acme.put("/v1/subscriptions/gone", subscription("user.*")).is(201);
        var event = acme.publish("order.created", "1").text("accepted.0.event");
        acme.delete("/v1/subscriptions/gone").is(204);

        assertThat(explanation(event, "gone")).startsWith("false type not wanted");
    }

    @Test
    void aTestEventWentToOneSubscriptionOnly() {
        acme.put("/v1/subscriptions/tried", subscription("user.*")).is(201);
        acme.put("/v1/subscriptions/other", subscription("*")).is(201);
        var event = acme.post("/v1/subscriptions/tried/test").text("event");

        assertThat(explanation(event, "tried")).startsWith("true ").contains("try out");
        assertThat(explanation(event, "other")).startsWith("false ").contains("try out");
    }

    @Test
    void theTypesThatWereSeenAreListedByName() {
        acme.publish("b", "1");
        acme.publish("a", "2");
        acme.publish("c", "3");

        var first = acme.get("/v1/event-types?limit=2").is(200);
        var second = acme.get("/v1/event-types?limit=2&cursor=" + first.text("next"));

        assertThat(first.text("items.0")).isEqualTo("{\"type\":\"a\",\"firstSeen\":\"2026-01-01T00:00:00.000Z\"}");
        assertThat(second.items()).hasSize(1);
        acme.get("/v1/subscriptions?cursor=" + first.text("next")).isProblem(400, "cursor");
    }

    @Test
    void whatCannotBeAKeyIsTheKeyOfNothing() {
        acme.get("/v1/events/nonsense").is(404);
        acme.get("/v1/events/evt_00000000000000000000000000").is(404);
        acme.get("/v1/deliveries/nonsense").is(404);
    }

    private String explanation(String event, String subscription) {
        var shown = acme.get("/v1/events/%s?subscription=%s".formatted(event, subscription))
                .is(200);
        assertThat(shown.text("explanation.subscription")).isEqualTo(subscription);
        return shown.text("explanation.matched") + " " + shown.text("explanation.reason");
    }

    private String ids(String target) {
        var page = acme.get(target).is(200);
        return IntStream.range(0, page.items().size())
                .mapToObj(i -> page.text("items.%d.id".formatted(i)))
                .collect(Collectors.joining(" "));
    }

    private static String subscription(String type) {
        return "{\"types\":[\"%s\"],\"destination\":{\"type\":\"webhook\",\"url\":\"https://a.example\"}}"
                .formatted(type);
    }

    private static String filtered(String amount) {
        return """
                {"types":["*"],"filter":{"data":{"amount":%s}},
                 "destination":{"type":"webhook","url":"https://a.example"}}""".formatted(amount);
    }
}

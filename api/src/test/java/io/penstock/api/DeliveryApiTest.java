package io.penstock.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.api.TestApi.Caller;
import io.penstock.delivery.Attempt;
import io.penstock.delivery.DeliveryState;
import io.penstock.delivery.Next;
import io.penstock.delivery.Outcome;
import io.penstock.ledger.Erasure;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DeliveryApiTest {
    private final TestApi api = new TestApi();
    private final Caller acme = api.tenant("acme");

    @BeforeEach
    void subscribe() {
        for (var id : new String[] {"a", "b"}) {
            acme.put("/v1/subscriptions/" + id, """
                    {"types":["*"],"destination":{"type":"webhook","url":"https://%s.example"}}
                    """.formatted(id)).is(201);
        }
    }

    @Test
    void deliveriesAreListedBySubscriptionAndState() {
        acme.publish("t", "1");

        var all = acme.get("/v1/deliveries").is(200);
        var ofA = acme.get("/v1/deliveries?subscription=a&state=waiting").is(200);

        assertThat(all.items()).hasSize(2);
        assertThat(ofA.items()).hasSize(1);
        assertThat(ofA.text("items.0.subscription")).isEqualTo("a");
        assertThat(ofA.text("items.0.eventType")).isEqualTo("t");
        assertThat(acme.get("/v1/deliveries?state=delivered").items()).isEmpty();
        acme.get("/v1/deliveries?subscription=nobody").is(404);
        var wrong = acme.get("/v1/deliveries?state=lost").isProblem(400, "state");
        assertThat(wrong.text("detail")).contains("waiting, parked, delivered");
    }

    @Test
    void aDeliveryIsBegunAgain() {
        acme.publish("t", "1");
        var delivery = attempted("first".getBytes(StandardCharsets.UTF_8));

        var retried = acme.post("/v1/deliveries/" + delivery + "/retry").is(202);

        assertThat(retried.text("run")).isEqualTo("2");
        assertThat(retried.text("next")).isEqualTo("1");
        assertThat(retried.text("state")).isEqualTo("waiting");
        assertThat(retried.text("attempts.0.response")).isEqualTo("first");
        acme.post("/v1/deliveries/dlv_00000000000000000000000000/retry").is(404);
        acme.post("/v1/deliveries/nonsense/retry").is(404);
    }

    @Test
    void aLaneThatIsBlockedIsListedWithItsBlockerAndGoesOnWhenThatIsSkipped() {
        acme.put("/v1/subscriptions/c", """
                {"types":["o"],"destination":{"type":"webhook","url":"https://c.example"},
                 "policy":{"ordering":{"by":"partitionkey"}}}""").is(201);
        for (var id : new String[] {"1", "2"}) {
            acme.with("Content-Type", "application/cloudevents+json")
                    .call("POST", "/v1/events", """
                    {"specversion":"1.0","id":"%s","source":"/s","type":"o","partitionkey":"k"}""".formatted(id))
                    .is(202);
        }
        var first = acme.get("/v1/deliveries?subscription=c&state=waiting").text("items.0.id");
        acme.get("/v1/subscriptions/c/lanes").is(200);
        assertThat(acme.get("/v1/subscriptions/c/lanes").items()).isEmpty();
        api.ledger.sent().stream()
                .filter(message -> message.delivery().text().equals(first))
                .forEach(message ->
                        api.ledger.move(message, new Next.End(DeliveryState.EXHAUSTED, "attempt 1 was the last one")));

        var blocked = acme.get("/v1/subscriptions/c/lanes").is(200);

        assertThat(blocked.items()).hasSize(1);
        assertThat(blocked.text("items.0.partitionkey")).isEqualTo("k");
        assertThat(blocked.text("items.0.waiting")).isEqualTo("1");
        assertThat(blocked.text("items.0.blocker.id")).isEqualTo(first);
        var skipped = acme.post("/v1/deliveries/" + first + "/skip").is(200);
        assertThat(skipped.text("state")).isEqualTo("skipped");
        assertThat(acme.get("/v1/subscriptions/c/lanes").items()).isEmpty();
        assertThat(acme.get("/v1/deliveries?subscription=c&state=waiting").items())
                .hasSize(1);
        var again = acme.post("/v1/deliveries/" + first + "/skip").is(409);
        assertThat(again.text("detail")).contains("nothing to skip");
        acme.post("/v1/deliveries/dlv_00000000000000000000000000/skip").is(404);
        acme.get("/v1/subscriptions/nobody/lanes").is(404);
    }

    @Test
    void anErasedEventShowsWhatIsLeftAndItsDeliveriesAreNotBegunAgain() {
        var event = acme.publish("t", "1").text("accepted.0.event");
        var delivery = attempted("{\"amount\":1}".getBytes(StandardCharsets.UTF_8));

        acme.delete("/v1/events/" + event).is(204);

        var shown = acme.get("/v1/events/" + event).is(200);
        assertThat(shown.text("erasedAt")).isEqualTo(Times.format(api.clock.instant()));
        assertThat(shown.text("cloudEvent.id")).isEqualTo("1");
        assertThat(shown.response().text()).doesNotContain("amount").contains(Erasure.REASON);
        var listed = acme.get("/v1/events").is(200);
        assertThat(listed.text("items.0.erasedAt")).isEqualTo(shown.text("erasedAt"));
        var retried = acme.post("/v1/deliveries/" + delivery + "/retry").is(409);
        assertThat(retried.text("detail")).contains(event, "was erased");
        var explained = acme.get("/v1/events/" + event + "?subscription=a").is(200);
        assertThat(explained.text("explanation.reason")).contains("was erased");
        acme.delete("/v1/events/" + event).is(204);
        acme.delete("/v1/events/evt_00000000000000000000000000").is(404);
        acme.delete("/v1/events/nonsense").is(404);
        api.tenant("globex").delete("/v1/events/" + event).is(404);
    }

    @Test
    void aResponseThatIsNoTextIsShownInBase64() {
        acme.publish("t", "1");

        var shown = acme.get("/v1/deliveries/" + attempted(new byte[] {(byte) 0xff, 0}));

        assertThat(shown.text("attempts.0.responseBase64")).isEqualTo("/wA=");
        assertThat(shown.response().text()).doesNotContain("responseTruncated");
    }

    @Test
    void aResponseThatWasCutWithinACharacterIsStillTextAndSaidToBeCut() {
        acme.publish("t", "1");
        var text = "x" + "\u00e9".repeat(Attempt.MAX_RESPONSE_BYTES);
        var cut = Arrays.copyOf(text.getBytes(StandardCharsets.UTF_8), Attempt.MAX_RESPONSE_BYTES);

        var shown = acme.get("/v1/deliveries/" + attempted(cut));

        assertThat(shown.text("attempts.0.response")).hasSize(1 + (Attempt.MAX_RESPONSE_BYTES - 2) / 2);
        assertThat(shown.text("attempts.0.responseTruncated")).isEqualTo("true");
    }

    private String attempted(byte[] response) {
        var message = api.ledger.sent().getFirst();
        api.ledger.begin(message);
        api.ledger.finish(
                message,
                new Attempt(
                        1,
                        1,
                        api.clock.instant(),
                        Duration.ofMillis(7),
                        new Outcome.Failed("status 500", Optional.empty()),
                        500,
                        response),
                new Next.End(DeliveryState.EXHAUSTED, "the last attempt failed"));
        return message.delivery().text();
    }
}

package io.penstock.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.api.TestApi.Caller;
import io.penstock.delivery.DeliveryMessage;
import io.penstock.delivery.DeliveryState;
import io.penstock.delivery.Next;
import io.penstock.replay.ReplayJob;
import io.penstock.replay.ReplayRunner;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReplayApiTest {
    private static final String FAILED = """
            {"id":"again","subscription":"orders","failedSince":"2025-12-31T00:00:00Z","rate":50}""";

    private final TestApi api = new TestApi();
    private final Caller acme = api.tenant("acme");

    @BeforeEach
    void subscribe() {
        acme.put("/v1/subscriptions/orders", """
                {"types":["order.*"],"destination":{"type":"webhook","url":"https://a.example"}}
                """).is(201);
    }

    @Test
    void whatFailedIsBegunAgainAndItIsSeenHowFarThatHasCome() {
        acme.publish("order.created", "1");
        acme.publish("order.created", "2");
        var failed = api.ledger.sent();
        failed.forEach(
                message -> api.ledger.move(message, new Next.End(DeliveryState.EXHAUSTED, "the last attempt failed")));

        var started = acme.post("/v1/replays", FAILED).is(202);

        assertThat(started.header("location")).isEqualTo("/v1/replays/again");
        assertThat(started.text("state")).isEqualTo("running");
        assertThat(started.text("failedSince")).isEqualTo("2025-12-31T00:00:00.000Z");
        assertThat(started.text("mode")).isEqualTo("missing");
        assertThat(started.text("rate")).isEqualTo("50");
        run();
        var finished = acme.get("/v1/replays/again").is(200);
        assertThat(finished.text("state")).isEqualTo("finished");
        assertThat(finished.text("looked")).isEqualTo("2");
        assertThat(finished.text("sent")).isEqualTo("2");
        assertThat(finished.has("endedAt")).isTrue();
        assertThat(api.ledger.sent()).extracting(DeliveryMessage::run).containsExactly(2, 2);
    }

    @Test
    void toStartTheSameAgainIsHarmlessAndAnythingElseIsAConflict() {
        acme.post("/v1/replays", FAILED).is(202);
        run();
        api.clock.advance(Duration.ofDays(1));

        assertThat(acme.post("/v1/replays", FAILED).is(200).text("state")).isEqualTo("finished");
        acme.post("/v1/replays", FAILED.replace("50", "51")).isProblem(409, "id");
        assertThat(acme.get("/v1/replays").items()).hasSize(1);
    }

    @Test
    void aTimeIsReplayedToASubscriptionMadeLater() {
        var wanted = acme.publish("order.created", "1").text("accepted.0.event");
        acme.publish("other", "2");
        api.ledger.sent();
        acme.put("/v1/subscriptions/later", """
                {"types":["order.*"],"destination":{"type":"webhook","url":"https://b.example"}}
                """).is(201);
        api.clock.advance(Duration.ofSeconds(1));

        var dry = acme.post("/v1/replays", """
                {"subscription":"later","since":"2025-12-31T00:00:00Z","dryRun":true}""").is(202);
        run();
        assertThat(acme.get("/v1/replays/" + dry.text("id")).text("sent")).isEqualTo("1");
        assertThat(api.ledger.sent()).isEmpty();
        var real = acme.post("/v1/replays", """
                {"subscription":"later","since":"2025-12-31T00:00:00Z"}""").is(202);
        run();

        var finished = acme.get("/v1/replays/" + real.text("id"));
        assertThat(finished.text("sent")).isEqualTo("1");
        assertThat(finished.text("skipped.unwanted")).isEqualTo("1");
        assertThat(api.ledger.sent())
                .singleElement()
                .satisfies(message -> assertThat(message.event().text()).isEqualTo(wanted));
        var shown = acme.get("/v1/events/" + wanted).is(200);
        assertThat(shown.text("deliveries")).contains("\"later\"");
        assertThat(acme.get("/v1/deliveries?subscription=later").items()).hasSize(1);
    }

    @Test
    void aReplayIsStopped() {
        acme.post("/v1/replays", FAILED);

        assertThat(acme.post("/v1/replays/again/cancel").is(200).text("state")).isEqualTo("cancelled");
        assertThat(acme.post("/v1/replays/again/cancel").is(200).text("state")).isEqualTo("cancelled");
        acme.post("/v1/replays/nobodys/cancel").is(404);
    }

    @Test
    void replaysAreListedNewestFirst() {
        for (var id : List.of("a", "c", "b")) {
            acme.post("/v1/replays", FAILED.replace("again", id)).is(202);
        }

        var first = acme.get("/v1/replays?limit=2");

        assertThat(List.of(first.text("items.0.id"), first.text("items.1.id"))).containsExactly("b", "c");
        assertThat(acme.get("/v1/replays?limit=2&cursor=" + first.text("next")).text("items.0.id"))
                .isEqualTo("a");
        acme.get("/v1/replays?cursor=abc").isProblem(400, "cursor");
    }

    @Test
    void onlySoManyRunAtTheSameTime() {
        for (int i = 0; i < ReplayJob.MAX_RUNNING; i++) {
            acme.post("/v1/replays", FAILED.replace("again", "r" + i)).is(202);
        }

        assertThat(acme.post("/v1/replays", FAILED).is(400).text("detail")).contains("10 replays are running");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {}                                                                                       | subscription
                    {"subscription":"nobodys","failedSince":"2025-12-31T00:00:00Z"}                          | subscription
                    {"subscription":"orders","failedSince":"2026-12-31T00:00:00Z"}                           | failedSince
                    {"subscription":"orders","since":"2020-12-31T00:00:00Z"}                                 | since
                    {"subscription":"orders","since":"2025-12-31T00:00:00Z","until":"2025-12-31T00:00:00Z"}  | until
                    {"subscription":"orders","failedSince":"2025-12-31T00:00:00Z","types":["a"]}             | types
                    {"subscription":"orders","events":[]}                                                    | events
                    {"subscription":"orders","events":["x"]}                                                 | events[0]
                    {"subscription":"orders","failedSince":"2025-12-31T00:00:00Z","rate":0}                  | rate
                    {"subscription":"orders","failedSince":"2025-12-31T00:00:00Z","mode":"all"}              | mode
                    {"subscription":"orders","failedSince":"2025-12-31T00:00:00Z","id":"/"}                  | id
                    {"subscription":"orders","since":"2025-12-31T00:00:00Z","filter":{"a":"b"}}              | filter
                    """)
    void whatIsWrongIsSaid(String body, String field) {
        assertThat(acme.post("/v1/replays", body).is(400).text("field")).startsWith(field);
    }

    @Test
    void itIsSaidWhichEventsAndOnce() {
        assertThat(acme.post("/v1/replays", """
                        {"subscription":"orders"}""").is(400).text("detail"))
                .contains("'events', 'since' and 'failedSince'");
        acme.post("/v1/replays", """
                {"subscription":"orders","since":"2025-12-31T00:00:00Z","failedSince":"2025-12-31T00:00:00Z"}""").is(400);
    }

    private void run() {
        var runner = new ReplayRunner(api.jobs, api.ledger, api.ledger, api.registry.subscriptions(), api.clock);
        while (runner.run()) {
            // There is more.
        }
    }
}

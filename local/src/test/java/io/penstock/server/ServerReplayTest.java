package io.penstock.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class ServerReplayTest extends ServerScene {
    private static final int EVENTS = 40;

    @Test
    void aReplayGoesOnAfterARestartAndReachesASubscriptionMadeLaterOnceForEachEvent() {
        var before = Instant.now().minusSeconds(1);
        var first = start();
        for (int i = 0; i < EVENTS; i++) {
            first.publish(SOURCE, Integer.toString(i), "order.created", "1");
        }
        subscribe(first, "later", "/later", "PT1S");
        first.send("POST", "/v1/replays", """
                        {"id": "r", "subscription": "later", "since": "%s", "rate": 20}""".formatted(before)).expect(202);
        Eventually.await(LIMIT, "some have come", () -> receiver.at("/later").size() > 3);
        stop();
        assertThat(receiver.at("/later")).hasSizeLessThan(EVENTS);

        var second = start();

        Eventually.await(
                LIMIT,
                () -> "all have come: " + receiver.ids("/later"),
                () -> receiver.at("/later").size() >= EVENTS);
        Eventually.await(
                LIMIT,
                "it has ended",
                () -> second.get("/v1/replays/r")
                        .expect(200)
                        .json()
                        .path("state")
                        .asText()
                        .equals("finished"));
        assertThat(second.get("/v1/replays/r").json().path("sent").asInt()).isEqualTo(EVENTS);
        assertThat(receiver.ids("/later"))
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, EVENTS).mapToObj(Integer::toString).toList());
        assertThat(receiver.at("/later")).allSatisfy(request -> {
            assertThat(request.headers().first("penstock-replay")).contains("true");
            assertThat(request.headers().first("penstock-attempt")).contains("1");
        });
    }
}

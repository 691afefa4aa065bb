package io.penstock.function.ingress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.penstock.event.Event;
import io.penstock.event.EventJson;
import io.penstock.input.InvalidInputException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IngressEventsTest {
    @Test
    void aCloudEventIsTakenAsItIs() {
        var event = IngressEvents.read(
                        "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/a\",\"type\":\"t\",\"data\":{\"a\": 1.0e2}}")
                .getFirst();

        assertThat(event.type()).isEqualTo("t");
        assertThat(json(event)).contains("\"data\":{\"a\": 1.0e2}");
    }

    @Test
    void aBatchIsTaken() {
        var one = "{\"specversion\":\"1.0\",\"id\":\"%d\",\"source\":\"/a\",\"type\":\"t\"}";

        assertThat(IngressEvents.read("[%s,%s]".formatted(one.formatted(1), one.formatted(2))))
                .hasSize(2);
    }

    @Test
    void whatComesFromTheBusIsMapped() {
        var event = IngressEvents.read("""
                {"version":"0","id":"7bf7","detail-type":"State-change Notification","source":"aws.ec2",
                 "account":"123456789012","time":"2026-10-16T08:00:00Z","region":"eu-west-1",
                 "resources":["arn:aws:ec2:a","arn:aws:ec2:b"],"detail":{"state": "running", "n":1.50,"ü":"\\u00e9"}}""").getFirst();

        assertThat(event.id()).isEqualTo("7bf7");
        assertThat(event.source()).isEqualTo("aws.ec2");
        assertThat(event.type()).isEqualTo("State-change Notification");
        assertThat(event.time()).isEqualTo("2026-10-16T08:00:00Z");
        assertThat(event.attribute("region")).isEqualTo("eu-west-1");
        assertThat(event.attribute("account")).isEqualTo("123456789012");
        assertThat(event.attribute("resources")).isEqualTo("arn:aws:ec2:a arn:aws:ec2:b");
        assertThat(json(event)).contains("\"data\":{\"state\": \"running\", \"n\":1.50,\"ü\":\"\\u00e9\"}");
    }

    @Test
    void aDetailMayBeAnyValue() {
        for (var detail : List.of("1.50", "\"text\"", "true", "[1, 2]")) {
            var event = IngressEvents.read(
                            "{\"id\":\"1\",\"detail-type\":\"t\",\"source\":\"s\",\"detail\":%s}".formatted(detail))
                    .getFirst();

            assertThat(json(event)).contains("\"data\":" + detail);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "no JSON", "{}", "1", "[]", "{\"detail-type\":\"t\",\"detail\":{}}", "{\"a\":"})
    void whatIsNoEventIsRefused(String body) {
        assertThatExceptionOfType(InvalidInputException.class).isThrownBy(() -> IngressEvents.read(body));
    }

    private static String json(Event event) {
        return new String(EventJson.write(event), StandardCharsets.UTF_8);
    }
}

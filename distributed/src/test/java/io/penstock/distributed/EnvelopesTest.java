package io.penstock.distributed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.penstock.delivery.DeliveryMessage;
import io.penstock.distributed.memory.InMemoryBlobs;
import io.penstock.event.Event;
import io.penstock.event.EventData;
import io.penstock.event.EventKey;
import io.penstock.event.ExtensionValue;
import io.penstock.identity.Id128;
import io.penstock.subscription.SubscriptionUid;
import io.penstock.tenant.TenantUid;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EnvelopesTest {
    private static final TenantUid TENANT = new TenantUid(new Id128(1, 2));
    private static final Id128 ACCEPT_ID = new Id128(3, 4);
    private static final Instant ACCEPTED_AT = Instant.parse("2026-01-01T00:00:00.123Z");
    private static final DeliveryMessage DELIVERY =
            new DeliveryMessage(new EventKey(new Id128(5, 6)), new SubscriptionUid(new Id128(7, 8)), 2, 10);

    /// As this release writes it: what waits in a queue while the next one is installed has to be read by that.
    private static final String WRITTEN_DELIVERY = """
            {"form":1,"event":"evt_0000000000002g000000000006","subscription":"0000000000003g000000000008","run":2,"n":10}""";

    private static final String WRITTEN_EVENT = """
            {"form":1,"tenant":"0000000000000g000000000002","acceptId":"0000000000001g000000000004",\
            "acceptedAt":1767225600123,\
            "attributes":"eyJzcGVjdmVyc2lvbiI6IjEuMCIsImlkIjoiMSIsInNvdXJjZSI6Ii9zaG9wIiwidHlwZSI6Im9yZGVyIiwiY291bnQiOjd9",\
            "dataForm":"json","data":"IFsxLjAwXSA="}""";

    private static final String WRITTEN_PAGE = """
            {"form":1,"tenant":"0000000000000g000000000002","event":"evt_0000000000002g000000000006",\
            "plan":"0000000000004g00000000000a","page":11}""";

    private static AcceptedEvent accepted(@Nullable EventData data) {
        var event = new Event(
                "1", "/shop", "order", null, null, null, null, Map.of("count", new ExtensionValue.Int(7)), data);
        return new AcceptedEvent(TENANT, ACCEPT_ID, ACCEPTED_AT, EncodedEvent.of(event));
    }

    private static EventData json(String text) {
        return new EventData(EventData.Form.JSON, text.getBytes(StandardCharsets.UTF_8));
    }

    private static AcceptedEvent event(String body) {
        assertThat(Envelopes.toPlan(body)).isInstanceOf(Envelopes.ToPlan.Event.class);
        return ((Envelopes.ToPlan.Event) Envelopes.toPlan(body)).accepted();
    }

    @Test
    void aPageOfAPlanIsReadAsItWasWritten() {
        var page = new PlanPage(TENANT, new EventKey(new Id128(5, 6)), new Id128(9, 10), 11);

        assertThat(Envelopes.write(page)).isEqualTo(WRITTEN_PAGE);
        assertThat(Envelopes.toPlan(WRITTEN_PAGE)).isEqualTo(new Envelopes.ToPlan.Page(page));
    }

    @Test
    void aDeliveryMessageIsReadAsItWasWritten() {
        assertThat(Envelopes.write(DELIVERY)).isEqualTo(WRITTEN_DELIVERY);
        assertThat(Envelopes.delivery(WRITTEN_DELIVERY)).isEqualTo(DELIVERY);
    }

    @Test
    void anEventMessageIsReadAsItWasWritten() {
        assertThat(Envelopes.write(accepted(json(" [1.00] ")))).isEqualTo(WRITTEN_EVENT);

        var read = event(WRITTEN_EVENT);

        assertThat(read.tenant()).isEqualTo(TENANT);
        assertThat(read.acceptId()).isEqualTo(ACCEPT_ID);
        assertThat(read.acceptedAt()).isEqualTo(ACCEPTED_AT);
    }

    @Test
    void theBytesOfDataSurviveWithTheSpaceAroundThem() {
        for (var data : new EventData[] {
            json(" [1.00] "),
            new EventData(EventData.Form.BINARY, new byte[] {0, -1, 127, -128}),
            new EventData(EventData.Form.BINARY, new byte[0])
        }) {
            var read = event(Envelopes.write(accepted(data)));

            assertThat(read.event().event(new InMemoryBlobs()).data()).isEqualTo(data);
        }
        assertThat(event(Envelopes.write(accepted(null))).event().data()).isNull();
    }

    @Test
    void membersMayComeInAnotherOrderWithSpaceAndWithMoreThatALaterReleaseAdds() {
        var rewritten = """
                { "n": 10, "later": {"a": [1, {"form": 9}]}, "run": 2, "flag": true,
                  "subscription": "0000000000003g000000000008", "event": "evt_0000000000002g000000000006", "form": 1 }
                """;

        assertThat(Envelopes.delivery(rewritten)).isEqualTo(DELIVERY);
    }

    @Test
    void aFormOfAnotherReleaseIsToldFromWhatIsNoMessage() {
        assertThatExceptionOfType(UnknownFormException.class)
                .isThrownBy(() -> Envelopes.delivery(WRITTEN_DELIVERY.replace("\"form\":1", "\"form\":2")));
        assertThatExceptionOfType(UnknownFormException.class)
                .isThrownBy(() -> Envelopes.toPlan(WRITTEN_EVENT.replace("\"form\":1", "\"form\":2")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "null",
                "{}",
                "{\"form\":1}",
                "{\"form\":\"1\"}",
                "{\"form\":1,\"tenant\":\"0000000000000g000000000002\",\"event\":\"evt_0000000000002g000000000006\",\"plan\":\"0000000000004g00000000000a\",\"page\":-1}",
                "{\"form\":1,\"tenant\":\"0000000000000g000000000002\",\"acceptId\":\"0000000000001g000000000004\",\"acceptedAt\":1,\"attributes\":\"!\"}",
                "{\"form\":1,\"event\":\"evt_1\",\"subscription\":\"x\",\"run\":1,\"n\":1}",
                "{\"form\":1,\"event\":\"evt_0000000000002g000000000006\",\"subscription\":\"0000000000003g000000000008\",\"run\":0,\"n\":1}"
            })
    void whatIsNoMessageIsRefused(String body) {
        assertThatExceptionOfType(UnreadableMessageException.class).isThrownBy(() -> Envelopes.delivery(body));
        assertThatExceptionOfType(UnreadableMessageException.class).isThrownBy(() -> Envelopes.toPlan(body));
    }
}

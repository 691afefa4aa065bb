package io.penstock.destination;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.event.Event;
import io.penstock.event.EventData;
import io.penstock.event.EventJson;
import io.penstock.subscription.Destination;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BusEntryTest {
    @Test
    void dataThatIsAnObjectIsTheDetailAsItCame() {
        var entry = entry(Destination.Mode.BINARY, Parcels.event(" { \"total\" : 1.50 }"));

        assertThat(entry.detail()).isEqualTo(" { \"total\" : 1.50 }");
        assertThat(entry.source()).isEqualTo("/shop");
        assertThat(entry.detailType()).isEqualTo("order.created");
        assertThat(entry.time()).isEqualTo(Instant.parse("2026-01-31T08:30:00.123Z"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[1]", "\"{\"", "7", "null"})
    void anyOtherDataStandsInTheEvent(String json) {
        var event = Parcels.event(json);

        assertThat(EventJson.read(entry(Destination.Mode.BINARY, event).detail().getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(event);
    }

    @Test
    void bytesAndNothingStandInTheEventToo() {
        var nothing = new Event("1", "/a", "a", null, null, null, null, Map.of(), null);
        var bytes = new Event(
                "1", "/a", "a", null, null, null, null, Map.of(), new EventData(EventData.Form.BINARY, new byte[] {'{'
                }));

        assertThat(entry(Destination.Mode.BINARY, nothing).detail()).startsWith("{\"specversion\"");
        assertThat(entry(Destination.Mode.BINARY, bytes).detail()).startsWith("{\"specversion\"");
    }

    @Test
    void aStructuredEntryIsAlwaysTheEvent() {
        assertThat(entry(Destination.Mode.STRUCTURED, Parcels.event("{}")).detail())
                .startsWith("{\"specversion\"");
    }

    @Test
    void theBusMaySayWhatItsEntriesAreCalled() {
        var bus = new Destination.Bus(Parcels.BUS.arn(), null, "shop", "Order placed", Destination.Mode.BINARY);

        var entry = BusEntry.of(bus, Parcels.parcel(Parcels.event("{}")));

        assertThat(entry.source()).isEqualTo("shop");
        assertThat(entry.detailType()).isEqualTo("Order placed");
    }

    @Test
    void deliveryAndEventAreNamedBesideTheDetail() {
        var parcel = Parcels.parcel(Parcels.event("{}"));

        assertThat(BusEntry.of(Parcels.BUS, parcel).resources())
                .containsExactly(
                        "urn:penstock:delivery:" + parcel.message().delivery().text(),
                        "urn:penstock:event:" + parcel.message().event().text());
    }

    @Test
    void whatNoBusTakesIsSaid() {
        assertThat(obstacle("order.created", "/shop")).isNull();
        assertThat(obstacle("t".repeat(128), "s".repeat(256))).isNull();
        assertThat(obstacle("t".repeat(129), "/shop")).contains("detailType");
        assertThat(obstacle("order.created", "s".repeat(257))).contains("256 bytes");
        assertThat(obstacle("order.created", "aws.s3")).contains("for AWS");
    }

    private static @Nullable String obstacle(String type, String source) {
        return entry(Destination.Mode.BINARY, Parcels.event(type, source, "{}", Map.of()))
                .obstacle();
    }

    @Test
    void anEntryCountsAsEventBridgeCountsIt() {
        var entry = entry(Destination.Mode.BINARY, Parcels.event("{\"a\":\"ä\"}"));

        assertThat(entry.bytes()).isEqualTo(14 + "/shop".length() + "order.created".length() + 10 + 22 + 30 + 19 + 30);
    }

    private static BusEntry entry(Destination.Mode mode, Event event) {
        return BusEntry.of(Parcels.bus(mode), Parcels.parcel(event));
    }
}

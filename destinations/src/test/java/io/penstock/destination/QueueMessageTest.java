package io.penstock.destination;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.arn.Arn;
import io.penstock.event.Event;
import io.penstock.event.EventData;
import io.penstock.event.EventJson;
import io.penstock.event.ExtensionValue;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class QueueMessageTest {
    private static final Arn STANDARD = Parcels.QUEUE.arn();
    private static final Arn FIFO = Arn.parse(STANDARD.text() + ".fifo");

    @Test
    void theBodyIsTheEventWithItsDataAsItCame() {
        var event = Parcels.event("{ \"total\" : 1.50, \"city\":\"Zürich 🏔\" }");

        var message = QueueMessage.of(STANDARD, Parcels.parcel(event));

        assertThat(message.body()).contains(",\"data\":{ \"total\" : 1.50, \"city\":\"Zürich 🏔\" }}");
        assertThat(EventJson.read(message.body().getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(event);
        assertThat(message.order()).isNull();
    }

    @Test
    void whatConsumersChooseByIsBesideIt() {
        var trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        var event = new Event(
                "e-1",
                "/shop",
                "order.created",
                "order/1",
                "2026-01-31T09:30:00Z",
                "text/plain",
                "https://schema.example",
                Map.of("traceparent", new ExtensionValue.Text(trace), "zone", new ExtensionValue.Text("eu")),
                new EventData(EventData.Form.TEXT, new byte[] {'a'}));
        var parcel = Parcels.parcel(event, 1, 3);

        assertThat(QueueMessage.of(STANDARD, parcel).attributes())
                .containsExactly(
                        Map.entry("ce_id", "e-1"),
                        Map.entry("ce_source", "/shop"),
                        Map.entry("ce_type", "order.created"),
                        Map.entry("ce_subject", "order/1"),
                        Map.entry("ce_time", "2026-01-31T09:30:00Z"),
                        Map.entry("content-type", "application/cloudevents+json"),
                        Map.entry(
                                "penstock-delivery", parcel.message().delivery().text()),
                        Map.entry("penstock-event", parcel.message().event().text()),
                        Map.entry("penstock-attempt", "3"),
                        Map.entry("traceparent", trace))
                .hasSize(QueueMessage.MAX_ATTRIBUTES);
    }

    @Test
    void aFifoQueueKeepsTheOrderOfAPartitionKey() {
        var event = Parcels.event("order.created", "/shop", "{}", Parcels.extension("partitionkey", "customer-7"));
        var parcel = Parcels.parcel(event);

        var order = Objects.requireNonNull(QueueMessage.of(FIFO, parcel).order());

        assertThat(order.group()).isEqualTo("customer-7");
        assertThat(order.deduplication()).isEqualTo(parcel.message().delivery().text());
    }

    @Test
    void withoutAPartitionKeyItKeepsThatOfTheSubscription() {
        var parcel = Parcels.parcel(Parcels.event("{}"));

        assertThat(Objects.requireNonNull(QueueMessage.of(FIFO, parcel).order()).group())
                .isEqualTo(parcel.message().subscription().toString());
    }

    @Test
    void aKeyThatCannotNameAGroupHasAStandIn() {
        var group = group("Zürich, Bahnhofstrasse");

        assertThat(group).hasSize(26).isEqualTo(group("Zürich, Bahnhofstrasse")).isNotEqualTo(group("Zürich"));
        assertThat(group("k".repeat(128))).hasSize(128);
        assertThat(group("k".repeat(129))).hasSize(26);
    }

    private static String group(String key) {
        var event = Parcels.event("order.created", "/shop", "{}", Parcels.extension("partitionkey", key));
        return Objects.requireNonNull(
                        QueueMessage.of(FIFO, Parcels.parcel(event)).order())
                .group();
    }

    @Test
    void anAttemptIsARepetitionAndAnotherRunIsNone() {
        var event = Parcels.event("{}");
        var first = Parcels.parcel(event, 1, 1).message();

        assertThat(deduplication(event, 1, 2)).startsWith("dlv_").doesNotContain(".");
        assertThat(deduplication(event, 2, 1)).endsWith(".2");
        assertThat(first.delivery().text()).hasSize(30);
    }

    private static String deduplication(Event event, int run, int n) {
        return Objects.requireNonNull(
                        QueueMessage.of(FIFO, Parcels.parcel(event, run, n)).order())
                .deduplication();
    }

    @Test
    void bodyAndAttributesCount() {
        var message = new QueueMessage("ä", Map.of("name", "ü"), null);

        assertThat(message.bytes()).isEqualTo(2 + 4 + 6 + 2);
    }
}

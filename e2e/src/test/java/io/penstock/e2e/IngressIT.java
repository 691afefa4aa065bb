package io.penstock.e2e;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;

/// Events that come in from AWS: by the ingress queue, and by the bus.
class IngressIT {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static Stack stack;

    /// Whose the events of the bus are.
    private static Customer standard;

    @BeforeAll
    static void deploy() throws Exception {
        stack = Stack.shared();
        standard = new Customer("default");
    }

    @AfterAll
    static void close() throws Exception {
        standard.close();
    }

    private static void send(String body, String tenant) {
        stack.clients()
                .sqs()
                .sendMessage(request -> request.queueUrl(stack.output("IngressQueue"))
                        .messageBody(body)
                        .messageAttributes(Map.of(
                                "penstock-tenant",
                                MessageAttributeValue.builder()
                                        .dataType("String")
                                        .stringValue(tenant)
                                        .build())));
    }

    private static JsonNode body(Customer customer, String path) throws Exception {
        return JSON.readTree(customer.await(path, 1).getFirst().body());
    }

    @Test
    void aCloudEventSentToTheQueueIsDeliveredToTheTenantThatItNames() throws Exception {
        try (var customer = Customer.fresh()) {
            customer.subscribe("/queue", "stock.counted", "");

            send("""
                    {"specversion":"1.0","id":"7","source":"/stock","type":"stock.counted","warehouse":"north",\
                    "traceparent":"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01","data":{"pieces":12}}""", customer.tenant());

            var came = body(customer, "/queue");
            assertThat(came.get("source").asText()).isEqualTo("/stock");
            assertThat(came.get("id").asText()).isEqualTo("7");
            assertThat(came.get("warehouse").asText()).isEqualTo("north");
            assertThat(came.get("traceparent").asText())
                    .isEqualTo("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
            assertThat(came.at("/data/pieces").asInt()).isEqualTo(12);
        }
    }

    @Test
    void whatAnotherApplicationPutsOnTheBusIsACloudEventWithAllThatItSays() throws Exception {
        standard.subscribe("/bus", "Object Created", "");
        var time = Instant.parse("2026-11-01T12:30:00Z");

        var id = stack.events()
                .putEvents(request -> request.entries(PutEventsRequestEntry.builder()
                        .eventBusName(stack.output("BusName"))
                        .source("com.example.shop")
                        .detailType("Object Created")
                        .time(time)
                        .resources("arn:aws:s3:::one", "arn:aws:s3:::two")
                        .detail("{\"size\":3}")
                        .build()))
                .entries()
                .getFirst()
                .eventId();

        var came = body(standard, "/bus");
        assertThat(came.get("id").asText()).isEqualTo(id);
        assertThat(came.get("source").asText()).isEqualTo("com.example.shop");
        assertThat(came.get("type").asText()).isEqualTo("Object Created");
        assertThat(Instant.parse(came.get("time").asText())).isEqualTo(time);
        assertThat(came.get("region").asText()).isEqualTo("us-east-1");
        assertThat(came.get("account").asText()).isEqualTo("000000000000");
        assertThat(came.get("resources").asText()).isEqualTo("arn:aws:s3:::one arn:aws:s3:::two");
        assertThat(came.at("/data/size").asInt()).isEqualTo(3);
    }

    @Test
    void whatCannotBeReadGoesToTheFailuresWithTheReason() throws Exception {
        var body = "no event " + Customer.id();

        send(body, "default");

        var failure = Eventually.see("the failure", Customer.PATIENCE, () -> failure(body), Optional::isPresent)
                .orElseThrow();
        assertThat(requireNonNull(failure.messageAttributes().get("penstock-reason"))
                        .stringValue())
                .contains("no JSON");
    }

    /// The message with `body` among the failures, which it takes from there.
    private static Optional<Message> failure(String body) {
        var queue = stack.output("FailuresQueue");
        var found = stack
                .clients()
                .sqs()
                .receiveMessage(request -> request.queueUrl(queue)
                        .maxNumberOfMessages(10)
                        .visibilityTimeout(1)
                        .messageAttributeNames("All"))
                .messages()
                .stream()
                .filter(message -> message.body().equals(body))
                .findFirst();
        found.ifPresent(message -> stack.clients()
                .sqs()
                .deleteMessage(request -> request.queueUrl(queue).receiptHandle(message.receiptHandle())));
        return found;
    }
}

package io.penstock.e2e;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sqs.model.Message;

/// Events delivered to what is on AWS: in another account, by a role that is assumed.
class DestinationsIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ROLE = OtherAccount.role("orders-writer");
    private static final String DATA = "{\"amount\": 1.0e2, \"name\":\"gr\u00fcn\\u0041\"}";

    private static Stack stack;
    private static OtherAccount account;
    private static Customer customer;

    @BeforeAll
    static void deploy() throws Exception {
        stack = Stack.shared();
        account = new OtherAccount(stack.localStack());
        customer = Customer.fresh();
    }

    @AfterAll
    static void close() throws Exception {
        customer.close();
        account.close();
    }

    private static String destination(String type, String arn, String more) {
        return "{\"type\":\"%s\",\"arn\":\"%s\"%s}".formatted(type, arn, more);
    }

    private static String by(String role) {
        return ",\"roleArn\":\"%s\"".formatted(role);
    }

    private static ApiClient.Answer subscribe(String type, String destination) throws Exception {
        return customer.api().subscribe("{\"types\":[\"%s\"],\"destination\":%s}".formatted(type, destination));
    }

    private static String publish(String type) throws Exception {
        return customer.publish(type, DATA);
    }

    /// The only delivery of an event, once it is delivered.
    private static String delivered(String event) throws Exception {
        return customer.awaitState(event, "delivered").at("/deliveries/0/id").asText();
    }

    private static String attribute(Message message, String name) {
        return requireNonNull(message.messageAttributes().get(name)).stringValue();
    }

    @Test
    void aQueueHoldsTheEventWithItsVeryData() throws Exception {
        var queue = account.queue("orders");
        subscribe("order.queued", destination("sqs", queue, by(ROLE))).is(201);

        var delivery = delivered(publish("order.queued"));

        var message = account.receive("orders", 1).getFirst();
        assertThat(message.body()).contains("\"data\":" + DATA);
        assertThat(attribute(message, "penstock-delivery")).isEqualTo(delivery);
        assertThat(attribute(message, "ce_type")).isEqualTo("order.queued");
        var calls = Files.readString(stack.logs().resolve("calls.jsonl"));
        assertThat(calls.lines().filter(call -> call.contains("AssumeRole"))).allMatch(call -> call.contains(ROLE));
        assertThat(calls).contains("AssumeRole");
    }

    @Test
    void manyEventsGoToAQueueAndEachHasItsOwnDelivery() throws Exception {
        var queue = account.queue("many-orders");
        subscribe("order.many", destination("sqs", queue, by(ROLE))).is(201);

        var accepted = customer.api()
                .publishBatch(
                        IntStream.range(0, 12).mapToObj("""
                                {"specversion":"1.0","id":"many-%d","source":"/shop","type":"order.many"}"""::formatted).collect(Collectors.joining(",", "[", "]")))
                .is(202)
                .json()
                .get("accepted");

        var messages = account.receive("many-orders", 12);
        assertThat(messages.stream().map(message -> attribute(message, "ce_id")))
                .containsExactlyInAnyOrder(
                        IntStream.range(0, 12).mapToObj("many-%d"::formatted).toArray(String[]::new));
        assertThat(messages.stream().map(message -> attribute(message, "penstock-event")))
                .containsExactlyInAnyOrderElementsOf(accepted.findValuesAsText("event"));
    }

    @Test
    void aTopicHandsOnTheEventWithItsVeryData() throws Exception {
        var topic = account.topic("orders", account.queue("orders-of-topic"));
        subscribe("order.notified", destination("sns", topic, by(ROLE))).is(201);

        var delivery = delivered(publish("order.notified"));

        var message = account.receive("orders-of-topic", 1).getFirst();
        assertThat(message.body()).contains("\"data\":" + DATA);
        assertThat(attribute(message, "penstock-delivery")).isEqualTo(delivery);
    }

    @Test
    void aRuleOfABusFindsTheEvent() throws Exception {
        var bus = account.bus("orders", "/shop", account.queue("orders-of-bus"));
        subscribe("order.put", destination("eventbridge", bus, by(ROLE))).is(201);

        var delivery = delivered(publish("order.put"));

        var entry = JSON.readTree(account.receive("orders-of-bus", 1).getFirst().body());
        assertThat(entry.get("detail-type").asText()).isEqualTo("order.put");
        assertThat(entry.get("detail")).isEqualTo(JSON.readTree(DATA));
        assertThat(entry.get("resources").toString()).contains(delivery);
    }

    @Test
    void aFunctionIsInvokedWithTheEventAndItsVeryData() throws Exception {
        var function = account.function("orders");
        subscribe("order.invoked", destination("lambda", function, by(ROLE))).is(201);

        delivered(publish("order.invoked"));

        assertThat(account.invocations("orders", 1)).singleElement().asString().contains("\"data\":" + DATA);
    }

    @Test
    void penstocksOwnIsNoDestination() throws Exception {
        var queue = stack.output("IngressQueueArn");

        assertThat(subscribe("order.own", destination("sqs", queue, "")).is(400).body())
                .contains("Penstock's own");
        assertThat(subscribe("order.own", destination("sqs", queue, by(ROLE)))
                        .is(400)
                        .body())
                .contains("Penstock's own");
        var own = stack.output("DeliverRoleArn");
        assertThat(subscribe("order.own", destination("sqs", OtherAccount.arn("sqs", "orders"), by(own)))
                        .is(400)
                        .body())
                .contains("roleArn");
    }

    @Test
    void aRoleThatTheOperatorDoesNotNameIsNotAssumed() throws Exception {
        var queue = OtherAccount.arn("sqs", "orders");

        assertThat(subscribe("order.other", destination("sqs", queue, by(OtherAccount.role("admin"))))
                        .is(400)
                        .body())
                .contains("roleArn");
    }

    @Test
    void withoutARoleThereIsOnlyWhatTheOperatorAllowsTheTenant() throws Exception {
        var queue = destination("sqs", OtherAccount.arn("sqs", "acme-orders"), "");
        assertThat(subscribe("order.direct", queue).is(400).body()).contains("operator");

        stack.operator()
                .call(
                        "PUT",
                        "/v1/tenants/" + customer.tenant(),
                        "application/json",
                        "{\"name\":\"Test\",\"destinations\":[\"arn:aws:sqs:*:%s:acme-*\"]}".formatted(OtherAccount.ID))
                .is(200);

        subscribe("order.direct", queue).is(201);
    }
}

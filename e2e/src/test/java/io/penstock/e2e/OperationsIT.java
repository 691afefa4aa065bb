package io.penstock.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.penstock.e2e.Receiver.Webhook;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.eventbridge.model.Target;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import tools.jackson.databind.json.JsonMapper;

/// What Penstock says about itself: on the bus, where a rule of somebody's own follows it, and as events of the tenant
/// `penstock`.
class OperationsIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path SCHEMAS = Path.of("..", "docs", "operational-events");

    /// Of cold starts one after the other on a busy machine, and polls.
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private static final String TENANT = "operations";

    /// What the rule of the test's own has sent.
    private static final List<JsonNode> ON_THE_BUS = new ArrayList<>();

    private static Stack stack;
    private static SqsClient sqs;
    private static String followed = "";
    private static Receiver receiver;
    private static ApiClient penstock;
    private static ApiClient tenant;

    @BeforeAll
    static void deploy() throws Exception {
        stack = Stack.shared();
        sqs = stack.clients().sqs();
        follow();
        receiver = new Receiver();
        receiver.answer((webhook, _) -> switch (webhook.path()) {
            case "/fails" -> 500;
            case "/gone" -> 410;
            default -> 204;
        });
        penstock = new ApiClient(
                stack, Map.of("Authorization", "Bearer " + stack.operatorKey(), "Penstock-Tenant", "penstock"));
        penstock.subscribe("""
                        {"id":"watch","types":["penstock.*"],"filter":{"data":{"tenant":["%s"]}},
                         "destination":{"type":"webhook","url":"%s","mode":"structured"}}""".formatted(TENANT, receiver.uri("/watch"))).is(201);
        tenant = stack.operator().tenant(TENANT);
    }

    @AfterAll
    static void close() {
        receiver.close();
    }

    /// Has a rule send everything from `penstock` to a queue.
    private static void follow() {
        followed = sqs.createQueue(request -> request.queueName("followed")).queueUrl();
        var arn = sqs.getQueueAttributes(
                        request -> request.queueUrl(followed).attributeNames(QueueAttributeName.QUEUE_ARN))
                .attributes()
                .get(QueueAttributeName.QUEUE_ARN);
        var bus = stack.output("BusName");
        stack.events()
                .putRule(request ->
                        request.name("followed").eventBusName(bus).eventPattern("{\"source\":[\"penstock\"]}"));
        stack.events()
                .putTargets(request -> request.rule("followed")
                        .eventBusName(bus)
                        .targets(Target.builder().id("followed").arn(arn).build()));
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new IllegalStateException(text, e);
        }
    }

    /// The CloudEvent of this type about `subject`, as the rule has sent it.
    private static JsonNode awaitOnTheBus(String type, String subject) throws Exception {
        var sent = Eventually.see(
                "%s about %s on the bus".formatted(type, subject),
                PATIENCE,
                OperationsIT::onTheBus,
                all -> all.stream().anyMatch(event -> isAbout(event.get("detail"), type, subject)));
        var event = sent.stream()
                .filter(one -> isAbout(one.get("detail"), type, subject))
                .findFirst()
                .orElseThrow();
        assertThat(event.get("source").asText()).isEqualTo("penstock");
        assertThat(event.get("detail-type").asText()).isEqualTo(type);
        assertValid(event.get("detail"));
        return event.get("detail");
    }

    private static List<JsonNode> onTheBus() {
        for (var message : sqs.receiveMessage(
                        request -> request.queueUrl(followed).maxNumberOfMessages(10))
                .messages()) {
            ON_THE_BUS.add(json(message.body()));
            sqs.deleteMessage(request -> request.queueUrl(followed).receiptHandle(message.receiptHandle()));
        }
        return List.copyOf(ON_THE_BUS);
    }

    private static boolean isAbout(JsonNode event, String type, String subject) {
        return event.get("type").asText().equals(type)
                && event.path("subject").asText().startsWith(subject);
    }

    /// The CloudEvent of this type about `subject`, as the tenant `penstock` has had it delivered.
    private static JsonNode awaitDelivered(String type, String subject) throws Exception {
        var came = Eventually.see(
                "%s about %s at /watch".formatted(type, subject),
                PATIENCE,
                () -> receiver.at("/watch"),
                all -> all.stream().anyMatch(webhook -> isAbout(json(webhook.body()), type, subject)));
        var event = came.stream()
                .map(Webhook::body)
                .map(OperationsIT::json)
                .filter(one -> isAbout(one, type, subject))
                .findFirst()
                .orElseThrow();
        assertValid(event);
        return event;
    }

    private static void assertValid(JsonNode event) throws IOException {
        var schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(Files.readString(SCHEMAS.resolve(event.get("type").asText() + ".json")));
        var data = new JsonMapper().readTree(event.get("data").toString());
        assertThat(schema.validate(data)).as(event.toString()).isEmpty();
    }

    private static void subscribe(String id, String type, URI url) throws Exception {
        tenant.subscribe("""
                        {"id":"%s","types":["%s"],"policy":{"retry":{"schedule":["PT1S"],"jitter":0}},
                         "destination":{"type":"webhook","url":"%s"}}""".formatted(id, type, url)).is(201);
    }

    private static String publish(String type) throws Exception {
        return tenant.publish("""
                        {"specversion":"1.0","id":"%s","source":"/shop","type":"%s","data":{}}""".formatted(UUID.randomUUID(), type))
                .is(202)
                .json()
                .at("/accepted/0/event")
                .asText();
    }

    @Test
    void whatIsChangedInTheRegistryIsSaid() throws Exception {
        subscribe("said", "order.said", receiver.uri("/said"));

        awaitOnTheBus("penstock.tenant.created", "tenants/operations");
        awaitOnTheBus("penstock.key.created", "tenants/operations/keys/key_");
        var made = awaitOnTheBus("penstock.subscription.created", "tenants/operations/subscriptions/said");

        var delivered = awaitDelivered("penstock.subscription.created", "tenants/operations/subscriptions/said");
        assertThat(delivered.get("id")).isEqualTo(made.get("id"));
        assertThat(delivered.get("data")).isEqualTo(made.get("data"));
        tenant.call("DELETE", "/v1/subscriptions/said", "application/json", "").is(204);
        awaitDelivered("penstock.subscription.deleted", "tenants/operations/subscriptions/said");
    }

    @Test
    void aDeliveryThatComesToNothingIsSaid() throws Exception {
        subscribe("fails", "order.fails", receiver.uri("/fails"));

        var event = publish("order.fails");

        var exhausted = awaitDelivered("penstock.delivery.exhausted", "tenants/operations/deliveries/");
        assertThat(exhausted.at("/data/event").asText()).isEqualTo(event);
        assertThat(exhausted.at("/data/subscription").asText()).isEqualTo("fails");
        assertThat(exhausted.at("/data/attempt").asInt()).isEqualTo(2);
        awaitOnTheBus("penstock.delivery.exhausted", "tenants/operations/deliveries/");
    }

    @Test
    void aReceiverThatWantsNothingMoreIsSaid() throws Exception {
        subscribe("gone", "order.gone", receiver.uri("/gone"));

        var event = publish("order.gone");

        var refused = awaitDelivered("penstock.delivery.refused", "tenants/operations/deliveries/");
        assertThat(refused.at("/data/event").asText()).isEqualTo(event);
        var disabled = awaitDelivered("penstock.subscription.disabled", "tenants/operations/subscriptions/gone");
        assertThat(disabled.at("/data/reason").asText()).contains("410");
    }

    @Test
    void whatTheIngressQueueHasAndCannotBeReadIsKeptAndSaid() throws Exception {
        var sent = sqs.sendMessage(request -> request.queueUrl(stack.output("IngressQueue"))
                        .messageBody("{\"no\": event")
                        .messageAttributes(Map.of("penstock-tenant", text(TENANT))))
                .messageId();

        var refused = awaitOnTheBus("penstock.event.refused", "tenants/operations/messages/" + sent);

        assertThat(refused.at("/data/reason").asText()).contains("is no JSON");
        var kept = Eventually.see(
                        "the message in the failures", PATIENCE, () -> failures(sent), found -> !found.isEmpty())
                .getFirst();
        assertThat(kept.body()).isEqualTo("{\"no\": event");
        assertThat(kept.messageAttributes())
                .extractingByKey("penstock-reason")
                .extracting(MessageAttributeValue::stringValue)
                .asString()
                .contains("is no JSON");
        sqs.deleteMessage(
                request -> request.queueUrl(stack.output("FailuresQueue")).receiptHandle(kept.receiptHandle()));
    }

    private static MessageAttributeValue text(String value) {
        return MessageAttributeValue.builder()
                .dataType("String")
                .stringValue(value)
                .build();
    }

    /// What is kept of the message that its own queue called so.
    private static List<Message> failures(String sent) {
        return sqs
                .receiveMessage(request -> request.queueUrl(stack.output("FailuresQueue"))
                        .maxNumberOfMessages(10)
                        .visibilityTimeout(1)
                        .messageAttributeNames("All"))
                .messages()
                .stream()
                .filter(message -> text(sent).equals(message.messageAttributes().get("penstock-message")))
                .toList();
    }

    @Test
    void nobodyPublishesForThatTenant() throws Exception {
        penstock.publish("{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"penstock\",\"type\":\"penstock.x\"}")
                .is(403);
        tenant.get("/v1/tenants/penstock").is(403);
    }
}

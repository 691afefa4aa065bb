package io.penstock.destination;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.arn.Arn;
import io.penstock.delivery.Targets.Answer;
import io.penstock.delivery.Targets.Failed;
import io.penstock.delivery.Targets.Parcel;
import io.penstock.delivery.Targets.Shipment;
import io.penstock.delivery.Targets.Taken;
import io.penstock.event.EventJson;
import io.penstock.localstack.LocalStack;
import io.penstock.subscription.Destination;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.services.eventbridge.model.Target;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/// The services' own answers, as LocalStack gives them. It knows no rights: what is not allowed is refused in
/// [AwsTargetsTest] only.
@Timeout(300)
class AwsTargetsIT {
    private static final String ACCOUNT = "000000000000";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String ENDPOINT = "aws.endpointUrl";
    private static final String KEY_ID = "aws.accessKeyId";
    private static final String SECRET = "aws.secretAccessKey";

    private static final Map<String, String> BEFORE = new HashMap<>();
    private static Clients clients;
    private static AwsTargets targets;

    @BeforeAll
    static void start() {
        set(ENDPOINT, LocalStack.shared().endpoint().toString());
        set(KEY_ID, "test");
        set(SECRET, "test");
        clients = new RegionalClients(StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")));
        targets = AwsTargets.standard(InstantSource.system());
    }

    private static void set(String property, String value) {
        var before = System.setProperty(property, value);
        if (before != null) {
            BEFORE.put(property, before);
        }
    }

    @AfterAll
    static void stop() {
        targets.close();
        clients.close();
        for (var property : List.of(ENDPOINT, KEY_ID, SECRET)) {
            System.clearProperty(property);
        }
        System.getProperties().putAll(BEFORE);
    }

    @Test
    void aQueueHoldsWhatWasSentByteForByte() {
        var queue = queue("bytes", Map.of());
        var event = Parcels.event("{ \"total\" : 1.50, \"city\":\"Zürich 🏔\\u0000\\ud800\" }");
        var parcel = Parcels.parcel(event, 1, 2);

        assertThat(send(new Destination.Queue(queue, null), List.of(parcel))).hasOnlyElementsOfType(Taken.class);

        var message = receive(queue, 1).getFirst();
        assertThat(message.body().getBytes(StandardCharsets.UTF_8)).isEqualTo(EventJson.write(event));
        assertThat(message.messageAttributes())
                .hasEntrySatisfying(
                        "penstock-delivery",
                        value -> assertThat(value.stringValue())
                                .isEqualTo(parcel.message().delivery().text()))
                .hasEntrySatisfying(
                        "penstock-attempt",
                        value -> assertThat(value.stringValue()).isEqualTo("2"));
    }

    @Test
    void aQueueTakesTenAtOnce() {
        var queue = queue("ten", Map.of());

        assertThat(send(new Destination.Queue(queue, null), Parcels.small(10)))
                .hasSize(10)
                .hasOnlyElementsOfType(Taken.class);

        assertThat(receive(queue, 10)).hasSize(10);
    }

    @Test
    void aFifoQueueKeepsTheOrderOfAKeyAndTakesARepetitionOnce() {
        var queue = queue("ordered.fifo", Map.of(QueueAttributeName.FIFO_QUEUE, "true"));
        var target = new Destination.Queue(queue, null);
        var parcels = IntStream.range(0, 5)
                .mapToObj(i -> Parcels.parcel(Parcels.event(
                        "order.created", "/shop", "{\"n\":%d}".formatted(i), Parcels.extension("partitionkey", "k"))))
                .toList();

        send(target, parcels);
        send(target, parcels.subList(1, 3));

        assertThat(receive(queue, 5))
                .extracting(Message::body)
                .containsExactlyElementsOf(
                        parcels.stream().map(AwsTargetsIT::body).toList());
        assertThat(receiveSome(queue)).isEmpty();
    }

    @Test
    void aQueueThatIsNotThereIsTheReceiversFailure() {
        var queue = Arn.parse("arn:aws:sqs:%s:%s:nobodys".formatted(LocalStack.REGION, ACCOUNT));

        assertThat(send(new Destination.Queue(queue, null), Parcels.small(2)))
                .hasSize(2)
                .allSatisfy(answer -> assertThat(answer).isInstanceOfSatisfying(Failed.class, failed -> {
                    assertThat(failed.reason()).startsWith("SQS answered ").contains("NonExistentQueue");
                    assertThat(failed.status()).isEqualTo(400);
                }));
    }

    @Test
    void aTopicHandsOnWhatWasSent() {
        var queue = queue("of-topic", Map.of());
        var sns = clients.topics(LocalStack.REGION);
        var topic = sns.createTopic(request -> request.name("orders")).topicArn();
        sns.subscribe(request -> request.topicArn(topic)
                .protocol("sqs")
                .endpoint(queue.text())
                .attributes(Map.of("RawMessageDelivery", "true", "FilterPolicy", "{\"ce_type\":[\"order.created\"]}")));
        var wanted = Parcels.parcel(Parcels.event("{\"n\":1}"));
        var other = Parcels.parcel(Parcels.event("order.deleted", "/shop", "{}", Map.of()));

        assertThat(send(new Destination.Topic(Arn.parse(topic), null), List.of(other, wanted)))
                .hasSize(2)
                .hasOnlyElementsOfType(Taken.class);

        assertThat(receive(queue, 1)).extracting(Message::body).containsExactly(body(wanted));
    }

    @Test
    void aBusHandsOnWhatWasSent() {
        var queue = queue("of-bus", Map.of());
        var events = clients.buses(LocalStack.REGION);
        var bus = events.createEventBus(request -> request.name("orders")).eventBusArn();
        events.putRule(request -> request.name("all")
                .eventBusName("orders")
                .eventPattern("{\"detail\":{\"total\":[{\"numeric\":[\">\",1]}]}}"));
        events.putTargets(request -> request.rule("all")
                .eventBusName("orders")
                .targets(Target.builder().id("queue").arn(queue.text()).build()));
        var parcel = Parcels.parcel(Parcels.event("{\"total\":1.5}"));
        var target = new Destination.Bus(Arn.parse(bus), null, "shop", null, Destination.Mode.BINARY);

        assertThat(send(target, List.of(parcel, Parcels.parcel(Parcels.event("[1]")))))
                .hasSize(2)
                .hasOnlyElementsOfType(Taken.class);

        assertThat(receive(queue, 1).getFirst().body())
                .contains(
                        "\"source\":\"shop\"",
                        "\"detail-type\":\"order.created\"",
                        "urn:penstock:delivery:" + parcel.message().delivery().text(),
                        "\"total\":1.5");
    }

    @Test
    void aFunctionThatIsNotThereIsTheReceiversFailure() {
        var function = Arn.parse("arn:aws:lambda:%s:%s:function:nobodys".formatted(LocalStack.REGION, ACCOUNT));

        assertThat(send(new Destination.Function(function, null), Parcels.small(1)))
                .allSatisfy(answer -> assertThat(answer)
                        .isInstanceOfSatisfying(
                                Failed.class,
                                failed -> assertThat(failed.reason())
                                        .isEqualTo("Lambda answered ResourceNotFoundException")));
    }

    @Test
    void aRoleIsAssumedToReachAQueue() {
        var queue = queue("of-role", Map.of());
        var role = Arn.parse("arn:aws:iam::%s:role/penstock-orders".formatted(ACCOUNT));
        var target = new Destination.Queue(queue, role);

        assertThat(send(target, Parcels.small(1))).hasOnlyElementsOfType(Taken.class);
        assertThat(send(target, Parcels.small(1))).hasOnlyElementsOfType(Taken.class);

        assertThat(receive(queue, 2)).hasSize(2);
    }

    /// On a virtual thread, as attempts are: what waits for an answer there can be told to stop.
    @Test
    void whoDoesNotAnswerInTimeFails() throws Exception {
        var answers = new ArrayList<Answer>();
        try (var silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            System.setProperty(ENDPOINT, "http://127.0.0.1:" + silent.getLocalPort());
            try (var deaf = AwsTargets.standard(InstantSource.system())) {
                var shipment = new Shipment(Parcels.QUEUE, Parcels.TENANT, Parcels.small(1), Duration.ofSeconds(1));
                Thread.ofVirtual()
                        .start(() -> answers.addAll(deaf.send(shipment)))
                        .join(PATIENCE);
            } finally {
                System.setProperty(ENDPOINT, LocalStack.shared().endpoint().toString());
            }
        }

        assertThat(answers)
                .singleElement()
                .isInstanceOfSatisfying(
                        Failed.class, failed -> assertThat(failed.reason()).isEqualTo("SQS did not answer in time"));
    }

    private static List<Answer> send(Destination.Target target, List<Parcel> parcels) {
        return targets.send(new Shipment(target, Parcels.TENANT, parcels, Duration.ofSeconds(30)));
    }

    private static String body(Parcel parcel) {
        return new String(EventJson.write(parcel.event()), StandardCharsets.UTF_8);
    }

    private static Arn queue(String name, Map<QueueAttributeName, String> attributes) {
        clients.queues(LocalStack.REGION)
                .createQueue(request -> request.queueName(name).attributes(attributes));
        return Arn.parse("arn:aws:sqs:%s:%s:%s".formatted(LocalStack.REGION, ACCOUNT, name));
    }

    /// Waits for so many messages, and takes them out of the queue.
    private static List<Message> receive(Arn queue, int count) {
        var received = new ArrayList<Message>();
        var end = Instant.now().plus(PATIENCE);
        while (received.size() < count && Instant.now().isBefore(end)) {
            received.addAll(receiveSome(queue));
        }
        assertThat(received).hasSize(count);
        return received;
    }

    private static List<Message> receiveSome(Arn queue) {
        var sqs = clients.queues(LocalStack.REGION);
        var url = Queues.url(queue);
        var messages = sqs.receiveMessage(request -> request.queueUrl(url)
                        .maxNumberOfMessages(10)
                        .messageAttributeNames("All")
                        .waitTimeSeconds(1))
                .messages();
        messages.forEach(
                message -> sqs.deleteMessage(request -> request.queueUrl(url).receiptHandle(message.receiptHandle())));
        return messages;
    }
}

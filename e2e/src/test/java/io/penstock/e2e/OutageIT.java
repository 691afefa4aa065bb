package io.penstock.e2e;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import software.amazon.awssdk.services.lambda.model.LastUpdateStatus;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/// What becomes of messages that cannot be handled, or not now; `route` stands for all that read a queue.
@Isolated("it stops what others need")
@Order(1)
class OutageIT {
    private static final ObjectMapper JSON = new ObjectMapper();

    /// Less than `route` wants to have left before it begins with a message.
    private static final int TOO_SHORT = 10;

    /// In seconds: how long a message stays with who died or could not run.
    private static final String SOON = "1";

    private static Stack stack;
    private static Customer customer;
    private static String function;
    private static String queue;

    @BeforeAll
    static void deploy() throws Exception {
        stack = Stack.shared();
        customer = Customer.fresh();
        function = stack.function("Route");
        queue = stack.queue("Route", "EVENTS_QUEUE");
    }

    @AfterAll
    static void close() throws Exception {
        customer.close();
    }

    @Test
    void aMessageThatNobodyCanReadTakesNoneOfItsBatchAlongAndEndsInTheDeadLetters() throws Exception {
        customer.subscribe("/batch", "order.batch", "");
        var malformed = "no message of ours " + Customer.id();
        var events = new ArrayList<String>();
        enable(false);
        for (int i = 0; i < 3; i++) {
            events.add(customer.publish("order.batch", "{}"));
        }
        stack.clients().sqs().sendMessage(request -> request.queueUrl(queue).messageBody(malformed));
        enable(true);

        for (var event : events) {
            customer.awaitState(event, "delivered");
        }
        Eventually.see("the dead letter", Customer.PATIENCE, () -> deadLetter(malformed), Optional::isPresent);
        assertThat(batchesWithAnUnreadableMessageAnd(events)).isNotEmpty();
    }

    @Test
    void whatFailedPastItsLimitIsDeliveredOnceTheCauseIsMendedAndItIsMovedBack() throws Exception {
        customer.subscribe("/redriven", "order.redriven", "");
        var attributes = attributes();

        set(Map.of(
                QueueAttributeName.VISIBILITY_TIMEOUT, SOON, QueueAttributeName.REDRIVE_POLICY, impatient(attributes)));
        stack.lambda()
                .putFunctionConcurrency(
                        request -> request.functionName(function).reservedConcurrentExecutions(0));
        String event;
        try {
            event = customer.publish("order.redriven", "{}");
            Eventually.see("a dead letter", Customer.PATIENCE, OutageIT::deadLetters, count -> count > 0);
        } finally {
            stack.lambda().deleteFunctionConcurrency(request -> request.functionName(function));
            set(attributes);
        }
        assertThat(customer.receiver().at("/redriven")).isEmpty();
        stack.clients().sqs().startMessageMoveTask(request -> request.sourceArn(deadLettersArn()));

        customer.awaitState(event, "delivered");
        assertThat(customer.receiver().at("/redriven")).hasSize(1);
    }

    @Test
    void aMessageThatWasGivenBackEightTimesIsStillDelivered() throws Exception {
        customer.subscribe("/back", "order.back", "");
        var live = stack.lambda()
                .getAlias(request -> request.functionName(function).name("live"));
        var from = Calls.count(stack);

        lead("live", shortOfTime());
        var began = System.nanoTime();
        String event;
        Duration took;
        try {
            event = customer.publish("order.back", "{}");
            Eventually.see("given back", Customer.PATIENCE, () -> givenBack(from), count -> count >= 8);
            took = Duration.ofNanos(System.nanoTime() - began);
        } finally {
            lead("live", live.functionVersion());
        }

        customer.awaitState(event, "delivered");
        assertThat(took).as("eight times, each within seconds").isLessThan(Duration.ofMinutes(1));
    }

    /// Publishes a version of the function that has too little time for anything.
    private static String shortOfTime() throws Exception {
        int timeout = stack.lambda()
                .getFunctionConfiguration(request -> request.functionName(function))
                .timeout();
        configure(TOO_SHORT);
        try {
            return stack.lambda()
                    .publishVersion(request -> request.functionName(function))
                    .version();
        } finally {
            configure(timeout);
        }
    }

    private static void configure(int timeout) throws Exception {
        stack.lambda()
                .updateFunctionConfiguration(
                        request -> request.functionName(function).timeout(timeout));
        Eventually.see(
                "the configuration",
                Customer.PATIENCE,
                () -> stack.lambda().getFunctionConfiguration(request -> request.functionName(function)),
                now -> now.lastUpdateStatus() == LastUpdateStatus.SUCCESSFUL);
    }

    private static void lead(String alias, String version) {
        stack.lambda()
                .updateAlias(
                        request -> request.functionName(function).name(alias).functionVersion(version));
    }

    private static long givenBack(int from) throws Exception {
        return Calls.since(stack, from).stream()
                .filter(call ->
                        call.function().equals("Route") && call.operation().startsWith("ChangeMessageVisibility"))
                .count();
    }

    /// Has the queue polled, or not.
    private static void enable(boolean enabled) throws Exception {
        var mapping = stack.lambda()
                .listEventSourceMappings(
                        request -> request.eventSourceArn(attributes(queue).get(QueueAttributeName.QUEUE_ARN)))
                .eventSourceMappings()
                .getFirst()
                .uuid();
        stack.lambda().updateEventSourceMapping(request -> request.uuid(mapping).enabled(enabled));
        Eventually.see(
                "the mapping",
                Customer.PATIENCE,
                () -> stack.lambda()
                        .getEventSourceMapping(request -> request.uuid(mapping))
                        .state(),
                state -> state.equals(enabled ? "Enabled" : "Disabled"));
    }

    private static Map<QueueAttributeName, String> attributes(String url) {
        return stack.clients()
                .sqs()
                .getQueueAttributes(request -> request.queueUrl(url).attributeNames(QueueAttributeName.ALL))
                .attributes();
    }

    /// Those that a test changes, as they are.
    private static Map<QueueAttributeName, String> attributes() {
        var all = attributes(queue);
        return Map.of(
                QueueAttributeName.VISIBILITY_TIMEOUT, all.get(QueueAttributeName.VISIBILITY_TIMEOUT),
                QueueAttributeName.REDRIVE_POLICY, all.get(QueueAttributeName.REDRIVE_POLICY));
    }

    private static void set(Map<QueueAttributeName, String> attributes) {
        stack.clients()
                .sqs()
                .setQueueAttributes(request -> request.queueUrl(queue).attributes(attributes));
    }

    /// The policy that gives a message up after two times.
    private static String impatient(Map<QueueAttributeName, String> attributes) throws Exception {
        var policy = JSON.readTree(attributes.get(QueueAttributeName.REDRIVE_POLICY));
        return JSON.createObjectNode()
                .put("deadLetterTargetArn", policy.get("deadLetterTargetArn").asText())
                .put("maxReceiveCount", 2)
                .toString();
    }

    private static int deadLetters() {
        return Integer.parseInt(
                attributes(stack.output("DeadLettersQueue")).get(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES));
    }

    private static String deadLettersArn() {
        return requireNonNull(attributes(stack.output("DeadLettersQueue")).get(QueueAttributeName.QUEUE_ARN));
    }

    /// The dead letter with this text, which it takes from there.
    private static Optional<Message> deadLetter(String text) {
        var url = stack.output("DeadLettersQueue");
        var found = stack
                .clients()
                .sqs()
                .receiveMessage(
                        request -> request.queueUrl(url).maxNumberOfMessages(10).visibilityTimeout(1))
                .messages()
                .stream()
                .filter(message -> message.body().equals(text))
                .findFirst();
        found.ifPresent(message -> stack.clients()
                .sqs()
                .deleteMessage(request -> request.queueUrl(url).receiptHandle(message.receiptHandle())));
        return found;
    }

    /// The invocations that could not read a message, and planned one of these events.
    private static List<String> batchesWithAnUnreadableMessageAnd(List<String> events) throws Exception {
        var lines = new ArrayList<JsonNode>();
        for (var line : Logs.of(stack, "Route")) {
            lines.add(JSON.readTree(line));
        }
        var unreadable = lines.stream()
                .filter(line -> line.path("message").asText().endsWith("cannot be read"))
                .map(line -> line.get("requestId").asText())
                .toList();
        return lines.stream()
                .filter(line -> events.contains(line.path("event").asText()))
                .map(line -> line.get("requestId").asText())
                .filter(unreadable::contains)
                .toList();
    }
}

package io.penstock.function.route;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.distributed.DistributedOptions;
import io.penstock.distributed.DistributedSteps;
import io.penstock.distributed.MessageQueue;
import io.penstock.distributed.QueueIntake;
import io.penstock.distributed.Queues;
import io.penstock.distributed.memory.InMemoryBlobs;
import io.penstock.distributed.memory.InMemoryTable;
import io.penstock.event.Event;
import io.penstock.event.EventJson;
import io.penstock.lambda.Invocation;
import io.penstock.lambda.QueueFunction;
import io.penstock.lambda.TestContext;
import io.penstock.routing.Plan;
import io.penstock.routing.Router;
import io.penstock.subscription.InMemoryRegistry;
import io.penstock.tenant.TenantUid;
import io.penstock.tenant.TestTenants;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

class RouteHandlerTest {
    private final TestContext context = new TestContext(Duration.ofSeconds(60));
    private final TenantUid tenant = TestTenants.uid();
    private final InMemoryRegistry registry = InMemoryRegistry.of(tenant);
    private final InMemoryBlobs blobs = new InMemoryBlobs();
    private final List<String> accepted = new ArrayList<>();

    /// What the log's lines are about, while a message is sent again because its step failed.
    private final List<String> failing = new ArrayList<>();

    @AfterEach
    void forget() {
        MDC.clear();
    }

    private RouteHandler handler(Router router) {
        MessageQueue again = messages -> {
            failing.add(String.valueOf(MDC.get("event")));
            return List.of();
        };
        MessageQueue nowhere = _ -> List.of();
        var steps = new DistributedSteps(
                new InMemoryTable(),
                new Queues(nowhere, nowhere),
                blobs,
                registry.subscriptions(),
                registry::nameOf,
                context.clock(),
                new Random(1),
                DistributedOptions.STANDARD);
        return new RouteHandler(
                new QueueFunction(new Invocation(context.clock()), again, _ -> {}, Duration.ofSeconds(15)),
                () -> steps.planner(router));
    }

    /// The body of the message by which an event is accepted; `accepted` gets the event's id.
    private String message(String id) {
        var bodies = new ArrayList<String>();
        MessageQueue queue = messages -> {
            messages.forEach(message -> bodies.add(message.body()));
            return List.of();
        };
        new QueueIntake(queue, blobs, context.clock(), new Random(2))
                .accept(tenant, List.of(event(id)))
                .forEach(acceptance -> accepted.add(acceptance.event().text()));
        return bodies.getFirst();
    }

    private static Event event(String id) {
        return EventJson.read("{\"specversion\":\"1.0\",\"id\":\"%s\",\"source\":\"/shop\",\"type\":\"order\"}"
                .formatted(id)
                .getBytes(UTF_8));
    }

    private String handle(RouteHandler handler, String queue, String... bodies) throws IOException {
        var records = new ArrayList<String>();
        for (var body : bodies) {
            records.add("""
                    {"messageId":"%d","receiptHandle":"r","eventSourceARN":"arn:aws:sqs:eu-west-1:1:%s","body":"%s",
                     "attributes":{"ApproximateReceiveCount":"1","MessageGroupId":"g"}}""".formatted(records.size(), queue, body.replace("\"", "\\\"")));
        }
        var out = new ByteArrayOutputStream();
        handler.handleRequest(
                new ByteArrayInputStream("{\"Records\":[%s]}"
                        .formatted(String.join(",", records))
                        .getBytes(UTF_8)),
                out,
                context);
        return out.toString(UTF_8);
    }

    @Test
    void theLinesAboutAMessageThatFailsBearItsEvent() throws Exception {
        var handler = handler((_, _) -> {
            throw new IllegalStateException("the registry is not there");
        });

        var answer = handle(handler, "events", message("1"));

        assertThat(answer).isEqualTo("{\"batchItemFailures\":[]}");
        assertThat(failing).isEqualTo(accepted);
    }

    @Test
    void inAGroupTheLinesAboutEachMessageBearItsOwnEvent() throws Exception {
        var about = new ArrayList<String>();
        var handler = handler((_, event) -> {
            about.add(event.id() + " " + MDC.get("event"));
            return new Plan(1, List.of());
        });

        var answer = handle(handler, "events.fifo", message("1"), message("2"));

        assertThat(answer).isEqualTo("{\"batchItemFailures\":[]}");
        assertThat(about).containsExactly("1 " + accepted.getFirst(), "2 " + accepted.getLast());
    }
}

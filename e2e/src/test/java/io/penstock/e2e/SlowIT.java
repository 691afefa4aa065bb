package io.penstock.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// A receiver that takes its time.
class SlowIT {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    /// Longer than an attempt may take without being a slow one.
    private static final Duration ANSWER_TAKES = Duration.ofMillis(5_200);

    private static Stack stack;
    private static Receiver receiver;
    private static ApiClient tenant;

    @BeforeAll
    static void deploy() throws Exception {
        stack = Stack.shared();
        receiver = new Receiver();
        receiver.answer((_, _) -> {
            try {
                Thread.sleep(ANSWER_TAKES);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return 204;
        });
        tenant = new ApiClient(stack, Map.of("Authorization", "Bearer " + stack.operatorKey())).tenant("slow");
    }

    @AfterAll
    static void close() {
        receiver.close();
    }

    private static String publishAndAwait() throws Exception {
        var event = tenant.publish("""
                        {"specversion":"1.0","id":"%s","source":"/shop","type":"order.slow"}""".formatted(UUID.randomUUID())).is(202).json().at("/accepted/0/event").asText();
        Eventually.see(
                "event %s delivered".formatted(event),
                PATIENCE,
                () -> tenant.get("/v1/events/" + event),
                answer -> answer.status() == 200
                        && answer.json().get("state").asText().equals("delivered"));
        return event;
    }

    private static boolean isMoved() throws IOException {
        return Files.readString(stack.localStack().files().resolve("logs/calls.jsonl"))
                .lines()
                .anyMatch(call -> call.contains("-Deliver-")
                        && call.contains("\"SendMessageBatch\"")
                        && call.contains("-SlowDeliveries-"));
    }

    /// Each process of the function learns by itself which subscriptions are slow.
    @Test
    void whatFollowsForASlowReceiverComesThroughAQueueOfItsOwn() throws Exception {
        tenant.subscribe("""
                        {"types":["order.slow"],"destination":{"type":"webhook","url":"%s"}}""".formatted(receiver.uri("/slow"))).is(201);

        Eventually.see(
                "a delivery in the queue of slow ones",
                PATIENCE,
                () -> {
                    publishAndAwait();
                    return isMoved();
                },
                moved -> moved);

        publishAndAwait();
    }
}

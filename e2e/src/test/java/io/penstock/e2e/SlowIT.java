package io.penstock.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// A receiver that takes its time.
class SlowIT {
    /// Longer than an attempt may take without being a slow one.
    private static final Duration ANSWER_TAKES = Duration.ofMillis(5_200);

    private static Stack stack;
    private static Customer customer;

    @BeforeAll
    static void deploy() throws Exception {
        stack = Stack.shared();
        customer = Customer.fresh();
        customer.receiver().answer((_, _) -> {
            try {
                Thread.sleep(ANSWER_TAKES);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return 204;
        });
    }

    @AfterAll
    static void close() throws Exception {
        customer.close();
    }

    private static void publishAndAwait() throws Exception {
        customer.awaitState(customer.publish("order.slow", "{}"), "delivered");
    }

    private static boolean isMoved(String queue) throws IOException {
        var deliver = stack.function("Deliver");
        return Files.readString(stack.logs().resolve("calls.jsonl"))
                .lines()
                .anyMatch(call ->
                        call.contains(deliver) && call.contains("\"SendMessageBatch\"") && call.contains(queue));
    }

    /// Each process of the function learns by itself which subscriptions are slow.
    @Test
    void whatFollowsForASlowReceiverComesThroughAQueueOfItsOwn() throws Exception {
        customer.subscribe("/slow", "order.slow", "");
        var queue = stack.queue("Deliver", "SLOW_DELIVERIES_QUEUE");

        Eventually.see(
                "a delivery in the queue of slow ones",
                Customer.PATIENCE,
                () -> {
                    publishAndAwait();
                    return isMoved(queue);
                },
                moved -> moved);

        publishAndAwait();
    }
}

package io.penstock.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.aws.Environment;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class PartsTest {
    @Test
    void theRuntimesPortsAreKnown() {
        assertThat(new Parts(new Environment(Map.of())).ownPorts()).isEmpty();
        assertThat(new Parts(new Environment(Map.of("AWS_LAMBDA_RUNTIME_API", "127.0.0.1:9001"))).ownPorts())
                .containsExactly(9001);
        assertThat(new Parts(new Environment(Map.of(
                                "AWS_LAMBDA_RUNTIME_API",
                                "localhost:9001",
                                "AWS_CONTAINER_CREDENTIALS_FULL_URI",
                                "http://127.0.0.1:9002/2021-04-23/credentials")))
                        .ownPorts())
                .containsExactlyInAnyOrder(9001, 9002);
        assertThat(new Parts(new Environment(Map.of("AWS_LAMBDA_RUNTIME_API", "127.0.0.1"))).ownPorts())
                .containsExactly(80);
    }

    @Test
    void theQueueOfSlowSubscriptionsIsKnownByItsArn() {
        var parts = new Parts(new Environment(
                Map.of("SLOW_DELIVERIES_QUEUE", "https://sqs.eu-west-1.amazonaws.com/123456789012/penstock-Slow")));

        assertThat(parts.isOfSlow("arn:aws:sqs:eu-west-1:123456789012:penstock-Slow"))
                .isTrue();
        assertThat(parts.isOfSlow("arn:aws:sqs:eu-west-1:123456789012:Slow")).isFalse();
        assertThat(parts.isOfSlow("arn:aws:sqs:eu-west-1:123456789012:penstock-Deliveries"))
                .isFalse();
    }

    @Test
    void tasksRunInVirtualThreadsWhichCanBeInterrupted() {
        var parts = new Parts(new Environment(Map.of()));
        parts.invocation().begin(new TestContext(Duration.ofSeconds(30)));
        var virtual = new CopyOnWriteArrayList<Boolean>();

        parts.threads()
                .run(Collections.nCopies(
                        3, () -> virtual.add(Thread.currentThread().isVirtual())));

        assertThat(virtual).containsExactly(true, true, true);
    }
}

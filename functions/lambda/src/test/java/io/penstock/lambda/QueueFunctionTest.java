package io.penstock.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.distributed.MessageQueue;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class QueueFunctionTest {
    private static final Duration NEEDED = Duration.ofSeconds(5);

    private final TestContext context = new TestContext(Duration.ofSeconds(30));
    private final Map<String, Duration> given = new HashMap<>();
    private final MessageQueue unreachable = messages -> {
        throw new IllegalStateException("cannot be reached");
    };
    private final QueueFunction function = new QueueFunction(
            new Invocation(context.clock()),
            unreachable,
            messages -> messages.forEach((message, after) -> given.put(message.id(), after)),
            NEEDED);

    private String handle(String queue, Consumer<String> step, String... bodies) throws IOException {
        var records = new StringBuilder();
        for (var body : bodies) {
            records.append(records.isEmpty() ? "" : ",").append("""
                    {"messageId": "%1$s", "receiptHandle": "r", "body": "%1$s",
                     "attributes": {"ApproximateReceiveCount": "1", "MessageGroupId": "g"},
                     "eventSourceARN": "arn:aws:sqs:eu-west-1:1:%2$s"}""".formatted(body, queue));
        }
        var out = new ByteArrayOutputStream();
        function.handle(
                new ByteArrayInputStream("{\"Records\":[%s]}".formatted(records).getBytes(StandardCharsets.UTF_8)),
                out,
                context,
                step);
        return out.toString(StandardCharsets.UTF_8);
    }

    private static String again(String... ids) {
        return "{\"batchItemFailures\":[%s]}"
                .formatted(String.join(
                        ",",
                        List.of(ids).stream()
                                .map("{\"itemIdentifier\":\"%s\"}"::formatted)
                                .toList()));
    }

    @Test
    void whatIsDoneDoesNotComeAgain() throws Exception {
        var done = new CopyOnWriteArrayList<String>();

        assertThat(handle("events", done::add, "1", "2")).isEqualTo(again());

        assertThat(done).containsExactlyInAnyOrder("1", "2");
        assertThat(given).isEmpty();
    }

    @Test
    void messagesOfAStandardQueueAreWorkedOnAtOnce() throws Exception {
        var together = new CountDownLatch(2);

        var answer = handle(
                "events",
                _ -> {
                    together.countDown();
                    try {
                        if (!together.await(10, TimeUnit.SECONDS)) {
                            throw new IllegalStateException("alone");
                        }
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                },
                "1",
                "2");

        assertThat(answer).isEqualTo(again());
    }

    @Test
    void whatFailsTakesNoOtherAlong() throws Exception {
        var answer = handle(
                "events",
                body -> {
                    if (body.equals("2")) {
                        throw new IllegalStateException("fails");
                    }
                },
                "1",
                "2",
                "3");

        assertThat(answer).isEqualTo(again("2"));
        assertThat(given).containsOnlyKeys("2");
    }

    @Test
    void inAGroupWhatComesBehindAFailureComesAgainToo() throws Exception {
        var done = new CopyOnWriteArrayList<String>();

        var answer = handle(
                "events.fifo",
                body -> {
                    if (body.equals("2")) {
                        throw new IllegalStateException("fails");
                    }
                    done.add(body);
                },
                "1",
                "2",
                "3");

        assertThat(answer).isEqualTo(again("2", "3"));
        assertThat(done).containsExactly("1");
    }

    @Test
    void whatThereIsNoTimeForIsGivenBackAtOnce() throws Exception {
        context.leave(NEEDED);

        var answer = handle("events", _ -> {}, "1", "2");

        assertThat(answer).isEqualTo(again("1", "2"));
        assertThat(given.values()).allMatch(after -> after.compareTo(Duration.ofSeconds(5)) < 0);
    }
}

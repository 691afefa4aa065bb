package io.penstock.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.tuple;

import io.penstock.distributed.MessageQueue;
import io.penstock.distributed.MessageQueue.Message;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;

/// How [SqsQueue] splits what it is given, and what it does where SQS takes less than that.
class SqsQueueTest {
    private static final String URL = "https://queue.example/events";

    private final Pausing pausing = new Pausing();
    private final FakeSqs sqs = new FakeSqs();
    private final SqsQueue queue = SqsQueue.standard(sqs, URL, pausing.retries());
    private final SqsQueue fifo = SqsQueue.fifo(sqs, URL + ".fifo", pausing.retries(), new Random(3));

    private static Message message(String body, String group) {
        return new Message(body, group, Duration.ZERO);
    }

    private static List<Message> messages(int count) {
        return IntStream.range(0, count).mapToObj(i -> message("m" + i, "g")).toList();
    }

    private static List<Integer> sizes(List<SendMessageBatchRequest> requests) {
        return requests.stream().map(request -> request.entries().size()).toList();
    }

    @Test
    void aBatchHasTenMessagesAtMost() {
        assertThat(queue.send(messages(23))).isEmpty();

        assertThat(sizes(sqs.requests)).containsExactly(10, 10, 3);
        assertThat(sqs.taken).hasSize(23);
        assertThat(sqs.requests)
                .allSatisfy(request -> assertThat(request.queueUrl()).isEqualTo(URL));
    }

    @Test
    void aBatchHasOneMebibyteAtMostCountedInBytesOfItsBodies() {
        var body = "é".repeat(200_000);
        var sent =
                List.of(message(body, "g"), message(body, "g"), message(body, "g"), message("x".repeat(648_576), "g"));

        assertThat(queue.send(sent)).isEmpty();

        assertThat(sizes(sqs.requests)).containsExactly(2, 2);
        for (var request : sqs.requests) {
            int bytes = request.entries().stream()
                    .mapToInt(entry -> entry.messageBody().getBytes(StandardCharsets.UTF_8).length)
                    .sum();
            assertThat(bytes).isLessThanOrEqualTo(1_048_576);
        }
    }

    @Test
    void aMessageOfTheLargestSizeGoesAndOneByteMoreDoesNot() {
        assertThat(queue.send(List.of(message("x".repeat(MessageQueue.MAX_BYTES), "g"))))
                .isEmpty();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> queue.send(List.of(message("x".repeat(MessageQueue.MAX_BYTES + 1), "g"))));
    }

    @Test
    void onlyWhatFailedIsSentAgain() {
        sqs.failing("m1", "InternalError", false, 2);

        assertThat(queue.send(messages(3))).isEmpty();

        assertThat(sizes(sqs.requests)).containsExactly(3, 1, 1);
        assertThat(sqs.taken).containsExactlyInAnyOrder("m0", "m1", "m2");
        assertThat(pausing.pauses).hasSize(2);
    }

    @Test
    void whatFailsAgainAndAgainIsNotTaken() {
        sqs.failing("m1", "InternalError", false, 100);

        assertThat(queue.send(messages(12))).containsExactly(1);

        assertThat(sqs.requests).hasSize(SqsQueue.TRIES + 1);
        assertThat(sqs.taken).hasSize(11);
    }

    @Test
    void whatIsTheSendersFaultIsNotSentAgain() {
        sqs.failing("m1", "InvalidMessageContents", true, 1);

        assertThat(queue.send(messages(3))).containsExactly(1);

        assertThat(sizes(sqs.requests)).containsExactly(3);
    }

    @Test
    void aRequestThatFailsForAReasonThatPassesIsMadeAgain() {
        sqs.failRequests(Failures.throttled(), Failures.lostAnswer());

        assertThat(queue.send(messages(3))).isEmpty();

        assertThat(sizes(sqs.requests)).containsExactly(3, 3, 3);
    }

    @Test
    void ofARequestThatFailsForAReasonThatStaysNothingIsTaken() {
        sqs.failRequests(Failures.denied());

        assertThat(queue.send(messages(12))).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);

        assertThat(sqs.taken).containsExactly("m10", "m11");
    }

    @Test
    void nothingIsSentAgainPastTheDeadline() {
        pausing.deadline = pausing.clock.instant().minusSeconds(1);
        sqs.failRequests(Failures.throttled());

        assertThat(queue.send(messages(2))).containsExactly(0, 1);
        assertThat(pausing.pauses).isEmpty();
    }

    @Test
    void aMessageHasItsGroupAndItsDelayRoundedUpToSeconds() {
        queue.send(List.of(
                message("now", "a"),
                new Message("soon", "b", Duration.ofMillis(1)),
                new Message("late", "b", MessageQueue.MAX_DELAY)));

        assertThat(sqs.requests.getFirst().entries())
                .extracting(
                        SendMessageBatchRequestEntry::messageGroupId,
                        SendMessageBatchRequestEntry::delaySeconds,
                        SendMessageBatchRequestEntry::messageDeduplicationId)
                .containsExactly(tuple("a", 0, null), tuple("b", 1, null), tuple("b", 900, null));
    }

    @Test
    void aFifoQueueTakesAMessageOnceHoweverOftenItHasToBeSent() {
        sqs.failRequests(Failures.lostAnswer());

        var sent = List.of(message("m0", "a"), message("m1", "b"));
        assertThat(fifo.send(sent)).isEmpty();
        fifo.send(sent);

        var ids = sqs.requests.stream()
                .map(request -> request.entries().stream()
                        .map(SendMessageBatchRequestEntry::messageDeduplicationId)
                        .toList())
                .toList();
        assertThat(ids).hasSize(3);
        assertThat(ids.get(1)).isEqualTo(ids.get(0)).doesNotHaveDuplicates();
        assertThat(ids.get(2)).doesNotContainAnyElementsOf(ids.get(0));
        assertThat(sqs.requests.getFirst().entries().getFirst().delaySeconds()).isNull();
    }

    @Test
    void aFifoQueueIsSentNothingBehindAMessageOfTheSameGroupThatItDidNotTake() {
        var sent = IntStream.range(0, 15)
                .mapToObj(i -> message("m" + i, i % 2 == 0 ? "even" : "odd"))
                .toList();
        sqs.failing("m3", "InvalidMessageContents", true, 1);

        assertThat(fifo.send(sent)).containsExactly(3, 5, 7, 9, 11, 13);

        assertThat(sqs.taken).containsExactly("m0", "m1", "m2", "m4", "m6", "m8", "m10", "m12", "m14");
    }

    @Test
    void aFifoQueueTakesAGroupInItsOrderWhateverItTakesLate() {
        sqs.failing("m1", "InternalError", false, 2);
        sqs.failing("m7", "InternalError", false, 1);

        assertThat(fifo.send(messages(12))).isEmpty();

        assertThat(sqs.taken)
                .containsExactlyElementsOf(
                        messages(12).stream().map(Message::body).toList());
    }

    @Test
    void aFifoQueueTakesAGroupInItsOrderWhoseAnswerWasLost() {
        sqs.failRequests(Failures.throttled(), Failures.lostAnswer());

        assertThat(fifo.send(messages(3))).isEmpty();

        assertThat(sqs.requests.stream()
                        .flatMap(request -> request.entries().stream())
                        .map(SendMessageBatchRequestEntry::messageBody))
                .containsExactly("m0", "m0", "m0", "m1", "m2");
    }

    @Test
    void manyGroupsGoInFullBatchesToAFifoQueueOneMessageOfEach() {
        var sent = IntStream.range(0, 44)
                .mapToObj(i -> message("m" + i, "g" + i / 4))
                .toList();

        assertThat(fifo.send(sent)).isEmpty();

        assertThat(sizes(sqs.requests)).containsExactly(10, 10, 10, 10, 4);
        assertThat(sqs.requests)
                .allSatisfy(request -> assertThat(request.entries())
                        .extracting(SendMessageBatchRequestEntry::messageGroupId)
                        .doesNotHaveDuplicates());
        for (int group = 0; group < 11; group++) {
            int first = 4 * group;
            assertThat(sqs.taken.stream().filter(body -> Integer.parseInt(body.substring(1)) / 4 == first / 4))
                    .containsExactly("m" + first, "m" + (first + 1), "m" + (first + 2), "m" + (first + 3));
        }
    }

    @Test
    void aFifoQueueDelaysNoMessageByItself() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> fifo.send(List.of(new Message("late", "g", Duration.ofSeconds(1)))));
    }
}

package io.penstock.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.distributed.MessageQueue.Message;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class GatheringQueueTest {
    private final List<List<String>> requests = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch firstMayEnd = new CountDownLatch(1);
    private final CountDownLatch firstBegan = new CountDownLatch(1);
    private final GatheringQueue queue = new GatheringQueue(this::take);

    /// The first request takes until it may end; `bad` cannot be sent, `refused` is not taken.
    private List<Integer> take(List<Message> messages) {
        var bodies = messages.stream().map(Message::body).toList();
        requests.add(bodies);
        if (bodies.contains("first")) {
            firstBegan.countDown();
            await(firstMayEnd);
        }
        if (bodies.contains("bad")) {
            throw new IllegalArgumentException("bad");
        }
        if (bodies.contains("fatal")) {
            throw new OutOfMemoryError("fatal");
        }
        return IntStream.range(0, bodies.size())
                .filter(i -> bodies.get(i).equals("refused"))
                .boxed()
                .toList();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<Message> messages(String... bodies) {
        return List.of(bodies).stream()
                .map(body -> new Message(body, "group", Duration.ZERO))
                .toList();
    }

    private FutureTask<List<Integer>> sending(String... bodies) {
        Callable<List<Integer>> send = () -> queue.send(messages(bodies));
        var task = new FutureTask<>(send);
        var thread = Thread.ofPlatform().daemon().start(task);
        // Until it waits for the request that is on its way, or is the one that makes it.
        while (thread.getState() != Thread.State.WAITING
                && thread.getState() != Thread.State.TIMED_WAITING
                && thread.isAlive()) {
            Thread.onSpinWait();
        }
        return task;
    }

    @Test
    void whoIsAloneIsSentAtOnce() {
        assertThat(queue.send(messages("a", "refused"))).containsExactly(1);
        assertThat(queue.send(messages("b"))).isEmpty();
        assertThat(queue.send(List.of())).isEmpty();

        assertThat(requests).containsExactly(List.of("a", "refused"), List.of("b"));
    }

    @Test
    void whatComesWhileARequestIsOnItsWayGoesTogetherBehindIt() throws Exception {
        var first = sending("first");
        await(firstBegan);
        var second = sending("a", "b");
        var third = sending("c", "refused");

        firstMayEnd.countDown();

        assertThat(first.get()).isEmpty();
        assertThat(second.get()).isEmpty();
        assertThat(third.get()).containsExactly(1);
        assertThat(requests).containsExactly(List.of("first"), List.of("a", "b", "c", "refused"));
    }

    @Test
    void whatCannotBeSentHarmsNothingThatWasToGoWithIt() throws Exception {
        var first = sending("first");
        await(firstBegan);
        var good = sending("good");
        var bad = sending("bad");

        firstMayEnd.countDown();

        assertThat(first.get()).isEmpty();
        assertThat(good.get()).isEmpty();
        assertThatThrownBy(bad::get)
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void noneOfThoseThatAThreadFailedToSendIsTakenForSent() throws Exception {
        var first = sending("first");
        await(firstBegan);
        var fatal = sending("fatal");
        var other = sending("other");

        firstMayEnd.countDown();

        assertThat(first.get()).isEmpty();
        assertThatThrownBy(fatal::get).isInstanceOf(ExecutionException.class);
        assertThatThrownBy(other::get).isInstanceOf(ExecutionException.class);
        assertThat(queue.send(messages("good"))).isEmpty();
    }

    @Test
    void whatFailedIsNotInTheWayOfWhatComesNext() {
        assertThatIllegalArgumentException().isThrownBy(() -> queue.send(messages("bad")));

        assertThat(queue.send(messages("good"))).isEmpty();
    }
}
